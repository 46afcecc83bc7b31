// Folders of images, and which files of two folders belong together.
// SPDX-License-Identifier: MIT
#include "compare/folders.hpp"

#include "base/ascii.hpp"
#include "base/names.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace triptych {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view IMAGE_ENDINGS[] = {".png", ".jpg", ".jpeg", ".exr",  ".hdr",  ".pfm", ".tga",
                                              ".bmp", ".gif", ".tif",  ".tiff", ".webp", ".ktx2"};

bool is_image_name(const fs::path& path) {
    const std::string ending = ending_of(path);
    return std::find(std::begin(IMAGE_ENDINGS), std::end(IMAGE_ENDINGS), ending) != std::end(IMAGE_ENDINGS);
}

/// Paths within the folder, sorted.
std::vector<std::string> names_in_folder(const std::string& folder) {
    std::vector<std::string> names;
    try {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && is_image_name(entry.path()))
                names.push_back(entry.path().lexically_relative(folder).generic_string());
    } catch (const fs::filesystem_error& error) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("Cannot read the folder {} ({}).", folder, error.code().message()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool matches_any(const std::vector<std::string>& patterns, const std::string& name) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return matches(pattern, name); });
}

bool is_looked_at(const PairingOptions& options, const std::string& name) {
    return (options.include.empty() || matches_any(options.include, name)) && !matches_any(options.exclude, name);
}

std::vector<std::string> split_at_stars(const std::string& pattern) {
    std::vector<std::string> parts(1);
    for (const char c : pattern) {
        if (c == '*') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// What the stars of `from` stand for in `name`, put for those of `to`; nothing where the name has another form. Each
/// star but the last takes as little as it can.
std::optional<std::string> mapped(const std::string& name, const std::string& from, const std::string& to) {
    const std::vector<std::string> parts = split_at_stars(from), others = split_at_stars(to);
    if (!name.starts_with(parts[0])) return {};
    std::string result = others[0];
    std::size_t at = parts[0].size();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const bool is_last = i + 1 == parts.size();
        if (is_last && name.size() < at + parts[i].size()) return {};
        const std::size_t found = is_last ? name.size() - parts[i].size() : name.find(parts[i], at);
        if (found == std::string::npos || name.compare(found, parts[i].size(), parts[i]) != 0) return {};
        result += name.substr(at, found - at) + others[i];
        at = found + parts[i].size();
    }
    if (at != name.size()) return {};
    return result;
}

std::string counterpart(const std::string& name, const std::vector<NameMap>& maps) {
    for (const NameMap& map : maps)
        if (std::optional<std::string> other = mapped(name, map.a, map.b)) return std::move(*other);
    return name;
}

} // namespace

NameMap parse_name_map(const std::string& text) {
    const std::size_t equals = text.find('=');
    NameMap map;
    if (equals != std::string::npos) map = {text.substr(0, equals), text.substr(equals + 1)};
    if (map.a.empty() || map.b.empty() ||
        std::count(map.a.begin(), map.a.end(), '*') != std::count(map.b.begin(), map.b.end(), '*'))
        throw Error(ExitCode::USAGE, fmt::format("--map takes two names with as many stars in each, such as "
                                                 "'*.exr=*_new.exr', not {}.",
                                                 in_quotes(text)));
    return map;
}

std::vector<std::string> images_of(const std::string& path) {
    if (!fs::is_directory(path)) return {path};
    std::vector<std::string> files;
    for (const std::string& name : names_in_folder(path)) files.push_back((fs::path(path) / name).string());
    if (files.empty()) throw Error(ExitCode::INVALID_INPUT, fmt::format("There is no image in the folder {}.", path));
    return files;
}

std::vector<FilePair> pair_folders(const std::string& a, const std::string& b, const PairingOptions& options) {
    std::map<std::string, bool> others; // names in B, and whether they have a counterpart
    for (const std::string& name : names_in_folder(b))
        if (is_looked_at(options, name)) others.emplace(name, false);
    std::vector<FilePair> pairs;
    for (const std::string& name : names_in_folder(a)) {
        if (!is_looked_at(options, name)) continue;
        const std::string other = counterpart(name, options.maps);
        FilePair& pair = pairs.emplace_back(FilePair{name, (fs::path(a) / name).string(), ""});
        const auto found = others.find(other);
        if (found == others.end()) continue;
        if (found->second)
            throw Error(ExitCode::USAGE,
                        fmt::format("--map gives {} to {} and to another file of {}.", other, name, a));
        found->second = true;
        pair.b = (fs::path(b) / other).string();
    }
    for (const auto& [name, has_counterpart] : others)
        if (!has_counterpart) pairs.push_back({name, "", (fs::path(b) / name).string()});
    if (pairs.empty())
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("There is no image to compare in {} and {}; see --include and --exclude.", a, b));
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const FilePair& one, const FilePair& other) { return one.name < other.name; });
    return pairs;
}

} // namespace triptych
