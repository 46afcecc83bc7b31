// The .film file: exact sums on disk, so that parts of a render made anywhere add up to the whole.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/noise.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// A film and what it belongs to. That of an unfinished render, a checkpoint, also holds what it goes on from.
struct FilmFile {
    std::string scene_name;
    std::string scene_hash; // PackedScene::hash
    RenderSettings settings;
    std::vector<SampleRange> samples; // disjoint, ascending, never adjacent
    Film film;
    std::vector<shared::FilmPixel> ahead = {}; // whole rows from the window's top: one sample more, not in `film`
    std::uint32_t ahead_sample = 0;            // the number of that sample; 0 where no row is ahead
    std::optional<NoiseState> noise = {};      // of a render that measures its noise, from its first batch on
};

/// Writes a film with magic, version and checksum, whole or not at all. Throws Error (OUTPUT).
void write_film(const std::filesystem::path& path, const FilmFile& file);

/// Reads a film. Throws Error (FOREIGN_FILM) where it is damaged, truncated or of another version, and
/// Error (INVALID_INPUT) where there is none.
FilmFile read_film(const std::filesystem::path& path);

/// Drops what an unfinished render would go on from.
void drop_unfinished(FilmFile& file);

/// Why `part` is no part of the same picture as `whole`, as the end of a sentence: it tells which of scene, settings
/// and, where asked for, window differs. Empty where none does.
std::string other_picture(const FilmFile& part, const FilmFile& whole, bool with_window = true);

/// Throws Error (FOREIGN_FILM) with both names where scene or settings differ; windows may.
void check_same_picture(const FilmFile& part, const std::string& part_name, const FilmFile& whole,
                        const std::string& whole_name);

/// Adds `part` to `whole`. Throws Error (FOREIGN_FILM) where scene, settings or window differ or samples overlap;
/// the names stand in the sentence. Drops what unfinished renders would go on from.
void merge_films(FilmFile& whole, const std::string& whole_name, const FilmFile& part, const std::string& part_name);

} // namespace triptych
