// What the readers of the parts of a scene file share: ranges, choices by name, and who reads which part.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/names.hpp"
#include "scene/ranges.hpp"
#include "scene/scene.hpp"
#include "json/json_cursor.hpp"

#include <string_view>
#include <vector>

namespace triptych {

class ImageTable;
class MeshTable;
class TextureTable;

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

// Each reads one part, throwing Error (INVALID_INPUT, or LIMIT where it asks for too much) with file and JSON pointer.

CameraDescription parse_camera(JsonCursor json);

/// `images` takes in the background's image.
shared::Background parse_background(JsonCursor json, ImageTable& images);

/// A principled material's numbers go to Scene::principleds.
shared::Material parse_material(JsonCursor json, TextureTable& textures, Scene& scene);

/// Reads one of a scene file's "lights".
shared::PunctualLight parse_light(JsonCursor json);

/// The steps of a shape's "transform".
std::vector<TransformStep> parse_transform(JsonCursor json);

/// Fills in Scene::objects, shapes and media; `root` is the whole file. The scene has its materials and textures.
void parse_shapes(JsonCursor root, TextureTable& textures, MeshTable& meshes, Scene& scene);

} // namespace triptych
