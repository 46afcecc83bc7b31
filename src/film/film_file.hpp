// The .film file: exact sums on disk, so that parts of a render made anywhere add up to the whole.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace triptych {

/// A film and what it belongs to.
struct FilmFile {
    std::string scene_name;
    std::string scene_hash; // PackedScene::hash
    RenderSettings settings;
    std::vector<SampleRange> samples; // disjoint, ascending, never adjacent
    Film film;
};

/// Writes a film with magic, version and checksum, whole or not at all. Throws Error (OUTPUT).
void write_film(const std::filesystem::path& path, const FilmFile& file);

/// Reads a film. Throws Error (FOREIGN_FILM) where it is damaged, truncated or of another version, and
/// Error (INVALID_INPUT) where there is none.
FilmFile read_film(const std::filesystem::path& path);

/// Adds `part` to `whole`. Throws Error (FOREIGN_FILM) where scene, settings or window differ or samples overlap;
/// the names stand in the sentence.
void merge_films(FilmFile& whole, const std::string& whole_name, const FilmFile& part, const std::string& part_name);

} // namespace triptych
