// Checks a film that a device has drawn, and describes it.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "film/film_file.hpp"
#include "image/image_file.hpp"

#include <cstdint>
#include <string>

namespace triptych {

/// Throws Error (INTERNAL) where a pixel lacks some of its samples: some drivers cut long dispatches short without
/// reporting it.
void check_complete(const Film& film, std::uint32_t samples, const DeviceInfo& device);

/// As film_metadata, with backend, device and driver.
ImageMetadata render_metadata(const FilmFile& file, const std::string& film_hash, const DeviceInfo& device);

} // namespace triptych
