// The kinds of backgrounds and their keys.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/key.hpp"

namespace triptych {

inline constexpr Key GRADIENT_KEYS[] = {
    optional("bottom", ValueType::COLOR, "radiance straight down", RADIANCE, "[1, 1, 1]"),
    optional("top", ValueType::COLOR, "radiance straight up", RADIANCE, "[0.5, 0.7, 1]"),
};
inline constexpr Key CONSTANT_KEYS[] = {
    required("radiance", ValueType::COLOR, "radiance from everywhere", RADIANCE),
};
inline constexpr Key STUDIO_KEYS[] = {
    optional("scale", ValueType::NUMBER_OR_COLOR, "what the light is multiplied by: a number or a colour", RADIANCE,
             "1"),
    optional("rotate_y", ValueType::REAL, "degrees by which it is turned about y, from +x towards +z", ANGLE, "0"),
};
inline constexpr Key IMAGE_BACKGROUND_KEYS[] = {
    required("file", ValueType::IMAGE_FILE, "[image file](#image-files): latitude and longitude around the scene"),
    STUDIO_KEYS[0],
    STUDIO_KEYS[1],
};

inline constexpr Kind GRADIENT{
    "gradient", "From one colour straight down to another straight up, linear in the height of the unit direction.",
    GRADIENT_KEYS};
inline constexpr Kind CONSTANT{"constant", "The same from everywhere.", CONSTANT_KEYS};
inline constexpr Kind IMAGE_BACKGROUND{"image", "An image around the scene as latitude and longitude.",
                                       IMAGE_BACKGROUND_KEYS};
inline constexpr Kind STUDIO{"studio", "A built-in studio: soft boxes between gray walls.", STUDIO_KEYS};

inline constexpr Kind BACKGROUND_KINDS[] = {GRADIENT, CONSTANT, IMAGE_BACKGROUND, STUDIO};

} // namespace triptych
