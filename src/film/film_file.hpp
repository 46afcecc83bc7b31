// The .film file: exact sums on disk, so that parts of a render made anywhere add up to the whole.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/atomic_file.hpp"
#include "film/film_head.hpp"
#include "film/noise.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
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
    /// By pixel, how many of its samples the camera sees something in: in a finished film whose background is
    /// transparent. Empty in all others.
    std::vector<std::uint32_t> coverage = {};
};

/// Writes a film with magic, version and checksum, whole or not at all. Throws Error (OUTPUT).
void write_film(const std::filesystem::path& path, const FilmFile& file);

/// The same for a film that a render keeps for itself and removes at its end: its head says so. It replaces no other
/// file than `ours`, and sets that to the file that it wrote, even where an error follows.
void write_checkpoint(const std::filesystem::path& path, const FilmFile& file, std::optional<FileVersion>& ours);

/// Reads a film. Throws Error: FOREIGN_FILM where it is damaged, truncated or of another version, INVALID_INPUT where
/// there is none, LIMIT where it does not fit the memory that is left.
FilmFile read_film(const std::filesystem::path& path);

/// What write_film writes, in memory.
std::vector<std::byte> film_bytes(const FilmFile& file);

/// The film of those bytes, which `name` names in errors. Throws Error as read_film does.
FilmFile film_of_bytes(std::span<const std::byte> bytes, const std::string& name);

FilmHead head_of(const FilmFile& file);

/// Alpha by pixel, the share of samples that the camera sees something in; empty without coverage.
std::vector<float> alpha_of(const FilmFile& file);

/// Drops what an unfinished render would go on from.
void drop_unfinished(FilmFile& file);

/// Adds `part` to `whole`, where merge_heads allows it. Drops what unfinished renders would go on from.
void merge_films(FilmFile& whole, const std::string& whole_name, const FilmFile& part, const std::string& part_name);

} // namespace triptych
