// Reads the images that a scene file names, and its "background", which may be one.
// SPDX-License-Identifier: MIT
#include "scene/image_data.hpp"
#include "scene/parse_textures.hpp"
#include "scene/scene_folder.hpp"
#include "scene/scene_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

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

/// Degrees as turns in [0, 1), zero or normal. Turns of float32 times 360 are exact in double precision, and so is the
/// way back: format_scene relies on it.
float turns(double degrees) {
    const double turn = degrees / 360.0;
    const auto wrapped = static_cast<float>(turn - std::floor(turn));
    return wrapped < std::numeric_limits<float>::min() || wrapped >= 1.0f ? 0.0f : wrapped;
}

shared::Background parse_image_background(JsonCursor json, ImageTable& images) {
    json.allow_keys({"type", "file", "scale", "rotate_y"});
    shared::Background background{vec3(1.0f), shared::BACKGROUND_IMAGE, vec3(0.0f), shared::NONE};
    if (const auto scale = json.find("scale")) {
        if (!scale->is_number() && !scale->is_array()) scale->fail_expected("a number or a colour");
        background.bottom = scale->is_number() ? vec3(scale->single(RADIANCE)) : scale->vector(RADIANCE);
    }
    if (const auto rotate_y = json.find("rotate_y")) background.top.x = turns(rotate_y->real(ANGLE));
    const JsonCursor file = json.at("file");
    background.image = images.load(file);
    const vec3 largest = background.bottom * images.largest_color(background.image);
    const float radiance = std::max({largest.x, largest.y, largest.z});
    if (!(radiance < static_cast<float>(RADIANCE.max))) {
        file.fail(fmt::format("the background reaches a radiance of {:g}, and the film ends below {:g}; give it a "
                              "lower scale",
                              radiance, RADIANCE.max));
    }
    return background;
}

struct BackgroundType {
    std::string_view name;
    shared::Background (*parse)(JsonCursor, ImageTable&);
};
constexpr BackgroundType BACKGROUND_TYPES[] = {
    {"gradient", parse_gradient}, {"constant", parse_constant}, {"image", parse_image_background}};

} // namespace

std::uint32_t ImageTable::load(JsonCursor file, ImageUse use) {
    const std::string name(file.text());
    if (const std::string why = why_no_file_name(name, "an image file"); !why.empty()) file.fail(why);
    const auto next = static_cast<std::uint32_t>(m_scene.images.size());
    const auto [found, is_new] = m_indices.try_emplace({std::filesystem::path(name).lexically_normal(), use}, next);
    if (!is_new) return found->second;
    try {
        m_scene.images.push_back(load_image_data(m_folder, name, use));
        check_memory(m_scene);
    } catch (const Error& error) {
        std::string complaint = error.what();
        if (complaint.ends_with('.')) complaint.pop_back();
        file.fail(complaint, error.code());
    }
    return next;
}

vec3 ImageTable::largest_color(std::uint32_t image) const {
    const ImageData& data = *m_scene.images[image];
    vec3 largest(1.0f);
    if (data.format != shared::IMAGE_FLOAT) return largest;
    largest = vec3(0.0f);
    for (std::size_t i = 0; i + 2 < data.words.size(); i += 3) {
        largest = shared::max(largest,
                              vec3(shared::uintBitsToFloat(data.words[i]), shared::uintBitsToFloat(data.words[i + 1]),
                                   shared::uintBitsToFloat(data.words[i + 2])));
    }
    return largest;
}

shared::Background parse_background(JsonCursor json, ImageTable& images) {
    return choose(json.at("type"), BACKGROUND_TYPES).parse(json, images);
}

} // namespace triptych
