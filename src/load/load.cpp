// Finds a scene by name or path.
// SPDX-License-Identifier: MIT
#include "load/load.hpp"

#include "builtin/builtin_scenes.hpp"
#include "format/scene_format.hpp"

#include "base/atomic_file.hpp"
#include "base/confinement.hpp"
#include "base/error.hpp"
#include "base/names.hpp"
#include "import/import.hpp"
#include "import/standard_view.hpp"
#include "mesh/budget.hpp"
#include "scene/background.hpp"
#include "scene/scene_memory.hpp"
#include "json/json_document.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <utility>
#include <vector>

namespace triptych {

namespace {

void check_gltf_options(const std::string& file_or_name, std::optional<MeshFormat> format, const LoadOptions& options) {
    if (format == MeshFormat::GLTF) return;
    for (const auto& [option, value] :
         {std::pair("--animation", options.animation), {"--scene", options.scene}, {"--variant", options.variant}}) {
        if (value.empty()) continue;
        throw Error(ExitCode::USAGE,
                    fmt::format("{} chooses in a glTF file; {} is not one.", option, in_quotes(file_or_name)));
    }
    if (!options.camera.empty() && !(options.camera == AUTO_CAMERA && format)) {
        throw Error(ExitCode::USAGE, fmt::format("--camera chooses among the cameras of a glTF file; {} is not one.",
                                                 in_quotes(file_or_name)));
    }
}

/// Throws where a moment is asked for of a scene that is the same at all times.
void check_moment(const Scene& scene, const LoadOptions& options) {
    if (!options.animation_time_seconds || scene.over_time.content || !scene.over_time.camera.empty()) return;
    throw Error(
        ExitCode::USAGE,
        fmt::format("Nothing changes over time in {}; --animation-time and --frames are for glTF files and for scene "
                    "files with keyframes.",
                    in_quotes(scene.name)));
}

/// For files that are no scene files by their looks: better than a complaint about JSON.
void check_looks_like_json(std::string_view text, const std::filesystem::path& file) {
    const std::size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (file.extension() == ".json" || first == std::string_view::npos || text[first] == '{') return;
    throw Error(
        ExitCode::INVALID_INPUT,
        fmt::format("{} is neither a scene file (JSON) nor one of the mesh files that Triptych reads ({}); convert "
                    "it to one of these.",
                    in_quotes(file.string()), MESH_ENDINGS));
}

/// A file's content, which a scene file's may not be as long as a mesh file's.
std::vector<std::byte> read_content(const std::filesystem::path& path) {
    return read_file(path, mesh_format_of_ending(path) ? MAX_MESH_FILE_BYTES : MAX_SCENE_FILE_BYTES);
}

/// `bytes` are given back before a scene grows beside the tree.
JsonDocument parse_document(std::vector<std::byte> bytes, const std::filesystem::path& path) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    check_looks_like_json(text, path);
    return JsonDocument(text, path.string());
}

/// Puts a mesh file's own panorama around its scene, as strong and turned as the sky shall be.
void add_environment(Scene& scene, std::shared_ptr<const ImageData> environment, const SkyRequest& request) {
    const double strength = request.strength.value_or(1.0);
    const auto index = static_cast<std::uint32_t>(scene.images.size());
    scene.images.push_back(std::move(environment));
    check_memory(scene);
    scene.background =
        image_background(index, to_float({strength, strength, strength}), request.rotation_degrees.value_or(0.0));
}

Scene load_mesh_file(std::vector<std::byte> bytes, MeshFormat format, const std::filesystem::path& path,
                     const LoadOptions& options) {
    ImportedScene imported;
    const bool is_animated = options.animation_time_seconds.has_value() || !options.animation.empty();
    try {
        imported = import_content(bytes, format, printable(path.filename().string(), 200),
                                  SceneFolder(path.parent_path(), options.allow_folders),
                                  {options.animation_time_seconds.value_or(0.0), is_animated, options.animation,
                                   options.scene, options.variant});
    } catch (const Error& error) {
        // Within the file its name stands for the path.
        const std::string folder = path.parent_path().empty() ? "" : (path.parent_path() / "").string();
        throw Error(error.code(), printable(folder, 200) + error.what());
    }
    imported.scene.over_time.content = is_animated && format == MeshFormat::GLTF;
    const std::shared_ptr<const ImageData> environment = imported.environment;
    StandardView view = with_standard_view(std::move(imported), options.camera, options.aspect);
    view.scene.name = path.string();
    const std::string name = printable(view.scene.name, 200);
    for (const std::string& sentence : view.warnings) spdlog::warn("{}: {}.", name, sentence);
    for (const std::string& sentence : view.notes) spdlog::info("{}: {}.", name, sentence);
    const bool has_own_sky = options.sky.name.empty() && !options.sky.pixels;
    if (environment && has_own_sky) add_environment(view.scene, environment, options.sky);
    return std::move(view.scene);
}

/// The sky of a mesh file about which nothing is asked, or no more than its strength.
SkyRequest default_sky(const Scene& scene, SkyRequest request) {
    if (!request.name.empty() || request.pixels) return request;
    if (scene.background.kind == shared::BACKGROUND_IMAGE) {
        spdlog::info("{}: the file's own image-based light is around it; --sky names another.",
                     printable(scene.name, 200));
        return {};
    }
    const Sky sky = scene.punctual_lights.empty() ? Sky::STUDIO : Sky::BLACK;
    request.name = name_in(SKIES, sky);
    const std::string name = printable(scene.name, 200);
    if (sky == Sky::STUDIO) {
        spdlog::info("{}: without lights in the file, a studio's sky lights it; --sky names another.", name);
    } else {
        spdlog::info("{}: the file's own lights shine on it, under a black sky; --sky names another.", name);
    }
    return request;
}

} // namespace

void cull_back_faces(Scene& scene) {
    for (shared::Principled& principled : scene.principleds) {
        const bool is_double_sided = (principled.flags & shared::PRINCIPLED_DOUBLE_SIDED) != 0;
        if (!is_double_sided && principled.transmission == 0.0f) principled.flags |= shared::PRINCIPLED_CULLED;
    }
}

Scene load_scene(const std::string& file_or_name, const LoadOptions& options) {
    std::vector<std::string_view> names;
    for (const BuiltinScene& scene : builtin_scenes()) {
        if (file_or_name == scene.name) {
            check_gltf_options(file_or_name, std::nullopt, options);
            Scene made = scene.make();
            check_moment(made, options);
            set_sky(made, options.sky);
            if (options.culls_back_faces) cull_back_faces(made);
            return made;
        }
        names.push_back(scene.name);
    }
    std::error_code no_matter; // where the state cannot be told, reading gives the system's reason
    if (!std::filesystem::exists(file_or_name, no_matter) && !no_matter) {
        throw Error(
            ExitCode::INVALID_INPUT,
            fmt::format("There is no scene file, mesh file or built-in scene {}; `triptych scenes` lists the built-in "
                        "ones{}",
                        in_quotes(file_or_name),
                        nearest_name(file_or_name, names).empty() ? "." : suggestion(file_or_name, names)));
    }
    Scene scene;
    const std::filesystem::path path = file_or_name;
    std::vector<std::filesystem::path> readable{path, path.parent_path()};
    readable.insert(readable.end(), options.allow_folders.begin(), options.allow_folders.end());
    std::optional<MeshFormat> format;
    run_confined(readable, [&] {
        std::vector<std::byte> content = read_content(path);
        format = mesh_format_of(content, path);
        check_gltf_options(file_or_name, format, options);
        if (format) {
            scene = load_mesh_file(std::move(content), *format, path, options);
        } else {
            scene = parse_scene(parse_document(std::move(content), path),
                                SceneFolder(path.parent_path(), options.allow_folders),
                                options.animation_time_seconds.value_or(0.0));
        }
    });
    check_moment(scene, options);
    set_sky(scene, format ? default_sky(scene, options.sky) : options.sky);
    if (options.culls_back_faces) cull_back_faces(scene);
    return scene;
}

Scene load_scene_text(std::string_view json_text, const std::string& origin, const std::filesystem::path& folder,
                      const LoadOptions& options, const std::shared_ptr<const SceneArrays>& arrays) {
    check_gltf_options(origin, std::nullopt, options);
    Scene scene;
    std::vector<std::filesystem::path> readable{folder};
    readable.insert(readable.end(), options.allow_folders.begin(), options.allow_folders.end());
    run_confined(readable, [&] {
        scene = parse_scene(json_text, origin, SceneFolder(folder, options.allow_folders).with(arrays),
                            options.animation_time_seconds.value_or(0.0));
    });
    check_moment(scene, options);
    set_sky(scene, options.sky);
    if (options.culls_back_faces) cull_back_faces(scene);
    return scene;
}

} // namespace triptych
