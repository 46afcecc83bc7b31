// The only way by which files that a scene names are opened: regular files in folders that may be read, or arrays.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace triptych {

struct MeshData;

/// Pictures and meshes that a program gives a scene by names, in place of files.
struct SceneArrays {
    std::map<std::string, DecodedImage> images; // codes have alpha in the highest byte
    std::map<std::string, std::shared_ptr<const MeshData>> meshes;
};

/// The folder that names of files begin at, and the folders that may be read: the scene's own, and those that the user
/// allows beside it, each with all below it.
class SceneFolder {
public:
    /// A folder that stands alone, or with others. An empty path is the current folder.
    // NOLINTNEXTLINE(google-explicit-constructor): most callers have one folder
    SceneFolder(std::filesystem::path own, std::vector<std::filesystem::path> allowed = {})
        : m_base(own), m_own(std::move(own)), m_allowed(std::move(allowed)) {}
    // NOLINTNEXTLINE(google-explicit-constructor)
    SceneFolder(const char* own) : SceneFolder(std::filesystem::path(own)) {}

    /// The same folder, with arrays that its scene may name as it does files.
    SceneFolder with(std::shared_ptr<const SceneArrays> arrays) const {
        SceneFolder folder = *this;
        folder.m_arrays = std::move(arrays);
        return folder;
    }

    /// The picture or mesh that a program gave under this name, or nothing.
    const DecodedImage* find_image(const std::string& name) const;
    std::shared_ptr<const MeshData> find_mesh(const std::string& name) const;

    /// Where the names begin that stand in `file`, which this folder names: in the folder of that file.
    SceneFolder of(const std::filesystem::path& file) const;

    /// Why a scene may not name a file so, as the end of a sentence, or nothing where it may: names separate folders
    /// by / and hold no control characters; unless more folders are allowed, they are relative and lead out of the
    /// scene's folder by no "..". `kind` says what is named: "an image file".
    std::string why_no_file_name(const std::string& name, const std::string& kind) const;

    /// Whether read() would find a regular file.
    bool has(const std::string& file) const;

    /// The content of a regular file that `file` names and that lies, links resolved, in a folder that may be read.
    /// Where it is not at its place, the allowed folders are searched for its name. Throws Error, its sentence
    /// beginning with the file's name: INVALID_INPUT where it is missing, elsewhere or no regular file, LIMIT where it
    /// holds more than `max_bytes`.
    std::vector<std::byte> read(const std::string& file, std::size_t max_bytes) const;

private:
    std::filesystem::path find(const std::string& file, const std::string& name) const;
    std::string hint(const std::string& file) const;

    std::filesystem::path m_base;
    std::filesystem::path m_own; // the scene's
    std::vector<std::filesystem::path> m_allowed;
    std::shared_ptr<const SceneArrays> m_arrays; // may be absent
};

} // namespace triptych
