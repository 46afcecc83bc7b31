// Renders, pictures and devices as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/output.hpp"
#include "render/rendering.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// The most memory that this process has held so far.
std::uint64_t peak_rss_bytes();

/// `name`, `uuid`, `driver`.
Json device_json(const DeviceInfo& device);

/// Of each device: `backend`, `index`, `device` (device_json), `samples` that it drew and their `share` of all,
/// `seconds` that it was busy, and `failure`, a sentence or empty.
Json shares_json(const std::vector<DeviceShare>& devices);

/// The content of --stats-json. `picture` has the samples that were rendered.
Json render_stats(const Picture& picture, const Rendering& rendering, const std::string& film_hash,
                  double write_seconds, double total_seconds);

} // namespace triptych
