// The image-based light of a glTF scene (EXT_lights_image_based) as a panorama.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "scene/scene.hpp"

#include <memory>

namespace triptych {

/// The light that element `scene` of the file's scenes names: its sharpest cube map, turned and multiplied by its
/// intensity, as latitude and longitude around the scene, four faces wide. Faces are read as cube maps of OpenGL are
/// (OpenGL 4.6, section 8.13), by directions of glTF's right-handed space; pictures with alpha hold colours that are
/// divided by it. Null where the scene has no such light. Throws Error with the JSON pointer.
std::shared_ptr<const ImageData> read_environment(GltfDocument& document, std::uint32_t scene);

} // namespace triptych
