// The images and textures that a mesh file brings, each once however often it is named.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/warnings.hpp"
#include "scene/image_data.hpp"
#include "scene/scene.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace triptych {

class ImportedTextures {
public:
    /// Files lie in `folder` or below it; images and textures go to `scene`. It and `warnings` must outlive this.
    ImportedTextures(SceneFolder folder, Scene& scene, Warnings& warnings)
        : m_folder(std::move(folder)), m_scene(scene), m_warnings(warnings) {}

    /// Index into Scene::images of an image file. NONE, with one warning, where it is missing, lies elsewhere or is no
    /// image that can be read, since models often come without their images. Throws Error (LIMIT) for one that is too
    /// large.
    std::uint32_t image(const std::string& file, ImageUse use);

    /// The same of a file's bytes in memory, which `key` tells apart from others and names in warnings.
    std::uint32_t image(const std::string& key, std::span<const std::byte> bytes, ImageUse use);

    /// The same of an image that `make` makes of others, told apart by `key`; NONE where it returns null.
    std::uint32_t made_image(const std::string& key, const std::function<std::shared_ptr<const ImageData>()>& make);

    /// An image file that is not to be kept; null, with one warning, where image() returns NONE.
    std::shared_ptr<const ImageData> load(const std::string& file, ImageUse use);

    /// An image whose green is the roughness 1 - `glossiness` times the alpha of Scene::images[image], which was read
    /// as ImageUse::DATA.
    std::uint32_t roughness_of(std::uint32_t image, float glossiness);

    /// Index into Scene::textures of a texture of an image; `row_u` and `row_v` where SAMPLING_TRANSFORM is set.
    std::uint32_t texture(std::uint32_t image, std::uint32_t sampling, vec3 row_u = vec3(0.0f),
                          vec3 row_v = vec3(0.0f));

private:
    using ImageKey = std::pair<std::string, ImageUse>;

    template <typename Load>
    std::shared_ptr<const ImageData> try_to(const Load& load);
    std::uint32_t add(const ImageKey& key, const std::function<std::shared_ptr<const ImageData>()>& load);

    SceneFolder m_folder;
    Scene& m_scene;
    Warnings& m_warnings;
    std::map<ImageKey, std::uint32_t> m_images;
    std::map<std::array<std::uint32_t, 8>, std::uint32_t> m_textures; // by image, sampling and rows
};

/// The set of texture coordinates that tangents follow for Scene::materials[material]: that of its normal map, of its
/// clearcoat's or of its anisotropy's; the first for anisotropy without a texture; nothing where it needs no tangents.
std::optional<std::uint32_t> tangent_uv_set(const Scene& scene, std::uint32_t material);

/// A principled material without emission and its index in Scene::materials.
std::uint32_t add_principled(Scene& scene, const std::string& name, const shared::Principled& principled,
                             vec3 emission = vec3(0.0f), std::uint32_t emission_texture = shared::NONE);

} // namespace triptych
