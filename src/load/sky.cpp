// Named skies are made here; files are read as those of scenes are, in a confined thread.
// SPDX-License-Identifier: MIT
#include "load/sky.hpp"

#include "base/confinement.hpp"
#include "base/error.hpp"
#include "base/names.hpp"
#include "scene/background.hpp"
#include "scene/image_data.hpp"
#include "scene/scene_memory.hpp"
#include "scene/studio_sky.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace triptych {

namespace {

namespace fs = std::filesystem;

/// Throws Error where the largest radiance of a sky is more than a film holds.
void check_brightness(const std::string& name, vec3 largest) {
    if (const std::string why = why_too_bright(largest); !why.empty()) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("The sky {} {}; give it less strength.", in_quotes(name), why));
    }
}

[[noreturn]] void fail_missing(const std::string& file) {
    std::vector<std::string_view> names;
    for (const Named<Sky>& sky : SKIES) names.push_back(sky.name);
    const std::string end = nearest_name(file, names).empty() ? "." : suggestion(file, names);
    throw Error(ExitCode::INVALID_INPUT, fmt::format("There is no image file or sky {}; skies without a file are {}{}",
                                                     in_quotes(file), list_names(names), end));
}

std::shared_ptr<const ImageData> load_sky(const std::string& file) {
    std::error_code error;
    const fs::path path = fs::canonical(file, error); // so that links lead where their owner wants
    if (error) fail_missing(file);
    std::shared_ptr<const ImageData> image;
    try {
        run_confined(std::array{path}, [&] {
            image = load_image_data(path.parent_path(), path.filename(), ImageUse::COLOR, ColorInfo::APPLIED);
        });
    } catch (const Error& problem) {
        throw Error(problem.code(), fmt::format("The sky {}", problem.what()));
    }
    return image;
}

shared::Background add_image(Scene& scene, std::shared_ptr<const ImageData> image, const SkyRequest& request,
                             vec3 scale) {
    image = held_background(std::move(image), scale, fmt::format("The sky {}", in_quotes(request.name)));
    const auto index = static_cast<std::uint32_t>(scene.images.size());
    scene.images.push_back(std::move(image));
    check_memory(scene);
    return image_background(index, scale, request.rotation_degrees.value_or(0.0));
}

} // namespace

void set_sky(Scene& scene, const SkyRequest& request) {
    if (!request.is_given()) return;
    if (request.name.empty() && !request.pixels) {
        throw Error(ExitCode::USAGE, "A rotation or strength of the sky goes with a sky; name one with --sky.");
    }
    const double strength = request.strength.value_or(1.0);
    const vec3 scale = to_float({strength, strength, strength});
    if (request.pixels) {
        scene.background = add_image(scene, make_image_data("sky", *request.pixels, ImageUse::COLOR), request, scale);
        return;
    }
    const auto* named = std::find_if(std::begin(SKIES), std::end(SKIES),
                                     [&](const Named<Sky>& sky) { return sky.name == request.name; });
    if (named == std::end(SKIES)) {
        scene.background = add_image(scene, load_sky(request.name), request, scale);
        return;
    }
    shared::Background background = Scene{}.background;
    switch (named->value) {
    case Sky::STUDIO: scene.background = add_image(scene, make_studio_sky(), request, scale); return;
    case Sky::GRAY: background = {vec3(0.5f), shared::BACKGROUND_CONSTANT, vec3(0.0f), shared::NONE}; break;
    case Sky::BLACK: background = {vec3(0.0f), shared::BACKGROUND_CONSTANT, vec3(0.0f), shared::NONE}; break;
    case Sky::GRADIENT: break;
    }
    background.bottom = to_float(strength * to_double(background.bottom));
    background.top = to_float(strength * to_double(background.top));
    check_brightness(request.name, shared::max(background.bottom, background.top));
    scene.background = background;
}

} // namespace triptych
