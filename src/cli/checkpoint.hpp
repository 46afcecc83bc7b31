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

    /// Throws Error: OUTPUT where no checkpoint could be written, FOREIGN_FILM where one lies there and is not to be
    /// resumed.
    Checkpoint(const CheckpointOptions& options, const std::filesystem::path& output);

    /// What the render of `picture` goes on from: an empty film, or the one that lies there where it is to be resumed;
    /// with noise where `measures_noise`. Where there is none to resume it warns, or throws Error (INVALID_INPUT) for a
    /// file that the user named. Throws Error (FOREIGN_FILM) where it is damaged, of another picture, or without the
    /// noise that is to be measured.
    FilmFile start(const Picture& picture, bool measures_noise);

    /// True once it is time to write again.
    bool due() const;

    /// Writes the film, if it holds anything. Throws Error (OUTPUT).
    void write(const FilmFile& file);

    /// The same between two passes, of what `fetch` brings from the device: where it cannot be written now, warns, and
    /// the render goes on. How long both take bounds how often it comes to that.
    void write_or_warn(const std::function<const FilmFile&()>& fetch);

    /// Words to the user, and what of the render is kept, where anything is.
    std::string with_kept(std::string words) const;

    /// The picture is whole and safe: the checkpoint is removed.
    void finish();

private:
    std::filesystem::path m_path; // empty: off
    bool m_resume = false;
    bool m_is_named = false; // by the user
    std::optional<double> m_interval_seconds;
    double m_pause_seconds = 0.0; // of the render, for the last one
    Stopwatch m_since;            // the last one, or the start
    bool m_is_kept = false;       // the file there is this render's
};

} // namespace triptych
