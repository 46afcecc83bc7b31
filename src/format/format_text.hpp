// Numbers, vectors and strings as scene files hold them.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <string>

namespace triptych {

/// The shortest decimals that parse_scene, which rounds to double and then to float32, turns back into `value`. (The
/// shortest for float32 alone may lie so near the middle of two that the first rounding moves it there: 7.038531e-26.)
std::string format_number(float value);

/// [x, y, z]
std::string format_vector(vec3 v);

/// The texture's name, or without one the colour.
std::string format_color(const Scene& scene, vec3 color, std::uint32_t texture);

/// A texture, on one line. Throws Error (INTERNAL) for a kind that the format does not have.
std::string format_texture(const Scene& scene, const shared::Texture& texture);

/// A material, on one line. Throws Error (INTERNAL) for a kind that the format does not have.
std::string format_material(const Scene& scene, const shared::Material& material);

/// The file of Scene::images[image] or Scene::meshes[mesh], in quotes; "array:image-3" and so on where it came from
/// none.
std::string format_image_file(const Scene& scene, std::uint32_t image);
std::string format_mesh_file(const Scene& scene, std::uint32_t mesh);

/// In quotes, escaped.
std::string format_string(const std::string& text);

/// One of Scene::shapes, or an object's, on one line; its material, textures and objects by name.
std::string format_shape(const Scene& scene, const ShapeDescription& shape);

/// The light as parse_light reads it, on one line. A spot's angles come back within 1e-5 degrees.
std::string format_light(const shared::PunctualLight& light);

std::string format_light_group(const Scene& scene, const LightGroup& group);

} // namespace triptych
