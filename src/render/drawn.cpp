// Checks a film that a device has drawn, and describes it.
// SPDX-License-Identifier: MIT
#include "render/drawn.hpp"

#include "base/error.hpp"
#include "film/metadata.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

void check_complete(const Film& film, std::uint32_t samples, const DeviceInfo& device) {
    const bool complete = std::all_of(film.pixels.begin(), film.pixels.end(),
                                      [&](const shared::FilmPixel& pixel) { return pixel.samples == samples; });
    if (!complete)
        throw Error(ExitCode::INTERNAL,
                    fmt::format("{} left out samples: {} of {} came back; please report it with the driver's version "
                                "({}).",
                                device.name, film.samples(), std::uint64_t{samples} * film.pixels.size(),
                                device.driver));
}

ImageMetadata render_metadata(const FilmFile& file, const std::string& film_hash, const DeviceInfo& device) {
    ImageMetadata metadata = film_metadata(file, film_hash);
    metadata["backend"] = device.backend;
    metadata["device"] = device.name;
    metadata["device_uuid"] = device.uuid;
    metadata["driver"] = device.driver;
    return metadata;
}

} // namespace triptych
