// Where results go: stdout, text files, and pictures in the format of their ending.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film_file.hpp"
#include "image/image_file.hpp"
#include "image/tone_map.hpp"
#include "render/parts.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace triptych {

/// JSON with its keys in the order in which they were set.
using Json = nlohmann::ordered_json;

/// Stands for stdout where a file is named.
inline const std::string STDOUT_PATH = "-";

/// Where a picture goes, and how exact: a file, or stdout in a format of its own, "png", "jpg", "exr" or "pfm".
struct PictureTarget {
    std::string output;
    std::string stdout_format = "png";
    ImageEncoding encoding;

    bool is_stdout() const { return output == STDOUT_PATH; }
    /// In sentences.
    std::string name() const { return is_stdout() ? "standard output" : output; }
    /// A path whose ending tells the format.
    std::filesystem::path typed_path() const { return is_stdout() ? output + "." + stdout_format : output; }
};

/// Writes text to stdout as visible_text has it, and flushes it. Throws Error (OUTPUT) where that fails.
void print_result(const std::string& text);

/// The same of one line, as visible_line has it, and a line feed.
void print_line(const std::string& sentence);

/// The text of a JSON document, indented, with a line feed at its end. Bytes that are not UTF-8 are replaced.
std::string json_text(const Json& json);

/// Writes text to a file, whole or not at all; "-" is stdout. Throws Error (OUTPUT).
void write_text(const std::string& path, const std::string& text, IfExists if_exists = IfExists::REPLACE);

/// Claims a file that the option `name` has this command write, "-" being stdout; does nothing for an empty path.
/// Throws Error: USAGE as claim_file does, OUTPUT where it cannot be written.
void claim_output(const std::string& path, const std::string& name);

/// Whether a path ends in .film, or in .exr.
bool is_film_path(const std::filesystem::path& path);
bool is_exr_path(const std::filesystem::path& path);

/// Claims the file for --output. Throws Error (USAGE) where its ending is neither .film nor an image's, where its
/// format lacks what the target's encoding asks for, where `tone` would change a file that holds linear light, or where
/// a picture would go to a terminal; also as claim_output does.
void claim_picture(const PictureTarget& target, const ToneMapping& tone);

/// Throws Error (USAGE) where a picture without a background goes to a file that has no alpha.
void check_alpha(const PictureTarget& target, const Method& method);

/// Writes a .film file with the film itself, or an image of its mean with the parts, mapped by `tone`, which its
/// `metadata` then names, unless they are empty. Throws Error (OUTPUT).
void write_picture(const PictureTarget& target, const FilmFile& file, ImageMetadata metadata, const ToneMapping& tone,
                   PictureParts parts = {});

} // namespace triptych
