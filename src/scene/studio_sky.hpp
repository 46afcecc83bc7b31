// A photographer's studio as a sky, made rather than loaded, for scenes that bring no light of their own.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <memory>

namespace triptych {

/// 256 x 128 linear floats, the same on every machine: gray walls that brighten upwards, and three soft boxes, a large
/// one from the left (-x), above and the front (+z), a tall one from the right and a wide one from behind. Gray, so
/// that colours are the objects' own. A white matte surface reflects a radiance of 0.55 on average over all directions
/// that it may face, of 1 towards the brightest and of 0.15 downwards.
std::shared_ptr<const ImageData> make_studio_sky();

} // namespace triptych
