// The exact film: 64-bit sums, their hash, and the mean image.
// SPDX-License-Identifier: MIT
#include "film/film.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"

#include <bit>
#include <fmt/format.h>

namespace triptych {

static_assert(std::endian::native == std::endian::little, "hashes and files take the film's words as they lie");
static_assert(sizeof(shared::FilmPixel) == 32);

namespace {

shared::Sum add_sums(shared::Sum a, shared::Sum b) {
    const std::uint64_t sum = to_integer(a) + to_integer(b);
    return {std::uint32_t(sum), std::uint32_t(sum >> 32u)};
}

std::string describe(const Film& film) {
    return fmt::format("columns {} to {} and rows {} to {} of {} x {} pixels", film.window.x0, film.window.x1,
                       film.window.y0, film.window.y1, film.image_width, film.image_height);
}

} // namespace

shared::FilmPixel sum_of(const shared::FilmPixel& a, const shared::FilmPixel& b) {
    return {add_sums(a.red, b.red), add_sums(a.green, b.green), add_sums(a.blue, b.blue), a.samples + b.samples,
            a.invalid + b.invalid};
}

Film::Film(const RenderSettings& settings)
    : image_width(settings.width), image_height(settings.height), window(settings.effective_window()),
      pixels(std::size_t(window.width()) * window.height()) {}

void check_same_window(const Film& whole, const Film& part) {
    if (whole.image_width == part.image_width && whole.image_height == part.image_height &&
        whole.window == part.window && whole.pixels.size() == part.pixels.size()) {
        return;
    }
    throw Error(ExitCode::FOREIGN_FILM, fmt::format("A film of {} cannot be added to one of {}; "
                                                    "render both with the same size and crop.",
                                                    describe(part), describe(whole)));
}

void Film::add(const Film& other) {
    check_same_window(*this, other);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = sum_of(pixels[i], other.pixels[i]);
}

std::string Film::hash() const {
    return Hasher()
        .add_value(image_width)
        .add_value(image_height)
        .add_value(window)
        .add(std::as_bytes(std::span(pixels)))
        .hex();
}

Image Film::mean() const {
    Image image{window.width(), window.height(), std::vector<float>(3 * pixels.size())};
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const shared::vec3 mean = mean_of(pixels[i]);
        image.rgb[3 * i + 0] = mean.x;
        image.rgb[3 * i + 1] = mean.y;
        image.rgb[3 * i + 2] = mean.z;
    }
    return image;
}

std::uint64_t Film::samples() const {
    std::uint64_t count = 0;
    for (const shared::FilmPixel& pixel : pixels) count += pixel.samples;
    return count;
}

std::uint64_t Film::invalid_samples() const {
    std::uint64_t count = 0;
    for (const shared::FilmPixel& pixel : pixels) count += pixel.invalid;
    return count;
}

std::string invalid_clause(std::uint64_t invalid_samples, std::uint64_t samples) {
    if (invalid_samples == 0) return "";
    return fmt::format("{} of {} samples were not finite, negative or too bright; they are left out of the picture",
                       invalid_samples, samples);
}

} // namespace triptych
