// Scenes made from the tables of kinds: whatever kind a table has is in them, those that are added tomorrow, too.
// SPDX-License-Identifier: MIT
#pragma once

#include "format/scene_format.hpp"
#include "scene/kinds_material.hpp"
#include "scene/kinds_shape.hpp"
#include "scene/kinds_texture.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace triptych::test {

/// Points that span a box, a triangle and a parallelogram, in this order.
constexpr const char* POINTS[] = {"[0, 0.1, 0]", "[0.5, 0.6, 0.7]", "[0.1, 0.9, -0.3]"};

/// Where in their ranges the numbers of a description lie: at their defaults or, without one, in the middle; or at this
/// share of the range, from 0 to 1, where it has ends that a scene may have.
constexpr double AT_DEFAULTS = -1.0;

/// A value that a key may have, as JSON; `points` counts those that were given before.
inline std::string value_of(const Key& key, std::size_t& points, double at = AT_DEFAULTS) {
    const bool is_number = key.type == ValueType::NUMBER || key.type == ValueType::NUMBER_OR_TEXTURE;
    if (!key.fallback.empty() && !(is_number && at >= 0.0)) return std::string(key.fallback);
    const double middle = key.range.min < 0.5 && key.range.max > 0.5 ? 0.5 : 0.5 * (key.range.min + key.range.max);
    const bool has_ends = key.range.max - key.range.min <= 1000.0 && !key.range.open;
    switch (key.type) {
    case ValueType::NUMBER:
    case ValueType::REAL:
    case ValueType::NUMBER_OR_TEXTURE: {
        const double share = at < 0.0 ? 0.5 : at;
        return fmt::format("{}", has_ends ? key.range.min + share * (key.range.max - key.range.min) : middle);
    }
    case ValueType::COLOR:
    case ValueType::COLOR_OR_TEXTURE: return fmt::format("[{}, {}, {}]", middle, 0.5 * middle, 0.25 * middle);
    case ValueType::POINT: return POINTS[points++ % std::size(POINTS)];
    case ValueType::POINTS: return fmt::format("[{}, {}, {}]", POINTS[0], POINTS[1], POINTS[2]);
    case ValueType::MATERIAL: return R"("ground")";
    default: throw std::invalid_argument("no value for the key " + std::string(key.name));
    }
}

/// Whether a key is a share of light in three colours, as albedos are.
inline bool is_albedo(const Key& key) {
    return (key.type == ValueType::COLOR || key.type == ValueType::COLOR_OR_TEXTURE) && key.range.min == 0.0 &&
           key.range.max == 1.0;
}

/// A kind with a value for each key that is required or has a default; `albedo` for albedos where it is not empty.
inline std::string description_of(std::string_view name, std::span<const Key> keys, const std::string& albedo = "",
                                  double at = AT_DEFAULTS) {
    std::string text = fmt::format(R"({{"type": "{}")", name);
    std::size_t points = 0;
    for (const Key& key : keys) {
        if (!key.is_required && key.fallback.empty()) continue;
        const bool takes_albedo = is_albedo(key) && !albedo.empty();
        text += fmt::format(R"(, "{}": {})", key.name, takes_albedo ? albedo : value_of(key, points, at));
    }
    return text + "}";
}

/// Whether a shape of a kind has a surface of its own.
inline bool is_surface(const Kind& kind) {
    for (const Key& key : kind.keys) {
        if (key.type == ValueType::MATERIAL) return key.is_required;
    }
    return false;
}

/// A row of balls, one of each kind of material and of each solid texture, and a shape of each kind, on a ground under
/// a lamp and a dim sky.
inline Scene scene_of_all_kinds() {
    std::string textures, materials, shapes;
    int count = 0;
    const auto add_ball = [&](const std::string& material) {
        materials += fmt::format(R"(, "m{}": {})", count, material);
        shapes += fmt::format(R"(, {{"type": "sphere", "center": [{}, 0.4, 0], "radius": 0.4, "material": "m{}"}})",
                              count, count);
        count++;
    };
    for (const MaterialKind& kind : MATERIAL_KINDS) add_ball(description_of(kind.name, kind.keys));
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) {
        textures +=
            fmt::format(R"({}"t{}": {})", textures.empty() ? "" : ", ", count, description_of(kind.name, kind.keys));
        add_ball(fmt::format(R"({{"type": "lambertian", "albedo": "t{}"}})", count));
    }
    for (const Kind& kind : SHAPE_KINDS) {
        if (!is_surface(kind)) continue;
        std::string shape = description_of(kind.name, kind.keys);
        shape.pop_back();
        shapes += fmt::format(R"(, {}, "transform": [{{"translate": [{}, 0.5, -2]}}]}})", shape, count++ - 3);
    }
    return parse_scene(fmt::format(R"({{"triptych": 1,
        "camera": {{"look_from": [{0}, 2, 6], "look_at": [{0}, 0.4, 0], "vertical_fov": 55}},
        "background": {{"type": "constant", "radiance": [0.1, 0.1, 0.2]}},
        "textures": {{{1}}},
        "materials": {{"ground": {{"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}},
                      "lamp": {{"type": "diffuse_light", "emission": [9, 8, 7]}}{2}}},
        "shapes": [{{"type": "quad", "corner": [-9, 0, 9], "u": [30, 0, 0], "v": [0, 0, -18], "material": "ground"}},
                   {{"type": "disk", "center": [{0}, 4, 1], "normal": [0, -1, 0], "radius": 1, "material": "lamp"}}{3}]}})",
                                   0.5 * (count - 1), textures, materials, shapes),
                       "all kinds");
}

} // namespace triptych::test
