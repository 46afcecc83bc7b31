// A scene file's images and textures, and the colours that they stand in for.
// SPDX-License-Identifier: MIT
#pragma once

#include "format/definitions.hpp"
#include "format/parse_parts.hpp"
#include "scene/kinds_texture.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

namespace triptych {

/// Loads each image that a scene names once for each use.
class ImageTable {
public:
    /// Images lie in `folder` or below it and go to `scene`, which must outlive this.
    ImageTable(SceneFolder folder, Scene& scene) : m_folder(std::move(folder)), m_scene(scene) {}

    /// The index of an image in Scene::images. Throws Error, with file and JSON pointer, where the name leads out of
    /// the folder, or whatever load_image_data throws.
    std::uint32_t load(JsonCursor file, ImageUse use = ImageUse::COLOR);

    /// The index of an image that no file holds.
    std::uint32_t add(std::shared_ptr<const ImageData> image);

    const std::shared_ptr<const ImageData>& image(std::uint32_t index) const { return m_scene.images[index]; }

    /// Puts another image in the place of the last one, which nothing but the caller refers to yet.
    void replace_last(std::shared_ptr<const ImageData> image);

    std::size_t count() const { return m_scene.images.size(); }

    /// The largest red, green and blue that textures read from an image.
    vec3 largest_color(std::uint32_t image) const;

private:
    SceneFolder m_folder;
    Scene& m_scene;
    std::map<std::pair<std::filesystem::path, ImageUse>, std::uint32_t> m_indices;
};

/// A colour, or in its place Scene::textures[texture].
struct ColorSource {
    vec3 color{0.0f};
    std::uint32_t texture = shared::NONE;
};

/// Reads a scene file's textures into Scene::textures, those first that others refer to, else in the file's order.
class TextureTable {
public:
    /// `members` is the file's "textures". Images and scene must outlive this.
    TextureTable(std::optional<JsonCursor> members, ImageTable& images, Scene& scene);
    TextureTable(const TextureTable&) = delete;
    TextureTable& operator=(const TextureTable&) = delete;

    /// An array of three numbers in `range`, or the name of a texture whose colours lie in it.
    ColorSource color(JsonCursor json, Range range);

    /// The texture that a string names, of colours in `range`: its index in Scene::textures.
    std::uint32_t find(JsonCursor reference, Range range);

private:
    /// A texture and the largest red, green and blue that it reaches, noise taken to reach 1.
    struct Read {
        shared::Texture texture;
        vec3 largest;
    };

    void read(std::uint32_t number, JsonCursor json);
    Read read_kind(JsonCursor json);
    Read read_solid(JsonCursor json, const SolidTextureKind& kind);
    Read read_image(JsonCursor json);

    ImageTable& m_images;
    Scene& m_scene;
    Definitions m_definitions;
    std::vector<std::uint32_t> m_indices; // in Scene::textures, by number of the definition
    std::vector<vec3> m_largest;          // by index in Scene::textures
};

} // namespace triptych
