// The .film file: magic, version, what the film belongs to, sample ranges, pixels, checksum; all words little-endian.
// SPDX-License-Identifier: MIT
#include "film/film_file.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "scene/settings_names.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>
#include <string_view>

namespace triptych {

namespace {

static_assert(std::endian::native == std::endian::little, "words are stored as they lie");

constexpr std::string_view MAGIC = "TRIPFILM";
constexpr std::uint32_t VERSION = 2;
constexpr std::size_t CHECKSUM_SIZE = 32; // hexadecimal digits of Hasher over all bytes before

/// 2^28 pixels and as much again for the rest.
constexpr std::size_t MAX_FILM_BYTES = std::size_t(16) << 30u;

/// Follows the magic; then come the two strings, the ranges, the pixels and the checksum.
struct FilmHeader {
    std::uint32_t version;
    std::uint32_t width;
    std::uint32_t height;
    std::uint32_t max_depth;
    std::uint32_t seed;
    std::uint32_t flags; // FRAME_ bits of layout.glsl
    Window window;
    std::uint32_t scene_name_size;
    std::uint32_t scene_hash_size;
    std::uint32_t range_count;
};
static_assert(sizeof(FilmHeader) == 52);

constexpr std::uint32_t KNOWN_FLAGS = shared::FRAME_SOBOL | shared::FRAME_LIGHT_SAMPLING | shared::FRAME_ROULETTE;

RenderSettings settings_of(const FilmHeader& header) {
    RenderSettings settings;
    settings.width = header.width;
    settings.height = header.height;
    settings.max_depth = header.max_depth;
    settings.seed = header.seed;
    settings.integrator = (header.flags & shared::FRAME_LIGHT_SAMPLING) != 0 ? Integrator::PATH_MIS : Integrator::PATH;
    settings.sampler = (header.flags & shared::FRAME_SOBOL) != 0 ? Sampler::SOBOL : Sampler::INDEPENDENT;
    settings.roulette = (header.flags & shared::FRAME_ROULETTE) != 0;
    settings.window = header.window;
    return settings;
}

std::string checksum_of(std::span<const std::byte> bytes) { return Hasher().add(bytes).hex(); }

std::uint64_t total_count(std::span<const SampleRange> ranges) {
    std::uint64_t count = 0;
    for (const SampleRange& range : ranges) count += range.count();
    return count;
}

/// What contradicts itself in a film file; empty where nothing does.
std::string contradiction(const FilmFile& file) {
    const RenderSettings& settings = file.settings;
    const Window window = settings.effective_window();
    if (window.x0 >= window.x1 || window.y0 >= window.y1 || window.x1 > settings.width || window.y1 > settings.height) {
        return "its window is empty or reaches beyond its image";
    }
    if (!(file.film.window == window) || file.film.image_width != settings.width ||
        file.film.image_height != settings.height ||
        file.film.pixels.size() != std::size_t(window.width()) * window.height()) {
        return "its pixels do not fill its window";
    }
    std::uint64_t end = 0; // of the range before
    for (const SampleRange& range : file.samples) {
        const bool is_first = &range == file.samples.data();
        if (range.first >= range.last || (!is_first && range.first <= end)) return "its sample ranges are out of order";
        end = range.last;
    }
    const std::uint64_t count = total_count(file.samples);
    if (count > shared::FILM_MAX_SAMPLES) return "it claims more samples a pixel than a film can hold";
    for (const shared::FilmPixel& pixel : file.film.pixels) {
        if (pixel.samples != count || pixel.invalid > count) return "a pixel's samples do not match its sample ranges";
    }
    return "";
}

/// Collects a file's bytes.
class Writer {
public:
    template <typename T>
    void add(std::span<const T> values) {
        const auto bytes = std::as_bytes(values);
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
    void add(std::string_view text) { add(std::span(text.data(), text.size())); }
    const std::vector<std::byte>& bytes() const { return m_bytes; }

private:
    std::vector<std::byte> m_bytes;
};

/// Hands out a file's bytes in order; whoever asks must know that they are there.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}
    template <typename T>
    void take(std::span<T> values) {
        if (values.empty()) return;
        std::memcpy(values.data(), m_bytes.data(), values.size_bytes());
        m_bytes = m_bytes.subspan(values.size_bytes());
    }
    std::string take_text(std::size_t size) {
        std::string text(size, '\0');
        take(std::span(text.data(), size));
        return text;
    }
    std::size_t bytes_left() const { return m_bytes.size(); }

private:
    std::span<const std::byte> m_bytes;
};

/// The sizes are 32-bit words, so only the pixels' product needs care: it is divided, not multiplied.
bool sizes_fit(const FilmHeader& header, std::size_t bytes_left) {
    const Window window = header.window;
    if (window.x0 >= window.x1 || window.y0 >= window.y1) return false;
    const std::uint64_t pixels = std::uint64_t(window.width()) * window.height();
    const std::uint64_t rest = std::uint64_t(header.scene_name_size) + header.scene_hash_size +
                               sizeof(SampleRange) * std::uint64_t(header.range_count);
    return rest <= bytes_left && (bytes_left - rest) % sizeof(shared::FilmPixel) == 0 &&
           (bytes_left - rest) / sizeof(shared::FilmPixel) == pixels;
}

std::string describe(const Window& window) {
    return fmt::format("{}-{} x {}-{}", window.x0, window.x1, window.y0, window.y1);
}

std::string describe(const std::vector<SampleRange>& ranges) {
    std::vector<std::string> words;
    for (const SampleRange& range : ranges) words.push_back(fmt::format("{}:{}", range.first, range.last));
    return fmt::format("{}", fmt::join(words, ", "));
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

void write_film(const std::filesystem::path& path, const FilmFile& file) {
    if (const std::string reason = contradiction(file); !reason.empty()) {
        throw Error(ExitCode::INTERNAL, fmt::format("The film for {} contradicts itself: {}.", path.string(), reason));
    }
    const RenderSettings& settings = file.settings;
    const FilmHeader header{VERSION,
                            settings.width,
                            settings.height,
                            settings.max_depth,
                            settings.seed,
                            settings.flags(),
                            settings.effective_window(),
                            std::uint32_t(file.scene_name.size()),
                            std::uint32_t(file.scene_hash.size()),
                            std::uint32_t(file.samples.size())};
    Writer writer;
    writer.add(MAGIC);
    writer.add(std::span(&header, 1));
    writer.add(file.scene_name);
    writer.add(file.scene_hash);
    writer.add(std::span(file.samples));
    writer.add(std::span(file.film.pixels));
    writer.add(checksum_of(writer.bytes()));
    write_file_atomically(path, writer.bytes());
}

FilmFile read_film(const std::filesystem::path& path) {
    const std::vector<std::byte> bytes = read_file(path, MAX_FILM_BYTES);
    const auto fail = [&](const std::string& reason) {
        throw Error(ExitCode::FOREIGN_FILM,
                    fmt::format("{} cannot be used: {}; render it again.", path.string(), reason));
    };
    if (bytes.size() < MAGIC.size() || std::memcmp(bytes.data(), MAGIC.data(), MAGIC.size()) != 0) {
        fail("it is no film of Triptych's");
    }
    FilmHeader header{};
    if (bytes.size() < MAGIC.size() + sizeof header + CHECKSUM_SIZE) fail("it is cut off");
    const auto content = std::span(bytes).first(bytes.size() - CHECKSUM_SIZE);
    Reader reader(content.subspan(MAGIC.size()));
    reader.take(std::span(&header, 1));
    if (header.version != VERSION) {
        fail(fmt::format("its format is version {}, and this program reads version {}", header.version, VERSION));
    }
    if (std::memcmp(checksum_of(content).data(), bytes.data() + content.size(), CHECKSUM_SIZE) != 0) {
        fail("its checksum is wrong, so it is damaged or cut off");
    }
    if ((header.flags & ~KNOWN_FLAGS) != 0) fail("it was rendered with settings that this program does not know");
    if (!sizes_fit(header, reader.bytes_left())) fail("its size does not match its header");

    FilmFile file;
    file.settings = settings_of(header);
    file.scene_name = reader.take_text(header.scene_name_size);
    file.scene_hash = reader.take_text(header.scene_hash_size);
    file.samples.resize(header.range_count);
    reader.take(std::span(file.samples));
    file.film = Film(file.settings);
    reader.take(std::span(file.film.pixels));
    if (const std::string reason = contradiction(file); !reason.empty()) fail(reason);
    return file;
}

void merge_films(FilmFile& whole, const std::string& whole_name, const FilmFile& part, const std::string& part_name) {
    const auto refuse = [&](const std::string& reason) {
        throw Error(ExitCode::FOREIGN_FILM,
                    fmt::format("{} cannot be added to {}: {}.", part_name, whole_name, reason));
    };
    const auto need_equal = [&](const char* what, const auto& theirs, const auto& ours) {
        if (theirs != ours) {
            refuse(fmt::format("its {} is {}, not {}; render both parts with the same", what, theirs, ours));
        }
    };
    if (part.scene_hash != whole.scene_hash) {
        refuse(fmt::format("it shows another scene ({}, {}, not {}, {}); render both parts of one scene",
                           part.scene_name, part.scene_hash, whole.scene_name, whole.scene_hash));
    }
    need_equal("width", part.settings.width, whole.settings.width);
    need_equal("height", part.settings.height, whole.settings.height);
    need_equal("depth limit", part.settings.max_depth, whole.settings.max_depth);
    need_equal("seed", part.settings.seed, whole.settings.seed);
    need_equal("integrator", name_of(part.settings.integrator), name_of(whole.settings.integrator));
    need_equal("sampler", name_of(part.settings.sampler), name_of(whole.settings.sampler));
    const auto on_or_off = [](bool is_on) { return is_on ? "on" : "off"; };
    need_equal("roulette", std::string_view(on_or_off(part.settings.roulette)), on_or_off(whole.settings.roulette));
    need_equal("window", describe(part.settings.effective_window()), describe(whole.settings.effective_window()));
    if (overlap(part.samples, whole.samples)) {
        refuse(fmt::format("both hold some of the same samples ({} and {}); render disjoint ranges",
                           describe(part.samples), describe(whole.samples)));
    }
    if (total_count(part.samples) + total_count(whole.samples) > shared::FILM_MAX_SAMPLES) {
        refuse(fmt::format("a film holds at most {} samples a pixel; leave one of them out", shared::FILM_MAX_SAMPLES));
    }
    std::vector<SampleRange> samples = join_ranges(whole.samples, part.samples);
    whole.film.add(part.film);
    whole.samples = std::move(samples);
}

} // namespace triptych
