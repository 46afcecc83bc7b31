// The options that say how a scene is loaded: its camera, its moment, the light around it.
// SPDX-License-Identifier: MIT
#include "cli/scene_options.hpp"

#include "cli/arguments.hpp"
#include "scene/ranges.hpp"

#include <fmt/format.h>

namespace triptych {
namespace {

constexpr double MAX_DEGREES = 1e9;
constexpr double MAX_SECONDS = 1e9;

/// The names of the skies without a file, and FILE.
std::string sky_names() {
    std::string names;
    for (const Named<Sky>& sky : SKIES) names += fmt::format("{}|", sky.name);
    return names + "FILE";
}

void add_sky_options(CLI::App& command, SkyRequest& sky) {
    command
        .add_option("--sky", sky.name,
                    "Light around the scene, in place of its own: by name, or an image of latitude and longitude "
                    "(default: of mesh files without lights studio)")
        ->option_text(sky_names())
        ->check([](const std::string& name) { return name.empty() ? "a name is needed" : std::string(); });
    command.add_option("--sky-rotation", sky.rotation_degrees, "Turn the sky's image about the y axis")
        ->option_text("DEGREES")
        ->transform(number_between(-MAX_DEGREES, MAX_DEGREES));
    command.add_option("--sky-strength", sky.strength, "Multiply the sky's light by X (default: 1)")
        ->option_text("X")
        ->transform(number_between(0.0, MAX_RADIANCE));
}

} // namespace

void add_scene_options(CLI::App& command, LoadOptions& options) {
    command
        .add_option(
            "--animation-time", options.animation_time_seconds,
            "Time at which the animation of a glTF file is held (default: its rest pose), or the keyframes of a "
            "scene file (default: 0)")
        ->option_text("SECONDS")
        ->check(CLI::Range(0.0, MAX_SECONDS));
    command
        .add_option("--animation", options.animation,
                    "Animation of a glTF file by name or number from 0 (default: the first)")
        ->option_text("ANIMATION");
    command
        .add_option("--scene", options.scene,
                    "Scene of a glTF file by name or number from 0 (default: the one that it means to show)")
        ->option_text("NAME");
    command
        .add_option("--variant", options.variant,
                    "Variant of a glTF file's materials by name or number from 0 (default: none)")
        ->option_text("NAME");
    command
        .add_option("--camera", options.camera,
                    "Camera of a glTF file by name or number from 0 (default: the first), or `auto`: one that looks "
                    "at all of a mesh file")
        ->option_text("CAMERA");
    command
        .add_option("--allow-folder", options.allow_folders,
                    "Let files be read from this folder and those below it, too; may be repeated")
        ->option_text("DIR")
        ->check(CLI::ExistingDirectory)
        ->take_all()
        ->expected(1);
    command.add_flag("--cull-back-faces", options.culls_back_faces,
                     "Let the camera see from behind through materials that are not double-sided");
    add_sky_options(command, options.sky);
}

} // namespace triptych
