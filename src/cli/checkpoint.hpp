// The file that an unfinished render is kept in: a .film that says what the render goes on from.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/stopwatch.hpp"
#include "cli/picture.hpp"
#include "film/film_file.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace triptych {

struct CheckpointOptions {
    std::string file; // empty: beside the output
    bool off = false;
    std::optional<double> interval_seconds; // not set: 10, or more where one takes long
    bool resume = false;
};

/// Adds --checkpoint, --no-checkpoint, --checkpoint-interval and --resume; `options` must outlive the parse.
void add_checkpoint_options(CLI::App& command, CheckpointOptions& options);

/// Keeps one render. Does nothing where checkpoints are off.
class Checkpoint {
public:
    /// Keeps nothing.
    Checkpoint() = default;

    /// Claims the files that it reads and writes. A film of the user's own that the render goes on from is only read:
    /// the checkpoint then goes beside the output. Throws Error: USAGE as claim_file does, OUTPUT where no checkpoint
    /// could be written, FOREIGN_FILM where something lies there that is not to be resumed.
    Checkpoint(const CheckpointOptions& options, const std::filesystem::path& output);

    /// What the render of `picture` goes on from: an empty film, or the one that lies there where it is to be resumed;
    /// with noise where `measures_noise`. Where there is none to resume it warns, or throws Error (INVALID_INPUT) for a
    /// file that the user named. Throws Error (FOREIGN_FILM) where it is damaged, of another picture, or without the
    /// noise that is to be measured.
    FilmFile start(const Picture& picture, bool measures_noise);

    /// True once it is time to write again.
    bool due() const;

    /// Writes the film, if it holds anything, but never over a file that is not this render's. Throws Error (OUTPUT).
    void write(const FilmFile& file);

    /// The same between two passes, of what `fetch` brings from the device: where it cannot be written now, warns, and
    /// the render goes on. How long both take bounds how often it comes to that.
    void write_or_warn(const std::function<const FilmFile&()>& fetch);

    /// Words to the user, and how many samples of the render are kept, where any are.
    std::string with_kept(std::string words) const;

    /// The picture is whole and safe: the checkpoint is removed where it is this render's.
    void finish();

private:
    void choose_paths(const std::filesystem::path& output);
    bool is_ours() const;

    std::filesystem::path m_path;   // where it is written; empty: off
    std::filesystem::path m_source; // what is gone on from; empty: nothing
    bool m_resume = false;
    bool m_is_named = false; // by the user
    std::optional<double> m_interval_seconds;
    double m_pause_seconds = 0.0;      // of the render, for the last one
    Stopwatch m_since;                 // the last one, or the start
    std::optional<FileVersion> m_kept; // what this render wrote there, or went on from
    std::string m_kept_samples;        // in it, in words
};

} // namespace triptych
