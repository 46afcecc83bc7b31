// Reads a scene file's "background".
// SPDX-License-Identifier: MIT
#include "base/names.hpp"
#include "format/fields.hpp"
#include "format/parse_textures.hpp"
#include "scene/background.hpp"
#include "scene/kinds_background.hpp"
#include "scene/studio_sky.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

shared::Background parse_gradient(JsonCursor json, ImageTable&) {
    const Fields fields(json, GRADIENT);
    shared::Background background = Scene{}.background;
    fields.read("bottom", background.bottom);
    fields.read("top", background.top);
    return background;
}

shared::Background parse_constant(JsonCursor json, ImageTable&) {
    vec3 radiance(0.0f);
    Fields(json, CONSTANT).read("radiance", radiance);
    return {radiance, shared::BACKGROUND_CONSTANT, vec3(0.0f), shared::NONE};
}

/// The keys that backgrounds of images share. There were `count` images before this one, which `name` names in
/// warnings.
shared::Background place_image(const Fields& fields, std::uint32_t image, std::size_t count, const std::string& name,
                               ImageTable& images) {
    vec3 factor(1.0f);
    if (const auto scale = fields.find("scale")) {
        if (!scale->is_number() && !scale->is_array()) scale->fail_expected("a number or a colour");
        const Range range = fields.range("scale");
        factor = scale->is_number() ? vec3(scale->single(range)) : scale->vector(range);
    }
    double degrees = 0.0;
    fields.read("rotate_y", degrees);
    const std::shared_ptr<const ImageData> held = held_background(images.image(image), factor, name);
    if (held != images.image(image)) {
        if (image == count) {
            images.replace_last(held);
        } else {
            image = images.add(held); // textures keep theirs
        }
    }
    return image_background(image, factor, degrees);
}

shared::Background parse_image_background(JsonCursor json, ImageTable& images) {
    const Fields fields(json, IMAGE_BACKGROUND);
    const JsonCursor file = fields.at("file");
    const std::size_t count = images.count();
    const std::uint32_t image = images.load(file);
    return place_image(fields, image, count, fmt::format("The background {}", in_quotes(std::string(file.text()))),
                       images);
}

shared::Background parse_studio(JsonCursor json, ImageTable& images) {
    const std::size_t count = images.count();
    return place_image(Fields(json, STUDIO), images.add(make_studio_sky()), count, "The background \"studio\"", images);
}

struct BackgroundType {
    std::string_view name;
    shared::Background (*parse)(JsonCursor, ImageTable&);
};
constexpr BackgroundType BACKGROUND_TYPES[] = {{GRADIENT.name, parse_gradient},
                                               {CONSTANT.name, parse_constant},
                                               {IMAGE_BACKGROUND.name, parse_image_background},
                                               {STUDIO.name, parse_studio}};
static_assert(std::size(BACKGROUND_TYPES) == std::size(BACKGROUND_KINDS), "each kind of background is read");

} // namespace

shared::Background parse_background(JsonCursor json, ImageTable& images) {
    return choose(json.at("type"), BACKGROUND_TYPES).parse(json, images);
}

} // namespace triptych
