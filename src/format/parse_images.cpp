// Reads the images that a scene file names, and its "background", which may be one.
// SPDX-License-Identifier: MIT
#include "format/parse_textures.hpp"
#include "scene/background.hpp"
#include "scene/image_data.hpp"
#include "scene/scene_folder.hpp"
#include "scene/scene_memory.hpp"
#include "scene/studio_sky.hpp"

#include <fmt/format.h>

#include <utility>

namespace triptych {

namespace {

shared::Background parse_gradient(JsonCursor json, ImageTable&) {
    json.allow_keys({"type", "bottom", "top"});
    shared::Background background = Scene{}.background;
    if (const auto bottom = json.find("bottom")) background.bottom = bottom->vector(RADIANCE);
    if (const auto top = json.find("top")) background.top = top->vector(RADIANCE);
    return background;
}

shared::Background parse_constant(JsonCursor json, ImageTable&) {
    json.allow_keys({"type", "radiance"});
    return {json.at("radiance").vector(RADIANCE), shared::BACKGROUND_CONSTANT, vec3(0.0f), shared::NONE};
}

/// The keys that backgrounds of images share, with the image that the rest of them says.
shared::Background place_image(JsonCursor json, JsonCursor source, std::uint32_t image, const ImageTable& images) {
    vec3 factor(1.0f);
    if (const auto scale = json.find("scale")) {
        if (!scale->is_number() && !scale->is_array()) scale->fail_expected("a number or a colour");
        factor = scale->is_number() ? vec3(scale->single(RADIANCE)) : scale->vector(RADIANCE);
    }
    const auto rotation = json.find("rotate_y");
    if (const std::string why = why_too_bright(factor * images.largest_color(image)); !why.empty()) {
        source.fail(fmt::format("the background {}; give it a lower scale", why));
    }
    return image_background(image, factor, rotation ? rotation->real(ANGLE) : 0.0);
}

shared::Background parse_image_background(JsonCursor json, ImageTable& images) {
    json.allow_keys({"type", "file", "scale", "rotate_y"});
    const JsonCursor file = json.at("file");
    return place_image(json, file, images.load(file), images);
}

shared::Background parse_studio(JsonCursor json, ImageTable& images) {
    json.allow_keys({"type", "scale", "rotate_y"});
    return place_image(json, json, images.add(make_studio_sky()), images);
}

struct BackgroundType {
    std::string_view name;
    shared::Background (*parse)(JsonCursor, ImageTable&);
};
constexpr BackgroundType BACKGROUND_TYPES[] = {{"gradient", parse_gradient},
                                               {"constant", parse_constant},
                                               {"image", parse_image_background},
                                               {"studio", parse_studio}};

} // namespace

std::uint32_t ImageTable::load(JsonCursor file, ImageUse use) {
    const std::string name(file.text());
    if (const std::string why = m_folder.why_no_file_name(name, "an image file"); !why.empty()) file.fail(why);
    const auto next = static_cast<std::uint32_t>(m_scene.images.size());
    const auto [found, is_new] = m_indices.try_emplace({std::filesystem::path(name).lexically_normal(), use}, next);
    if (!is_new) return found->second;
    try {
        m_scene.images.push_back(load_image_data(m_folder, name, use, ColorInfo::APPLIED));
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

vec3 ImageTable::largest_color(std::uint32_t image) const { return triptych::largest_color(*m_scene.images[image]); }

shared::Background parse_background(JsonCursor json, ImageTable& images) {
    return choose(json.at("type"), BACKGROUND_TYPES).parse(json, images);
}

} // namespace triptych
