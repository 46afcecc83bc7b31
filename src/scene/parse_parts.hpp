// What the readers of the parts of a scene file share: ranges, choices by name, and who reads which part.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/json_cursor.hpp"
#include "scene/names.hpp"
#include "scene/scene.hpp"

#include <string_view>
#include <vector>

namespace triptych {

class ImageTable;
class MeshTable;
class TextureTable;

// Bounds that keep squares of lengths, and products of what the camera multiplies, normal in float32.
constexpr Range COORDINATE{-1e9, 1e9};
constexpr Range LENGTH{1e-6, 1e9};
constexpr Range FRACTION{0.0, 1.0};
constexpr Range INDEX_OF_REFRACTION{0.01, 100.0};
constexpr Range RADIANCE{0.0, 1 << shared::FILM_MAX_EXPONENT, "", true}; // what the film can hold
constexpr Range ANGLE{-1e9, 1e9, " (degrees)"};

/// Directions whose sine to each other is at most this count as parallel.
constexpr double MIN_SINE = 1e-6;

/// The entry of `table`, a list of structs with a `name`, that the string `choice` names.
template <typename Entry, std::size_t N>
const Entry& choose(JsonCursor choice, const Entry (&table)[N]) {
    for (const Entry& entry : table) {
        if (choice.text() == entry.name) return entry;
    }
    std::vector<std::string_view> names;
    for (const Entry& entry : table) names.push_back(entry.name);
    choice.fail_expected((N > 1 ? "one of " : "") + list_names(names), suggestion(choice.text(), names));
}

/// Whether the sine between two directions is at most MIN_SINE.
inline bool are_parallel(Vec3d a, Vec3d b) { return length(cross(a, b)) <= MIN_SINE * length(a) * length(b); }

// Each reads one part, throwing Error (INVALID_INPUT, or LIMIT where it asks for too much) with file and JSON pointer.

CameraDescription parse_camera(JsonCursor json);

/// `images` takes in the background's image.
shared::Background parse_background(JsonCursor json, ImageTable& images);

/// A principled material's numbers go to Scene::principleds.
shared::Material parse_material(JsonCursor json, TextureTable& textures, Scene& scene);
shared::Material parse_principled(JsonCursor json, TextureTable& textures, Scene& scene);

/// The steps of a shape's "transform".
std::vector<TransformStep> parse_transform(JsonCursor json);

/// Fills in Scene::objects, shapes and media; `root` is the whole file. The scene has its materials and textures.
void parse_shapes(JsonCursor root, TextureTable& textures, MeshTable& meshes, Scene& scene);

} // namespace triptych
