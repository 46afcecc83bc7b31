// What is checked and told of a film that a device has drawn.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "film/film_file.hpp"
#include "image/image_file.hpp"

#include <cstdint>
#include <string>

namespace triptych {

/// Throws Error (INTERNAL) where a pixel lacks some of its samples: drivers are known to cut long dispatches short
/// without a word.
void check_complete(const Film& film, std::uint32_t samples, const DeviceInfo& device);

/// As film_metadata, with backend, device and driver.
ImageMetadata render_metadata(const FilmFile& file, const std::string& film_hash, const DeviceInfo& device);

} // namespace triptych
