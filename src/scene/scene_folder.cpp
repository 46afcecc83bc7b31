// Names checked as text first, then the path that the system resolves.
// SPDX-License-Identifier: MIT
#include "scene/scene_folder.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace triptych {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_file(const std::string& name, const std::string& problem) {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("{} {}.", name, problem));
}

fs::path or_current(const fs::path& folder) { return folder.empty() ? fs::path(".") : folder; }

/// How a sentence names a folder.
std::string place_of(const fs::path& folder) {
    return folder.empty() ? "the current folder" : printable(folder.string(), 200);
}

bool is_below(const fs::path& path, const fs::path& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

/// A folder as a shell takes it.
std::string quoted_for_shell(const std::string& folder) {
    constexpr std::string_view PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@%";
    return folder.find_first_not_of(PLAIN) == std::string::npos ? folder : "'" + folder + "'";
}

} // namespace

SceneFolder SceneFolder::of(const fs::path& file) const {
    SceneFolder folder = *this;
    folder.m_base = m_base / file.parent_path();
    return folder;
}

const DecodedImage* SceneFolder::find_image(const std::string& name) const {
    if (!m_arrays) return nullptr;
    const auto found = m_arrays->images.find(name);
    return found == m_arrays->images.end() ? nullptr : &found->second;
}

std::shared_ptr<const MeshData> SceneFolder::find_mesh(const std::string& name) const {
    if (!m_arrays) return nullptr;
    const auto found = m_arrays->meshes.find(name);
    return found == m_arrays->meshes.end() ? nullptr : found->second;
}

std::string SceneFolder::why_no_file_name(const std::string& name, const std::string& kind) const {
    const fs::path path(name);
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (name.empty()) return "expected the name of " + kind + ", found \"\"";
    if (std::any_of(name.begin(), name.end(), is_control)) return "names of files hold no control characters here";
    if (name.find('\\') != std::string::npos) {
        return "folders in names of files are followed by /, not by a backslash, so that scenes work everywhere";
    }
    if (!m_allowed.empty()) return "";
    if (path.is_absolute()) {
        return in_quotes(name) +
               " is an absolute path; name files relative to the scene's folder, where they must lie" + hint(name);
    }
    // A mesh file that lies below the scene may name what lies beside its own folder.
    const fs::path from_own = (or_current(m_base) / path).lexically_relative(or_current(m_own)).lexically_normal();
    const bool is_in_own = !from_own.empty() && *from_own.begin() != "..";
    const bool goes_up = std::find(path.begin(), path.end(), "..") != path.end();
    if (goes_up && (m_base == m_own || !is_in_own)) {
        return in_quotes(name) +
               " leads out of the scene's folder by \"..\"; the files of a scene lie in that folder or below it" +
               hint(name);
    }
    return "";
}

/// What would let a name be read: the folder that it means, or the usual one beside the model's own.
std::string SceneFolder::hint(const std::string& file) const {
    const fs::path wanted = (m_base / file).lexically_normal();
    std::error_code no_matter; // what cannot be looked at is no hint
    for (const fs::path& place : {wanted, (m_base / "../textures" / wanted.filename()).lexically_normal()}) {
        if (!fs::is_regular_file(place, no_matter)) continue;
        const std::string folder = or_current(place.parent_path()).string();
        return fmt::format("; to read it where it is, add --allow-folder {} (in Python: allow_folders)",
                           printable(quoted_for_shell(folder), 300));
    }
    return "";
}

fs::path SceneFolder::find(const std::string& file, const std::string& name) const {
    std::error_code error;
    // A NUL would end the name that the system sees.
    if (file.empty() || file.find('\0') != std::string::npos) fail_file(name, "is no name of a file; correct it");
    const fs::path own = fs::canonical(or_current(m_own), error);
    if (error)
        fail_file(name,
                  fmt::format("cannot be looked for in {} ({}); check that folder", place_of(m_own), error.message()));
    std::vector<fs::path> roots{own};
    for (const fs::path& folder : m_allowed) {
        roots.push_back(fs::canonical(or_current(folder), error));
        if (error) {
            fail_file(name, fmt::format("cannot be looked for in {} ({}); check that folder", place_of(folder),
                                        error.message()));
        }
    }
    std::vector<fs::path> places{or_current(m_base) / file};
    for (std::size_t i = 1; i < roots.size(); i++) {
        places.push_back(roots[i] / fs::path(file).relative_path());
        places.push_back(roots[i] / fs::path(file).filename());
    }
    std::optional<std::error_code> first_error;
    bool is_elsewhere = false;
    for (const fs::path& place : places) {
        const fs::path path = fs::canonical(place, error);
        if (error) {
            if (!first_error) first_error = error;
            continue;
        }
        const auto holds = [&](const fs::path& root) { return is_below(path, root); };
        if (std::any_of(roots.begin(), roots.end(), holds)) return path;
        is_elsewhere = true;
    }
    if (is_elsewhere) {
        fail_file(name,
                  fmt::format("lies outside the scene's folder {}; copy it there{}", place_of(m_own), hint(file)));
    }
    fail_file(name, fmt::format("cannot be found in {} ({}); put it there or correct its name{}", place_of(m_base),
                                first_error->message(), hint(file)));
}

bool SceneFolder::has(const std::string& file) const {
    try {
        std::error_code no_matter;
        return why_no_file_name(file, "").empty() && fs::is_regular_file(find(file, file), no_matter);
    } catch (const Error&) {
        return false;
    }
}

std::vector<std::byte> SceneFolder::read(const std::string& file, std::size_t max_bytes) const {
    const std::string name = file.empty() ? in_quotes(file) : printable(file, 200);
    const fs::path path = find(file, name);
    try {
        return read_file(path, max_bytes);
    } catch (const Error& error) {
        throw Error(error.code(), fmt::format("{}: {}", name, error.what()));
    }
}

} // namespace triptych
