// The light around a scene, as its user asks for it in place of what the scene says.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/named.hpp"
#include "image/image.hpp"
#include "scene/scene.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace triptych {

/// The skies that need no file.
enum class Sky : std::uint8_t {
    STUDIO,   // soft boxes between gray walls (studio_sky.hpp)
    GRAY,     // a radiance of 0.5 from everywhere
    BLACK,    // no light
    GRADIENT, // that of a scene file that says nothing: white below, blue above
};

inline constexpr Named<Sky> SKIES[] = {
    {"studio", Sky::STUDIO}, {"gray", Sky::GRAY}, {"black", Sky::BLACK}, {"gradient", Sky::GRADIENT}};

/// What is asked of a sky.
struct SkyRequest {
    std::string name;                        // one of SKIES, else an image file; empty: the scene's own
    std::optional<double> rotation_degrees;  // of an image about the y axis, as a background's "rotate_y"
    std::optional<double> strength;          // what its radiance is multiplied by; in [0, 262144)
    std::optional<DecodedImage> pixels = {}; // of an image, in place of its file

    bool is_given() const { return !name.empty() || pixels || rotation_degrees || strength; }
};

/// Puts the sky in place of the scene's background; images have latitude and longitude as a scene file's (see
/// docs/scene-format.md). Throws Error: USAGE for a rotation or strength without a sky, INVALID_INPUT or LIMIT for a
/// file that is missing, no image, or too large.
void set_sky(Scene& scene, const SkyRequest& request);

} // namespace triptych
