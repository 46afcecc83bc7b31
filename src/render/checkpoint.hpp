// The file that keeps an unfinished render: a .film from which the render continues.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/stopwatch.hpp"
#include "film/film_file.hpp"
#include "render/picture.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace triptych {

struct CheckpointOptions {
    std::string file; // empty: beside the output
    bool off = false;
    std::optional<double> interval_seconds; // not set: 10, or more where writing takes long
    bool resume = false;
};

/// Told of each file that a checkpoint reads and writes before it is opened, with the name that the user knows it by.
/// May throw to refuse it.
using ClaimCheckpoint = std::function<void(const std::filesystem::path& file, const std::string& name)>;

/// Keeps one render. Does nothing where checkpoints are off.
class Checkpoint {
public:
    /// Keeps nothing.
    Checkpoint() = default;

    /// Chooses the file: the one that was named, or the output's with ".checkpoint" after it; no file for an output
    /// of "-" or "" unless it was named. A film of the user's own that the render continues is only read: the
    /// checkpoint then goes beside the output, or beside that film where there is no output. Throws Error: OUTPUT where
    /// no checkpoint could be written, FOREIGN_FILM where a file lies there that is not to be resumed, and what `claim`
    /// throws.
    Checkpoint(const CheckpointOptions& options, const std::filesystem::path& output, ClaimCheckpoint claim = {});

    /// False where nothing is kept.
    bool is_on() const { return !m_path.empty(); }

    /// What the render of `picture` starts from: the film to be resumed, with its noise where `measures_noise`, or an
    /// empty one. Warns where there is no file to resume, or throws Error (INVALID_INPUT) where the user named it.
    /// Throws Error (FOREIGN_FILM) where the file is damaged, of another picture, or lacks the noise that is to be
    /// measured.
    FilmFile start(const Picture& picture, bool measures_noise);

    /// True once it is time to write again.
    bool due() const;

    /// Writes the film unless it is empty, but never over a file that is not this render's. Throws Error (OUTPUT).
    void write(const FilmFile& file);

    /// The same between two passes, with what `fetch` brings from the device. Where it cannot be written now, warns,
    /// and the render continues. Checkpoints become rarer where fetching and writing take long.
    void write_or_warn(const std::function<const FilmFile&()>& fetch);

    /// The words, followed by how many samples of the render are kept, if any.
    std::string with_kept(std::string words) const;

    /// The picture is whole and safe: the checkpoint is removed where it is this render's.
    void finish();

private:
    void choose_paths(const std::filesystem::path& output, const ClaimCheckpoint& claim);
    bool is_ours() const;

    std::filesystem::path m_path;   // where it is written; empty: off
    std::filesystem::path m_source; // what is resumed; empty: nothing
    bool m_resume = false;
    bool m_is_named = false; // by the user
    std::optional<double> m_interval_seconds;
    double m_pause_seconds = 0.0;      // how long the last one stopped the render
    Stopwatch m_since;                 // the last one, or the start
    std::optional<FileVersion> m_kept; // what this render wrote there, or resumed
    std::string m_kept_samples;        // in it, in words
};

} // namespace triptych
