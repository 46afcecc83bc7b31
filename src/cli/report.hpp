// What is told about a render: the statistics file, the image's metadata, and the line on stdout.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/drawn.hpp"
#include "cli/output.hpp"
#include "cli/rendering.hpp"
#include "film/metadata.hpp"

#include <cstdint>
#include <string>

namespace triptych {

/// The most memory that this process has held so far.
std::uint64_t peak_rss_bytes();

/// The film of a rendering with what it belongs to.
FilmFile film_file(const Picture& picture, Film film);

/// `name`, `uuid`, `driver`.
Json device_json(const DeviceInfo& device);

/// Which picture it is: scene, size, samples and settings.
Json picture_json(const Picture& picture);

/// One sentence on the samples that had to be left out, with the places of the first; empty where there are none.
std::string invalid_sentence(const Rendering& rendering, std::uint64_t sample_count);

/// The keys of --stats-json.
Json render_stats(const Picture& picture, const Rendering& rendering, const std::string& film_hash,
                  double write_seconds, double total_seconds);

} // namespace triptych
