// A background that reads an image, and what a background's radiance may reach.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace triptych {

/// A background of Scene::images[image], its radiance multiplied by `scale`, turned about y by `turns` full turns, zero
/// or normal, which shared::panorama_turn reads.
shared::Background make_panorama(std::uint32_t image, vec3 scale, float turns);

/// A background of Scene::images[image], its radiance multiplied by `scale`, turned about y.
shared::Background image_background(std::uint32_t image, vec3 scale, double rotation_degrees);

/// Where the largest radiance of a background is more than a film holds, words that say so of it; else nothing.
std::string why_too_bright(vec3 largest);

/// The image of a background, whose radiance is multiplied by `scale`: itself where a film can hold that, else a copy
/// that is held below the film's end, which a warning that begins with `name` says.
std::shared_ptr<const ImageData> held_background(std::shared_ptr<const ImageData> image, vec3 scale,
                                                 const std::string& name);

} // namespace triptych
