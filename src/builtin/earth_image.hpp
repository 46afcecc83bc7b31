// A map of a globe, made rather than loaded, for the built-in scenes.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <memory>

namespace triptych {

/// 1024 x 512 sRGB codes of a planet with oceans, continents and ice, the same on every machine: longitude grows
/// eastward from the left edge, which joins the right one, and the first row is the northernmost. Made once.
std::shared_ptr<const ImageData> make_earth_image();

} // namespace triptych
