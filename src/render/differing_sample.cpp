// The first sample of a pixel that two devices draw differently.
// SPDX-License-Identifier: MIT
#include "render/differing_sample.hpp"

#include <fmt/format.h>

#include <utility>

namespace triptych {
namespace {

std::uint64_t word_of(const shared::Sum& sum) { return std::uint64_t{sum.high} << 32u | sum.low; }

/// The channel of a pixel by the name that compare_films gives it.
std::uint64_t value_of(const shared::FilmPixel& pixel, const std::string& channel) {
    if (channel == "red") return word_of(pixel.red);
    if (channel == "green") return word_of(pixel.green);
    if (channel == "blue") return word_of(pixel.blue);
    return channel == "samples" ? pixel.samples : pixel.invalid;
}

} // namespace

DifferingSample find_differing_sample(const Picture& picture, const DeviceInfo& reference, const DeviceInfo& device,
                                      const FilmDifference& difference, const BackendOptions& options,
                                      const RenderControl& control) {
    Picture pixel = picture;
    pixel.settings.window = Window{difference.x, difference.y, difference.x + 1, difference.y + 1};
    const auto draw = [&](const DeviceInfo& info, SampleRange samples) {
        pixel.samples = samples;
        Checkpoint none;
        return render_picture(pixel, {.devices = {info}}, options, control, none).file.film;
    };
    SampleRange left = picture.samples;
    while (left.count() > 1) {
        const std::uint32_t middle = left.first + left.count() / 2;
        const SampleRange half{left.first, middle};
        if (compare_films(draw(reference, half), draw(device, half)).words > 0) {
            left.last = middle;
        } else {
            left.first = middle;
        }
    }
    const Film expected = draw(reference, left), found = draw(device, left);
    const FilmDifference sample = compare_films(expected, found);
    if (sample.words == 0)
        throw Error(ExitCode::INTERNAL, fmt::format("Column {} of row {} does not differ when it is drawn by itself.",
                                                    difference.x, difference.y));
    return {left.first, sample.channel, value_of(expected.pixels[0], sample.channel),
            value_of(found.pixels[0], sample.channel)};
}

} // namespace triptych
