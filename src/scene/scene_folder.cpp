// Names checked as text first, then the path that the system resolves.
// SPDX-License-Identifier: MIT
#include "scene/scene_folder.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& name, const std::string& problem) {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("{} {}.", name, problem));
}

/// The path to a file within the folder, without links.
fs::path find_file(const fs::path& folder, const std::string& file, const std::string& name) {
    const std::string place = folder.empty() ? "the current folder" : folder.string();
    std::error_code error;
    // A NUL would end the name that the system sees.
    if (file.empty() || file.find('\0') != std::string::npos) fail(name, "is no name of a file; correct it");
    const fs::path root = fs::canonical(folder.empty() ? fs::path(".") : folder, error);
    if (error) fail(name, fmt::format("cannot be looked for in {} ({}); check that folder", place, error.message()));
    const fs::path path = fs::canonical(root / file, error);
    if (error) {
        fail(name, fmt::format("cannot be found in {} ({}); put it there or correct its name", place, error.message()));
    }
    if (std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first != root.end()) {
        fail(name, fmt::format("lies outside the scene's folder {}; copy it there", place));
    }
    return path;
}

} // namespace

std::string why_no_file_name(const std::string& name, const std::string& kind) {
    const fs::path path(name);
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (name.empty()) return "expected the name of " + kind + ", found \"\"";
    if (std::any_of(name.begin(), name.end(), is_control)) return "names of files hold no control characters here";
    if (name.find('\\') != std::string::npos) {
        return "folders in names of files are followed by /, not by a backslash, so that scenes work everywhere";
    }
    if (path.is_absolute()) {
        return in_quotes(name) + " is an absolute path; name files relative to the scene's folder, where they must lie";
    }
    if (std::find(path.begin(), path.end(), "..") != path.end()) {
        return in_quotes(name) +
               " leads out of the scene's folder by \"..\"; the files of a scene lie in that folder or below it";
    }
    return "";
}

std::vector<std::byte> read_in_folder(const fs::path& folder, const std::string& file, std::size_t max_bytes) {
    const std::string name = file.empty() ? in_quotes(file) : printable(file, 200);
    const fs::path path = find_file(folder, file, name);
    try {
        return read_file(path, max_bytes);
    } catch (const Error& error) {
        throw Error(error.code(), fmt::format("{}: {}", name, error.what()));
    }
}

} // namespace triptych
