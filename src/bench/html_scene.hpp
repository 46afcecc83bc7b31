// The part of the page that tells of one scene.
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/result.hpp"

#include <cstddef>
#include <string>

namespace triptych {

/// The scene's section: summary, charts, tables, pictures. `number` tells scenes apart in identifiers.
std::string html_scene(const BenchResult& result, std::size_t number);

/// Its table of devices, with those that were not measured and why.
std::string html_devices(const SceneResult& scene);

/// A table of what surrounds the render: starts, readback, and the sensors.
std::string html_phases(const SceneResult& scene);

/// Who is compared with whom: one GPU under two interfaces, and the CPU with its baselines; empty where nobody is.
std::string html_comparisons(const SceneResult& scene);

/// The pictures that were drawn, and where each device's differs from the first's.
std::string html_pictures(const SceneResult& scene);

} // namespace triptych
