// Reads and judges heads of films.
// SPDX-License-Identifier: MIT
#include "film/film_head.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/memory.hpp"
#include "base/names.hpp"
#include "film/film_format.hpp"
#include "scene/ranges.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace triptych {

namespace {

/// 2^28 pixels and as much again for the rest, or 2^27 pixels with their noise.
constexpr std::size_t MAX_FILM_BYTES = std::size_t(16) << 30u;

static_assert((METHOD_FLAGS & (FILM_IS_CHECKPOINT | FILM_HAS_COVERAGE | shared::FRAME_CLAMP)) == 0);

RenderSettings settings_of(const FilmHeader& header, const Method& method) {
    RenderSettings settings;
    settings.width = header.width;
    settings.height = header.height;
    settings.max_depth = header.max_depth;
    settings.seed = header.seed;
    settings.method = method;
    settings.window = header.window;
    return settings;
}

/// The sizes are 32-bit words, so only the product of columns and rows needs care: it is divided, not multiplied.
bool sizes_fit(const FilmHeader& header, std::size_t bytes_left) {
    const Window window = header.window;
    if (window.x0 >= window.x1 || window.y0 >= window.y1) return false;
    if (header.ahead_rows >= window.height()) return false;
    const std::uint64_t rest = ((header.flags & shared::FRAME_CLAMP) != 0 ? sizeof(float) : 0) +
                               std::uint64_t(header.scene_name_size) + header.scene_hash_size +
                               sizeof(SampleRange) * std::uint64_t(header.range_count);
    // A row of words, of which pixels and a PixelNoise for each take several: below 2^35 bytes.
    constexpr std::uint64_t WORDS = sizeof(shared::FilmPixel) / sizeof(std::uint32_t);
    const std::uint64_t row = std::uint64_t(window.width()) * sizeof(std::uint32_t);
    const std::uint64_t height = window.height();
    const std::uint64_t rows = WORDS * (header.ahead_rows + height * (header.noise_batches > 0 ? 3 : 1)) +
                               ((header.flags & FILM_HAS_COVERAGE) != 0 ? height : 0);
    return rest <= bytes_left && (bytes_left - rest) % row == 0 && (bytes_left - rest) / row == rows;
}

std::uint64_t total_count(std::span<const SampleRange> ranges) {
    std::uint64_t count = 0;
    for (const SampleRange& range : ranges) count += range.count();
    return count;
}

std::string describe(const Window& window) {
    return fmt::format("{}-{} x {}-{}", window.x0, window.x1, window.y0, window.y1);
}

/// Both films' ranges in order, joined where they touch; they must be disjoint.
std::vector<SampleRange> join_ranges(std::vector<SampleRange> ranges, const std::vector<SampleRange>& more) {
    ranges.insert(ranges.end(), more.begin(), more.end());
    std::sort(ranges.begin(), ranges.end(), [](auto a, auto b) { return a.first < b.first; });
    std::vector<SampleRange> joined;
    for (const SampleRange& range : ranges) {
        if (!joined.empty() && joined.back().last == range.first) {
            joined.back().last = range.last;
        } else {
            joined.push_back(range);
        }
    }
    return joined;
}

bool overlap(const std::vector<SampleRange>& a, const std::vector<SampleRange>& b) {
    auto other = b.begin();
    for (const SampleRange& range : a) {
        while (other != b.end() && other->last <= range.first) ++other;
        if (other != b.end() && other->first < range.last) return true;
    }
    return false;
}

} // namespace

FilmReader::FilmReader(const std::filesystem::path& path) : m_name(path.string()) {
    const auto file = std::make_shared<InputFile>(path, MAX_FILM_BYTES);
    m_size = file->size();
    m_read = [file](std::span<std::byte> bytes) { file->read(bytes); };
}

FilmReader::FilmReader(std::string name, std::span<const std::byte> bytes)
    : m_name(std::move(name)), m_size(bytes.size()), m_read([bytes](std::span<std::byte> target) mutable {
          std::copy_n(bytes.begin(), target.size(), target.begin());
          bytes = bytes.subspan(target.size());
      }) {}

void FilmReader::fail(const std::string& reason) const {
    throw Error(ExitCode::FOREIGN_FILM, fmt::format("{} cannot be used: {}; render it again.", m_name, reason));
}

FilmHead FilmReader::read_head() {
    const std::size_t size = m_size;
    std::string magic(FILM_MAGIC.size(), '\0');
    if (size >= magic.size()) take(std::span(magic));
    if (magic != FILM_MAGIC) fail("it is no film of Triptych's");
    if (size < FILM_MAGIC.size() + sizeof(FilmHeader) + FILM_CHECKSUM_SIZE) fail("it is cut off");
    FilmHeader header{};
    take(std::span(&header, 1));
    if (header.version != FILM_VERSION) {
        fail(fmt::format("its format is version {}, and this program reads version {}", header.version, FILM_VERSION));
    }
    const std::optional<Method> method = method_of(header.flags);
    if (!method || (header.flags & ~(METHOD_FLAGS | FILM_IS_CHECKPOINT | FILM_HAS_COVERAGE | shared::FRAME_CLAMP)) != 0)
        fail("it was rendered with settings that this program does not know");
    if (!sizes_fit(header, size - FILM_MAGIC.size() - sizeof header - FILM_CHECKSUM_SIZE))
        fail("its size does not match its header");
    if (const std::uint64_t available = available_memory_bytes(); size > available) {
        throw Error(ExitCode::LIMIT, fmt::format("{} holds {} MiB, but only {} MiB of memory are available.", m_name,
                                                 size >> 20u, available >> 20u));
    }
    FilmHead head;
    head.settings = settings_of(header, *method);
    head.has_coverage = (header.flags & FILM_HAS_COVERAGE) != 0;
    if ((header.flags & shared::FRAME_CLAMP) != 0) {
        take(std::span(&head.settings.clamp_indirect, 1));
        if (!(head.settings.clamp_indirect > 0.0f)) fail("it limits indirect light to no number above 0");
    }
    head.scene_name.resize(header.scene_name_size);
    take(std::span(head.scene_name));
    head.scene_hash.resize(header.scene_hash_size);
    take(std::span(head.scene_hash));
    head.samples.resize(header.range_count);
    take(std::span(head.samples));
    head.ahead_rows = header.ahead_rows;
    head.ahead_sample = header.ahead_sample;
    head.noise_batches = header.noise_batches;
    head.is_checkpoint = (header.flags & FILM_IS_CHECKPOINT) != 0;
    if (const std::string reason = contradiction(head); !reason.empty()) fail(reason);
    return head;
}

void FilmReader::check_end() {
    const std::string expected = m_hasher.hex();
    std::string checksum(FILM_CHECKSUM_SIZE, '\0');
    m_read(std::as_writable_bytes(std::span(checksum)));
    if (checksum != expected) fail("its checksum is wrong, so it is damaged or cut off");
}

std::string describe(const std::vector<SampleRange>& ranges) {
    std::vector<std::string> words;
    for (const SampleRange& range : ranges) words.push_back(fmt::format("{}:{}", range.first, range.last));
    return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ", "));
}

FilmHead read_film_head(const std::filesystem::path& path) { return FilmReader(path).read_head(); }

std::string contradiction(const FilmHead& head) {
    const RenderSettings& settings = head.settings;
    const Window window = settings.effective_window();
    if (window.x0 >= window.x1 || window.y0 >= window.y1 || window.x1 > settings.width || window.y1 > settings.height)
        return "its window is empty or reaches beyond its image";
    if (!(settings.clamp_indirect >= 0.0f && settings.clamp_indirect <= static_cast<float>(MAX_RADIANCE)))
        return "it limits indirect light to what no film can hold";
    if (head.has_coverage && !settings.method.transparent) return "it has alpha where the background is seen";
    std::uint64_t end = 0; // of the range before
    for (const SampleRange& range : head.samples) {
        const bool is_first = &range == head.samples.data();
        if (range.first >= range.last || (!is_first && range.first <= end)) return "its sample ranges are out of order";
        end = range.last;
    }
    if (total_count(head.samples) > shared::FILM_MAX_SAMPLES)
        return "it claims more samples a pixel than a film can hold";
    return "";
}

std::string other_picture(const FilmHead& part, const FilmHead& whole, bool with_window) {
    if (part.scene_hash != whole.scene_hash) {
        return fmt::format("it shows another scene ({}, {}, not {}, {})", printable(part.scene_name),
                           printable(part.scene_hash), printable(whole.scene_name), printable(whole.scene_hash));
    }
    std::string reason;
    const auto compare = [&](std::string_view what, const auto& theirs, const auto& ours) {
        if (theirs != ours && reason.empty()) reason = fmt::format("its {} is {}, not {}", what, theirs, ours);
    };
    compare("width", part.settings.width, whole.settings.width);
    compare("height", part.settings.height, whole.settings.height);
    compare("depth limit", part.settings.max_depth, whole.settings.max_depth);
    compare("seed", part.settings.seed, whole.settings.seed);
    compare("limit of indirect light", part.settings.clamp_indirect, whole.settings.clamp_indirect);
    for (const MethodOption& option : METHOD_OPTIONS)
        compare(option.name, option.value(part.settings.method), option.value(whole.settings.method));
    if (with_window)
        compare("window", describe(part.settings.effective_window()), describe(whole.settings.effective_window()));
    return reason;
}

namespace {

[[noreturn]] void refuse(const std::string& part_name, const std::string& whole_name, const std::string& reason) {
    throw Error(ExitCode::FOREIGN_FILM, fmt::format("{} cannot be added to {}: {}.", part_name, whole_name, reason));
}

} // namespace

void check_same_picture(const FilmHead& part, const std::string& part_name, const FilmHead& whole,
                        const std::string& whole_name) {
    if (const std::string reason = other_picture(part, whole, false); !reason.empty())
        refuse(part_name, whole_name, reason + "; render both parts with the same");
}

void merge_heads(FilmHead& whole, const std::string& whole_name, const FilmHead& part, const std::string& part_name) {
    if (const std::string reason = other_picture(part, whole); !reason.empty())
        refuse(part_name, whole_name, reason + "; render both parts with the same");
    if (overlap(part.samples, whole.samples)) {
        refuse(part_name, whole_name,
               fmt::format("both hold some of the same samples ({} and {}); render disjoint ranges",
                           describe(part.samples), describe(whole.samples)));
    }
    if (total_count(part.samples) + total_count(whole.samples) > shared::FILM_MAX_SAMPLES) {
        refuse(part_name, whole_name,
               fmt::format("a film holds at most {} samples a pixel; leave one of them out", shared::FILM_MAX_SAMPLES));
    }
    whole.samples = join_ranges(whole.samples, part.samples);
}

} // namespace triptych
