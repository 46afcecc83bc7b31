// triptych scenes: lists the built-in scenes and writes one as a scene file, with the pictures that it reads.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "image/image_formats.hpp"
#include "scene/image_data.hpp"
#include "scene/load.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>

#include <memory>

namespace triptych {
namespace {

ExitCode list_scenes() {
    std::vector<std::vector<std::string>> rows;
    for (const BuiltinScene& scene : builtin_scenes())
        rows.push_back({std::string(scene.name), std::string(scene.summary)});
    print_result(format_table(rows));
    return ExitCode::OK;
}

/// Whether `folder` has the image already, texel by texel; another version of libpng may have packed it differently.
bool has_image(const std::filesystem::path& folder, const ImageData& image) {
    try {
        const std::shared_ptr<const ImageData> present = load_image_data(folder, image.file);
        return present->format == image.format && present->width == image.width && present->words == image.words;
    } catch (const Error&) {
        return false; // whatever it is, it is another file
    }
}

/// Writes an image that no file holds yet into the scene's folder. Throws Error (OUTPUT) rather than write over another
/// file.
void export_image(const std::filesystem::path& folder, const ImageData& image) {
    const std::filesystem::path path = folder / image.file;
    std::error_code error;
    if (std::filesystem::symlink_status(path, error).type() != std::filesystem::file_type::not_found) {
        if (has_image(folder, image)) return;
        throw Error(ExitCode::OUTPUT, fmt::format("The scene reads a picture {}, but another file of that name is "
                                                  "there; move it, or export to another folder.",
                                                  path.string()));
    }
    if (image.format != shared::IMAGE_SRGB8)
        throw Error(ExitCode::INTERNAL, fmt::format("The image {} has no 8-bit codes to write.", image.file));
    write_file_atomically(path, encode_png(byte_image(image), {}));
}

/// The pictures first, so that there is never a scene file without them.
void export_files(const Scene& scene, const std::filesystem::path& path) {
    for (const auto& image : scene.images) {
        if (path.filename() == image->file)
            throw Error(ExitCode::USAGE,
                        fmt::format("{} is the name of a picture that the scene reads; choose another one for the "
                                    "scene.",
                                    path.string()));
    }
    check_text_writable(path);
    for (const auto& image : scene.images) export_image(path.parent_path(), *image);
    write_text(path, format_scene(scene));
}

ExitCode export_scene(const std::string& name, const std::string& path) {
    std::vector<std::string_view> known;
    for (const BuiltinScene& scene : builtin_scenes()) {
        if (scene.name == name) {
            if (path != STDOUT_PATH) {
                export_files(scene.make(), path);
            } else {
                print_result(format_scene(scene.make()));
            }
            return ExitCode::OK;
        }
        known.push_back(scene.name);
    }
    const std::string hint = suggestion(name, known);
    throw Error(ExitCode::USAGE, fmt::format("There is no built-in scene {}{}", in_quotes(name),
                                             hint.empty() ? "; `triptych scenes` lists them." : hint));
}

} // namespace

void add_scenes(CLI::App& app, Action& action) {
    const auto target = std::make_shared<std::vector<std::string>>();
    CLI::App& command = add_command(app, "scenes", "List the built-in scenes, or write one as a scene file");
    command
        .add_option("--export", *target,
                    "Write scene NAME as JSON, with its pictures beside it; '-' is stdout, without them")
        ->expected(2)
        ->option_text("NAME FILE");
    command.callback([&action, target] {
        action = [target] { return target->empty() ? list_scenes() : export_scene(target->at(0), target->at(1)); };
    });
}

} // namespace triptych
