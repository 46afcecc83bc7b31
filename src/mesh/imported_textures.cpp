// Tables of what was loaded, by what names it.
// SPDX-License-Identifier: MIT
#include "mesh/imported_textures.hpp"

#include "base/error.hpp"
#include "scene/material_kinds.hpp"
#include "scene/scene_folder.hpp"
#include "scene/scene_memory.hpp"

#include <fmt/format.h>

#include <utility>

namespace triptych {

template <typename Load>
std::shared_ptr<const ImageData> ImportedTextures::try_to(const Load& load) {
    try {
        return load();
    } catch (const Error& error) {
        if (error.code() != ExitCode::INVALID_INPUT) throw;
        std::string complaint = error.what();
        if (complaint.ends_with('.')) complaint.pop_back();
        m_warnings.add(complaint + "; a plain colour stands in for it.");
        return nullptr;
    }
}

std::shared_ptr<const ImageData> ImportedTextures::load(const std::string& file, ImageUse use) {
    return try_to([&] {
        if (const std::string why = m_folder.why_no_file_name(file, "an image file"); !why.empty()) {
            throw Error(ExitCode::INVALID_INPUT, why + ".");
        }
        return load_image_data(m_folder, file, use);
    });
}

std::uint32_t ImportedTextures::image(const std::string& file, ImageUse use) {
    return add({"file:" + std::filesystem::path(file).lexically_normal().string(), use},
               [&] { return load(file, use); });
}

std::uint32_t ImportedTextures::image(const std::string& key, std::span<const std::byte> bytes, ImageUse use) {
    return add({"memory:" + key, use}, [&] { return try_to([&] { return decode_image_data(key, bytes, use); }); });
}

std::uint32_t ImportedTextures::made_image(const std::string& key,
                                           const std::function<std::shared_ptr<const ImageData>()>& make) {
    return add({"made:" + key, ImageUse::DATA}, make);
}

std::uint32_t ImportedTextures::add(const ImageKey& key,
                                    const std::function<std::shared_ptr<const ImageData>()>& load) {
    if (const auto found = m_images.find(key); found != m_images.end()) return found->second;
    const auto index = static_cast<std::uint32_t>(m_scene.images.size());
    auto data = load();
    if (data == nullptr) return m_images[key] = shared::NONE;
    m_scene.images.push_back(std::move(data));
    check_memory(m_scene);
    return m_images[key] = index;
}

std::uint32_t ImportedTextures::roughness_of(std::uint32_t image, float glossiness) {
    return made_image(fmt::format("roughness of image {} and glossiness {}", image, glossiness), [&] {
        const ImageData& source = *m_scene.images[image];
        auto data = std::make_shared<ImageData>();
        data->width = source.width;
        data->height = source.height;
        data->format = shared::IMAGE_RGBA8;
        const bool has_alpha = source.format == shared::IMAGE_RGBA8; // images of floats are opaque
        data->words.resize(std::size_t{source.width} * source.height);
        for (std::size_t i = 0; i < data->words.size(); i++) {
            const float alpha = has_alpha ? static_cast<float>(source.words[i] >> 24u) : 255.0f;
            data->words[i] = (255u - static_cast<std::uint32_t>(glossiness * alpha + 0.5f)) << 8u;
        }
        return data;
    });
}

std::uint32_t ImportedTextures::texture(std::uint32_t image, std::uint32_t sampling, vec3 row_u, vec3 row_v) {
    const auto bits = [](float value) { return shared::floatBitsToUint(value); };
    const auto index = static_cast<std::uint32_t>(m_scene.textures.size());
    const auto [found, is_new] =
        m_textures.emplace(std::array<std::uint32_t, 8>{image, sampling, bits(row_u.x), bits(row_u.y), bits(row_u.z),
                                                        bits(row_v.x), bits(row_v.y), bits(row_v.z)},
                           index);
    if (!is_new) return found->second;
    shared::Texture texture{};
    texture.kind = shared::TEXTURE_IMAGE;
    texture.a = vec3(1.0f);
    texture.texture_a = shared::NONE;
    texture.texture_b = shared::NONE;
    texture.image = image;
    texture.sampling = sampling;
    texture.row_u = row_u;
    texture.row_v = row_v;
    m_scene.textures.push_back({"", texture});
    return index;
}

std::optional<std::uint32_t> tangent_uv_set(const Scene& scene, std::uint32_t material) {
    const shared::Material& numbers = scene.materials[material].material;
    if (numbers.kind != shared::MATERIAL_PRINCIPLED) return std::nullopt;
    const shared::Principled& principled = scene.principleds[principled_index(numbers)];
    const std::uint32_t anisotropy_texture =
        principled.anisotropy > 0.0f ? principled.anisotropy_texture : shared::NONE;
    for (const std::uint32_t texture :
         {principled.normal_texture, principled.clearcoat_normal_texture, anisotropy_texture}) {
        if (texture == shared::NONE) continue;
        return (scene.textures[texture].texture.sampling & shared::SAMPLING_UV_1) != 0 ? 1u : 0u;
    }
    if (principled.anisotropy > 0.0f) return 0u;
    return std::nullopt;
}

std::uint32_t add_principled(Scene& scene, const std::string& name, const shared::Principled& principled, vec3 emission,
                             std::uint32_t emission_texture) {
    const auto index = static_cast<std::uint32_t>(scene.principleds.size());
    scene.principleds.push_back(principled);
    scene.materials.push_back({name, make_principled(index, emission, emission_texture)});
    return static_cast<std::uint32_t>(scene.materials.size() - 1);
}

} // namespace triptych
