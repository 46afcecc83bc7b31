// Reads the images that a scene file names.
// SPDX-License-Identifier: MIT
#include "format/parse_textures.hpp"
#include "scene/scene_folder.hpp"
#include "scene/scene_memory.hpp"

#include <utility>

namespace triptych {

std::uint32_t ImageTable::load(JsonCursor file, ImageUse use) {
    const std::string name(file.text());
    if (const std::string why = m_folder.why_no_file_name(name, "an image file"); !why.empty()) file.fail(why);
    const auto next = static_cast<std::uint32_t>(m_scene.images.size());
    const auto [found, is_new] = m_indices.try_emplace({std::filesystem::path(name).lexically_normal(), use}, next);
    if (!is_new) return found->second;
    try {
        const DecodedImage* pixels = m_folder.find_image(name);
        m_scene.images.push_back(pixels != nullptr ? make_image_data(name, *pixels, use)
                                                   : load_image_data(m_folder, name, use, ColorInfo::APPLIED));
        check_memory(m_scene);
    } catch (const Error& error) {
        std::string complaint = error.what();
        if (complaint.ends_with('.')) complaint.pop_back();
        file.fail(complaint, error.code());
    }
    return next;
}

std::uint32_t ImageTable::add(std::shared_ptr<const ImageData> image) {
    m_scene.images.push_back(std::move(image));
    check_memory(m_scene);
    return static_cast<std::uint32_t>(m_scene.images.size() - 1);
}

void ImageTable::replace_last(std::shared_ptr<const ImageData> image) {
    std::erase_if(m_indices, [&](const auto& entry) { return entry.second + 1 == count(); }); // loaded anew for others
    m_scene.images.back() = std::move(image);
}

vec3 ImageTable::largest_color(std::uint32_t image) const { return triptych::largest_color(*m_scene.images[image]); }

} // namespace triptych
