// Folders of images, and which files of two folders belong together.
// SPDX-License-Identifier: MIT
#pragma once

#include "compare/comparison.hpp"

#include <string>
#include <vector>

namespace triptych {

/// A name of A's folder and its counterpart of B's, with as many `*` in each, which stand for the same texts.
struct NameMap {
    std::string a;
    std::string b;
};

/// Reads "A=B". Throws Error (USAGE) where it has not that form.
NameMap parse_name_map(const std::string& text);

/// Which files of folders are looked at, by their paths within the folder: all, or those that one of `include`
/// matches, without those that one of `exclude` does. `*` stands for any text, slashes too.
struct PairingOptions {
    std::vector<std::string> include, exclude;
    std::vector<NameMap> maps;
};

/// The image files of a folder and of those within it, by the endings of formats that are read, in the order of their
/// paths; or the file itself, where it is no folder. Throws Error (INVALID_INPUT).
std::vector<std::string> images_of(const std::string& path);

/// Pairs the images of two folders by their paths within these, or by the first map that a name of A's has the form of.
/// What has no counterpart becomes a pair without one. Throws Error: INVALID_INPUT where a folder cannot be read, or
/// neither has an image to compare; USAGE where maps give two files one counterpart.
std::vector<FilePair> pair_folders(const std::string& a, const std::string& b, const PairingOptions& options);

} // namespace triptych
