// A scene with each of the rarer extensions of principled materials, in which light goes all their ways.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace triptych::test {

/// A scene file: brushed metal and glass, films on metal, plastic and glass, dispersive glass inside and out, a leaf,
/// and a body that is all of these, under a lamp and a sky. `more` are further top-level keys.
inline std::string extended_balls(const std::string& more = "") {
    return R"({"triptych": 1, "image": {"width": 48, "height": 27}, "integrator": {"max_depth": 12},
      "camera": {"look_from": [0, 1.5, 8], "look_at": [0, 0.6, 0], "vertical_fov": 40},
      "background": {"type": "gradient", "bottom": [0.5, 0.5, 0.5], "top": [0.8, 0.9, 1]},
      "textures": {"tiles": {"type": "checker", "scale": 0.2, "even": [0.9, 0.6, 1], "odd": [0.3, 0.8, 0.5]}},
      "materials": {
        "floor": {"type": "lambertian", "albedo": [0.6, 0.6, 0.6]},
        "lamp": {"type": "diffuse_light", "emission": [9, 9, 9]},
        "brushed": {"type": "principled", "base_color": [0.9, 0.7, 0.4], "roughness": 0.3, "anisotropy": 0.8,
                    "anisotropy_rotation": 30, "anisotropy_texture": "tiles"},
        "brushed glass": {"type": "principled", "metallic": 0, "transmission": 1, "roughness": 0.2, "anisotropy": 0.6},
        "oil": {"type": "principled", "metallic": 0, "base_color": [0.1, 0.1, 0.1], "roughness": 0.2, "iridescence": 1,
                "iridescence_thickness_maximum": 500, "iridescence_thickness_texture": "tiles"},
        "soap": {"type": "principled", "metallic": 0, "transmission": 1, "roughness": 0, "thin_walled": true,
                 "iridescence": 0.8, "iridescence_ior": 1.4},
        "prism": {"type": "principled", "metallic": 0, "transmission": 1, "roughness": 0.1, "dispersion": 2},
        "leaf": {"type": "principled", "metallic": 0, "base_color": [0.2, 0.6, 0.1], "thin_walled": true,
                 "diffuse_transmission": 0.6, "diffuse_transmission_color": [0.6, 0.9, 0.2]},
        "all": {"type": "principled", "metallic": 0.2, "roughness": 0.4, "transmission": 0.5, "anisotropy": 0.5,
                "iridescence": 0.7, "dispersion": 1, "diffuse_transmission": 0.5, "clearcoat": 0.5,
                "sheen_color": [0.3, 0.3, 0.3], "sheen_roughness": 0.5, "attenuation_color": [0.9, 0.7, 0.7],
                "attenuation_distance": 1}},
      "shapes": [
        {"type": "quad", "corner": [-9, 0, 9], "u": [18, 0, 0], "v": [0, 0, -18], "material": "floor"},
        {"type": "quad", "corner": [-1, 4, 2], "u": [2, 0, 0], "v": [0, 0, -2], "material": "lamp"},
        {"type": "sphere", "center": [-2.6, 0.6, 0], "radius": 0.6, "material": "brushed"},
        {"type": "sphere", "center": [-1.3, 0.6, 0], "radius": 0.6, "material": "brushed glass"},
        {"type": "sphere", "center": [0, 0.6, 0], "radius": 0.6, "material": "oil"},
        {"type": "sphere", "center": [1.3, 0.6, 0], "radius": 0.6, "material": "soap"},
        {"type": "sphere", "center": [2.6, 0.6, 0], "radius": 0.6, "material": "all"},
        {"type": "box", "min": [-0.9, 0, 1.2], "max": [-0.2, 0.6, 1.9], "material": "prism"},
        {"type": "quad", "corner": [0.3, 0, 1.8], "u": [0.9, 0, 0.2], "v": [0, 0.9, 0.2], "material": "leaf"}])" +
           more + "}";
}

} // namespace triptych::test
