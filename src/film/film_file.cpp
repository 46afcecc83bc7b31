// Writes and reads .film files piece by piece, so that there is never more than one copy of the sums.
// SPDX-License-Identifier: MIT
#include "film/film_file.hpp"

#include "base/error.hpp"
#include "film/film_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace triptych {

namespace {

static_assert(sizeof(PixelNoise) == sizeof(shared::FilmPixel), "the head's sizes count both in rows of pixels");

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
    if (const std::string reason = contradiction(head_of(file)); !reason.empty()) return reason;
    const RenderSettings& settings = file.settings;
    const Window window = settings.effective_window();
    if (!(file.film.window == window) || file.film.image_width != settings.width ||
        file.film.image_height != settings.height ||
        file.film.pixels.size() != std::size_t(window.width()) * window.height()) {
        return "its pixels do not fill its window";
    }
    std::uint64_t count = 0;
    for (const SampleRange& range : file.samples) count += range.count();
    if (!all_have(file.film.pixels, count)) return "a pixel's samples do not match its sample ranges";
    if (!file.coverage.empty() && file.coverage.size() != file.film.pixels.size())
        return "its alpha does not fill its window";
    if (std::any_of(file.coverage.begin(), file.coverage.end(), [&](std::uint32_t covered) { return covered > count; }))
        return "its alpha is more than 1";
    return contradiction_ahead(file, count);
}

/// Hands all bytes of a film file, which `name` names in errors, to `write`.
template <typename Write>
void write_content(const std::string& name, const FilmFile& file, std::uint32_t more_flags, Write write) {
    if (const std::string reason = contradiction(file); !reason.empty())
        throw Error(ExitCode::INTERNAL, fmt::format("The film for {} contradicts itself: {}.", name, reason));
    const RenderSettings& settings = file.settings;
    const FilmHeader header{FILM_VERSION,
                            settings.width,
                            settings.height,
                            settings.max_depth,
                            settings.seed,
                            frame_flags(settings.method) | more_flags |
                                (settings.clamp_indirect > 0.0f ? shared::FRAME_CLAMP : 0) |
                                (file.coverage.empty() ? 0 : FILM_HAS_COVERAGE),
                            settings.effective_window(),
                            std::uint32_t(file.scene_name.size()),
                            std::uint32_t(file.scene_hash.size()),
                            std::uint32_t(file.samples.size()),
                            head_of(file).ahead_rows,
                            file.ahead_sample,
                            file.noise ? file.noise->batches : 0};
    Hasher hasher;
    const auto add = [&](const auto& values) {
        const auto bytes = std::as_bytes(std::span(values));
        hasher.add(bytes);
        write(bytes);
    };
    add(FILM_MAGIC);
    add(std::span(&header, 1));
    if (settings.clamp_indirect > 0.0f) add(std::span(&settings.clamp_indirect, 1));
    add(file.scene_name);
    add(file.scene_hash);
    add(file.samples);
    add(file.film.pixels);
    add(file.coverage);
    add(file.ahead);
    if (file.noise) {
        add(file.noise->measured.pixels);
        add(file.noise->pixels);
    }
    const std::string checksum = hasher.hex();
    write(std::as_bytes(std::span(checksum)));
}

} // namespace

void write_film(const std::filesystem::path& path, const FilmFile& file) {
    AtomicFile output(path);
    write_content(path.string(), file, 0, [&](std::span<const std::byte> bytes) { output.write(bytes); });
    output.commit();
}

std::vector<std::byte> film_bytes(const FilmFile& file) {
    std::vector<std::byte> content;
    content.reserve(file.film.pixels.size() * sizeof(shared::FilmPixel) + sizeof(FilmHeader) + 1024);
    write_content("bytes", file, 0,
                  [&](std::span<const std::byte> bytes) { content.insert(content.end(), bytes.begin(), bytes.end()); });
    return content;
}

void write_checkpoint(const std::filesystem::path& path, const FilmFile& file, std::optional<FileVersion>& ours) {
    const bool is_ours = ours && file_version(path) == ours;
    AtomicFile output(path, is_ours ? IfExists::REPLACE : IfExists::REFUSE);
    write_content(path.string(), file, FILM_IS_CHECKPOINT,
                  [&](std::span<const std::byte> bytes) { output.write(bytes); });
    try {
        output.commit();
    } catch (const Error&) {
        if (file_version(path) == output.version()) ours = output.version();
        throw;
    }
    ours = output.version();
}

namespace {

FilmFile read_film(FilmReader& reader) {
    FilmHead head = reader.read_head();
    FilmFile file;
    file.settings = head.settings;
    file.scene_name = std::move(head.scene_name);
    file.scene_hash = std::move(head.scene_hash);
    file.samples = std::move(head.samples);
    file.film = Film(file.settings);
    reader.take(std::span(file.film.pixels));
    if (head.has_coverage) file.coverage.resize(file.film.pixels.size());
    reader.take(std::span(file.coverage));
    file.ahead.resize(std::size_t(head.ahead_rows) * file.film.window.width());
    reader.take(std::span(file.ahead));
    file.ahead_sample = head.ahead_sample;
    if (head.noise_batches > 0) {
        NoiseState noise{Film(file.settings), std::vector<PixelNoise>(file.film.pixels.size()), head.noise_batches};
        reader.take(std::span(noise.measured.pixels));
        reader.take(std::span(noise.pixels));
        file.noise = std::move(noise);
    }
    reader.check_end();
    if (const std::string reason = contradiction(file); !reason.empty()) reader.fail(reason);
    return file;
}

} // namespace

FilmFile read_film(const std::filesystem::path& path) {
    FilmReader reader(path);
    return read_film(reader);
}

FilmFile film_of_bytes(std::span<const std::byte> bytes, const std::string& name) {
    FilmReader reader(name, bytes);
    return read_film(reader);
}

FilmHead head_of(const FilmFile& file) {
    const std::uint32_t width = std::max(1u, file.settings.effective_window().width());
    return {file.scene_name,
            file.scene_hash,
            file.settings,
            file.samples,
            static_cast<std::uint32_t>(file.ahead.size() / width),
            file.ahead_sample,
            file.noise ? file.noise->batches : 0,
            false,
            !file.coverage.empty()};
}

std::vector<float> alpha_of(const FilmFile& file) {
    std::vector<float> alpha;
    alpha.reserve(file.coverage.size());
    for (std::size_t i = 0; i < file.coverage.size(); i++) {
        const std::uint32_t samples = std::max(1u, file.film.pixels[i].samples);
        alpha.push_back(static_cast<float>(file.coverage[i]) / static_cast<float>(samples));
    }
    return alpha;
}

void drop_unfinished(FilmFile& file) {
    file.ahead.clear();
    file.ahead_sample = 0;
    file.noise.reset();
}

void merge_films(FilmFile& whole, const std::string& whole_name, const FilmFile& part, const std::string& part_name) {
    FilmHead head = head_of(whole);
    merge_heads(head, whole_name, head_of(part), part_name);
    whole.film.add(part.film);
    if (whole.coverage.empty() || part.coverage.empty()) {
        whole.coverage.clear();
    } else {
        for (std::size_t i = 0; i < whole.coverage.size(); i++) whole.coverage[i] += part.coverage[i];
    }
    whole.samples = std::move(head.samples);
    drop_unfinished(whole);
}

} // namespace triptych
