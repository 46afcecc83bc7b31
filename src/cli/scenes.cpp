// triptych scenes: lists the built-in scenes and writes one as a scene file, with the pictures that it reads.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "base/names.hpp"
#include "builtin/builtin_scenes.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "format/scene_format.hpp"
#include "image/image_formats.hpp"
#include "scene/image_data.hpp"

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

/// Throws Error (USAGE) where something is at the path that writing it would replace.
void require_absent(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    const bool is_absent = !fs::exists(fs::symlink_status(path, error));
    const bool is_stream = fs::exists(status) && !fs::is_regular_file(status);
    if (is_absent || is_stream) return;
    throw Error(ExitCode::USAGE, fmt::format("{} is there already and would be lost; name another file, or ask for it "
                                             "to be replaced with --overwrite.",
                                             path.string()));
}

/// Writes an image that no file holds yet into the scene's folder.
void export_image(const std::filesystem::path& folder, const ImageData& image, IfExists if_exists) {
    if (has_image(folder, image)) return;
    if (image.format != shared::IMAGE_SRGB8)
        throw Error(ExitCode::INTERNAL, fmt::format("The image {} has no 8-bit codes to write.", image.file));
    write_file_atomically(folder / image.file, encode_png(byte_image(image), {}), if_exists);
}

/// The pictures first, so that there is never a scene file without them.
void export_files(const Scene& scene, const std::filesystem::path& path, bool overwrites) {
    const std::filesystem::path folder = path.parent_path();
    claim_output(path, "--export");
    for (const auto& image : scene.images)
        claim_file(folder / image->file, FileUse::READ_AND_WRITTEN, "a picture that the scene reads");
    if (!overwrites) {
        require_absent(path);
        for (const auto& image : scene.images)
            if (!has_image(folder, *image)) require_absent(folder / image->file);
    }
    const IfExists if_exists = overwrites ? IfExists::REPLACE : IfExists::REFUSE;
    for (const auto& image : scene.images) export_image(folder, *image, if_exists);
    write_text(path, format_scene(scene), if_exists);
}

struct ScenesOptions {
    std::vector<std::string> target; // name and file; empty: list them
    bool overwrites = false;
};

ExitCode export_scene(const ScenesOptions& options) {
    const std::string& name = options.target.at(0);
    const std::string& path = options.target.at(1);
    std::vector<std::string_view> known;
    for (const BuiltinScene& scene : builtin_scenes()) {
        if (scene.name == name) {
            if (path != STDOUT_PATH) {
                export_files(scene.make(), path, options.overwrites);
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
    const auto options = std::make_shared<ScenesOptions>();
    CLI::App& command = add_command(app, "scenes", "List the built-in scenes, or write one as a scene file");
    CLI::Option* target =
        command
            .add_option("--export", options->target,
                        "Write scene NAME as JSON, with its pictures beside it; '-' is stdout, without them")
            ->expected(2)
            ->option_text("NAME FILE");
    command.add_flag("--overwrite,--force", options->overwrites, "Replace files that are there already")->needs(target);
    command.callback([&action, options] {
        action = [options] { return options->target.empty() ? list_scenes() : export_scene(*options); };
    });
}

} // namespace triptych
