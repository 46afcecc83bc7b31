// The .film file: magic, version, what the film belongs to, sample ranges, pixels, what an unfinished render goes on
// from, checksum; all words little-endian.
// SPDX-License-Identifier: MIT
#include "film/film_file.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "scene/names.hpp"
#include "scene/settings_names.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>
#include <string_view>

namespace triptych {

namespace {

static_assert(std::endian::native == std::endian::little, "words are stored as they lie");

constexpr std::string_view MAGIC = "TRIPFILM";
constexpr std::uint32_t VERSION = 3;
constexpr std::size_t CHECKSUM_SIZE = 32; // hexadecimal digits of Hasher over all bytes before

/// 2^28 pixels and as much again for the rest, or 2^27 pixels with their noise.
constexpr std::size_t MAX_FILM_BYTES = std::size_t(16) << 30u;

/// Follows the magic; then come the two strings, the ranges, the pixels, the rows ahead, the noise (its film's pixels
/// and a PixelNoise each) and the checksum.
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
    std::uint32_t ahead_rows;
    std::uint32_t ahead_sample;
    std::uint32_t noise_batches; // 0: no noise
};
static_assert(sizeof(FilmHeader) == 64);
static_assert(sizeof(PixelNoise) == sizeof(shared::FilmPixel), "sizes_fit counts both in rows of pixels");

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

/// True where every pixel has `count` samples.
bool all_have(std::span<const shared::FilmPixel> pixels, std::uint64_t count) {
    return std::all_of(pixels.begin(), pixels.end(), [&](const shared::FilmPixel& pixel) {
        return pixel.samples == count && pixel.invalid <= count;
    });
}

/// What contradicts itself in what an unfinished render goes on from.
std::string contradiction_ahead(const FilmFile& file, std::uint64_t count) {
    const Film& film = file.film;
    if (!file.ahead.empty()) {
        if (file.ahead.size() % film.window.width() != 0 || file.ahead.size() >= film.pixels.size() ||
            !all_have(file.ahead, 1)) {
            return "its rows ahead are not whole";
        }
        if (!file.samples.empty() && file.samples.back().last != file.ahead_sample) {
            return "its rows ahead do not follow its samples";
        }
    } else if (file.ahead_sample != 0) {
        return "it names a sample ahead and holds none";
    }
    if (!file.noise) return "";
    const NoiseState& noise = *file.noise;
    if (noise.batches == 0 || noise.pixels.size() != film.pixels.size() ||
        noise.measured.pixels.size() != film.pixels.size() || !(noise.measured.window == film.window)) {
        return "its noise does not fill its window";
    }
    const std::uint32_t measured = noise.measured.pixels.front().samples;
    if (measured > count || !all_have(noise.measured.pixels, measured)) return "its noise is of other samples";
    for (const PixelNoise& pixel : noise.pixels) {
        for (const double squares : pixel.squares)
            if (!std::isfinite(squares)) return "its noise is not finite";
        if (pixel.batches > noise.batches) return "a pixel claims more batches than there were";
    }
    return "";
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
    if (!all_have(file.film.pixels, count)) return "a pixel's samples do not match its sample ranges";
    return contradiction_ahead(file, count);
}

/// Collects a file's bytes.
class Writer {
public:
    /// `size` bytes are expected; room for them at once spares moving them about.
    explicit Writer(std::size_t size) { m_bytes.reserve(size); }
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

/// The sizes are 32-bit words, so only the product of columns and rows needs care: it is divided, not multiplied.
bool sizes_fit(const FilmHeader& header, std::size_t bytes_left) {
    const Window window = header.window;
    if (window.x0 >= window.x1 || window.y0 >= window.y1) return false;
    if (header.ahead_rows >= window.height()) return false;
    const std::uint64_t rest = std::uint64_t(header.scene_name_size) + header.scene_hash_size +
                               sizeof(SampleRange) * std::uint64_t(header.range_count);
    // A row of pixels and a PixelNoise for each: below 2^38 bytes.
    const std::uint64_t row = std::uint64_t(window.width()) * sizeof(shared::FilmPixel);
    const std::uint64_t rows = header.ahead_rows + std::uint64_t(window.height()) * (header.noise_batches > 0 ? 3 : 1);
    return rest <= bytes_left && (bytes_left - rest) % row == 0 && (bytes_left - rest) / row == rows;
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
                            std::uint32_t(file.samples.size()),
                            std::uint32_t(file.ahead.size() / settings.effective_window().width()),
                            file.ahead_sample,
                            file.noise ? file.noise->batches : 0};
    const std::size_t pixels = file.film.pixels.size() * (file.noise ? 3 : 1) + file.ahead.size();
    Writer writer(pixels * sizeof(shared::FilmPixel) + sizeof header + file.scene_name.size() + 1024);
    writer.add(MAGIC);
    writer.add(std::span(&header, 1));
    writer.add(file.scene_name);
    writer.add(file.scene_hash);
    writer.add(std::span(file.samples));
    writer.add(std::span(file.film.pixels));
    writer.add(std::span(file.ahead));
    if (file.noise) {
        writer.add(std::span(file.noise->measured.pixels));
        writer.add(std::span(file.noise->pixels));
    }
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
    file.ahead.resize(std::size_t(header.ahead_rows) * file.film.window.width());
    reader.take(std::span(file.ahead));
    file.ahead_sample = header.ahead_sample;
    if (header.noise_batches > 0) {
        NoiseState noise{Film(file.settings), std::vector<PixelNoise>(file.film.pixels.size()), header.noise_batches};
        reader.take(std::span(noise.measured.pixels));
        reader.take(std::span(noise.pixels));
        file.noise = std::move(noise);
    }
    if (const std::string reason = contradiction(file); !reason.empty()) fail(reason);
    return file;
}

void drop_unfinished(FilmFile& file) {
    file.ahead.clear();
    file.ahead_sample = 0;
    file.noise.reset();
}

std::string other_picture(const FilmFile& part, const FilmFile& whole, bool with_window) {
    if (part.scene_hash != whole.scene_hash) {
        return fmt::format("it shows another scene ({}, {}, not {}, {})", printable(part.scene_name),
                           printable(part.scene_hash), printable(whole.scene_name), printable(whole.scene_hash));
    }
    std::string reason;
    const auto compare = [&](const char* what, const auto& theirs, const auto& ours) {
        if (theirs != ours && reason.empty()) reason = fmt::format("its {} is {}, not {}", what, theirs, ours);
    };
    const auto on_or_off = [](bool is_on) { return std::string_view(is_on ? "on" : "off"); };
    compare("width", part.settings.width, whole.settings.width);
    compare("height", part.settings.height, whole.settings.height);
    compare("depth limit", part.settings.max_depth, whole.settings.max_depth);
    compare("seed", part.settings.seed, whole.settings.seed);
    compare("integrator", name_of(part.settings.integrator), name_of(whole.settings.integrator));
    compare("sampler", name_of(part.settings.sampler), name_of(whole.settings.sampler));
    compare("roulette", on_or_off(part.settings.roulette), on_or_off(whole.settings.roulette));
    if (with_window)
        compare("window", describe(part.settings.effective_window()), describe(whole.settings.effective_window()));
    return reason;
}

namespace {

[[noreturn]] void refuse(const std::string& part_name, const std::string& whole_name, const std::string& reason) {
    throw Error(ExitCode::FOREIGN_FILM, fmt::format("{} cannot be added to {}: {}.", part_name, whole_name, reason));
}

} // namespace

void check_same_picture(const FilmFile& part, const std::string& part_name, const FilmFile& whole,
                        const std::string& whole_name) {
    if (const std::string reason = other_picture(part, whole, false); !reason.empty())
        refuse(part_name, whole_name, reason + "; render both parts with the same");
}

void merge_films(FilmFile& whole, const std::string& whole_name, const FilmFile& part, const std::string& part_name) {
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
    std::vector<SampleRange> samples = join_ranges(whole.samples, part.samples);
    whole.film.add(part.film);
    whole.samples = std::move(samples);
    drop_unfinished(whole);
}

} // namespace triptych
