// Who reads which part of a scene file.
// SPDX-License-Identifier: MIT
#pragma once

#include "format/fields.hpp"
#include "scene/ranges.hpp"
#include "scene/scene.hpp"

#include <vector>

namespace triptych {

class ImageTable;
class MeshTable;
class TextureTable;

// Each reads one part, throwing Error (INVALID_INPUT, or LIMIT where it asks for too much) with file and JSON pointer.

/// What is not given is that of `base`.
CameraDescription parse_camera(JsonCursor json, CameraDescription base = {});

/// `images` takes in the background's image.
shared::Background parse_background(JsonCursor json, ImageTable& images);

/// A principled material's numbers go to Scene::principleds.
shared::Material parse_material(JsonCursor json, TextureTable& textures, Scene& scene);

/// Reads one of a scene file's "lights".
shared::PunctualLight parse_light(JsonCursor json);

/// Reads a scene file's "light_groups" into Scene::light_groups; the scene has its own materials and lights.
void parse_light_groups(JsonCursor json, Scene& scene);

/// The steps of a shape's "transform".
std::vector<TransformStep> parse_transform(JsonCursor json);

/// Fills in Scene::objects, shapes and media; `root` is the whole file. The scene has its materials and textures.
void parse_shapes(JsonCursor root, TextureTable& textures, MeshTable& meshes, Scene& scene);

} // namespace triptych
