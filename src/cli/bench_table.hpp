// A bench as tables for the terminal.
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/result.hpp"

#include <string>

namespace triptych {

/// What was drawn; speeds with the picture's film hash; times; then who is compared with whom.
std::string format_scene_result(const SceneResult& scene, const BenchSettings& settings);

} // namespace triptych
