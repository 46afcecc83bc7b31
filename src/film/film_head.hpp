// What a .film file says of itself before its sums: enough to refuse it before they are read.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace triptych {

struct FilmHead {
    std::string scene_name;
    std::string scene_hash; // PackedScene::hash
    RenderSettings settings;
    std::vector<SampleRange> samples; // disjoint, ascending, never adjacent
    std::uint32_t ahead_rows = 0;     // of one sample more, see FilmFile
    std::uint32_t ahead_sample = 0;
    std::uint32_t noise_batches = 0; // 0: the noise was not measured
    bool is_checkpoint = false;      // written by write_checkpoint: not the user's own
    bool has_coverage = false;       // see FilmFile
};

/// Ranges of samples as sentences name them: "0:8, 12:16", or "none".
std::string describe(const std::vector<SampleRange>& ranges);

/// Reads no more than the head. Throws Error as read_film does, without having looked at the checksum.
FilmHead read_film_head(const std::filesystem::path& path);

/// Why `part` is no part of the same picture as `whole`, as the end of a sentence: it tells which of scene, settings
/// and, where asked for, window differs. Empty where none does.
std::string other_picture(const FilmHead& part, const FilmHead& whole, bool with_window = true);

/// Throws Error (FOREIGN_FILM) with both names where scene or settings differ; windows may.
void check_same_picture(const FilmHead& part, const std::string& part_name, const FilmHead& whole,
                        const std::string& whole_name);

/// Adds the samples of `part` to those of `whole`, as a merge of the films will. Throws Error (FOREIGN_FILM) where
/// scene, settings or window differ or samples overlap; the names stand in the sentence.
void merge_heads(FilmHead& whole, const std::string& whole_name, const FilmHead& part, const std::string& part_name);

} // namespace triptych
