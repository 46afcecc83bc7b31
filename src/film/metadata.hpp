// What an image file says of the film that it was made from.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film_file.hpp"
#include "image/image_file.hpp"

#include <string>

namespace triptych {

/// "A:B".
std::string format_range(const SampleRange& range);

/// Metadata of an image made from a film: version, scene, size, samples, seed, settings and film hash.
ImageMetadata film_metadata(const FilmFile& file, const std::string& film_hash);

} // namespace triptych
