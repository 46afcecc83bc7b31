// Checkpoints: found, judged, written every few seconds, removed at the end.
// SPDX-License-Identifier: MIT
#include "cli/checkpoint.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "cli/report.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <system_error>

namespace triptych {
namespace {

constexpr double DEFAULT_INTERVAL_SECONDS = 10.0;
constexpr double MAX_COST = 0.01; // of the render's time, where the user did not choose an interval

/// Why the film is none to go on from for this picture; empty where it is.
std::string unfit(const FilmFile& file, const Picture& picture, bool measures_noise) {
    const FilmFile wanted{picture.scene_name, picture.scene.hash, picture.settings, {}, {}};
    if (std::string reason = other_picture(file, wanted); !reason.empty()) return reason;
    const SampleRange& range = picture.samples;
    const bool begun = !file.samples.empty();
    const bool ahead = !file.ahead.empty();
    if (file.samples.size() > 1 || (begun && file.samples.front().first != range.first) ||
        (!begun && ahead && file.ahead_sample != range.first)) {
        return fmt::format("its samples do not begin with {}", range.first);
    }
    const std::uint32_t end = (begun ? file.samples.front().last : range.first) + (ahead ? 1 : 0);
    if (end > range.last) return fmt::format("it holds samples up to {}, beyond the {} asked for", end, range.last);
    const std::uint32_t done = begun ? file.samples.front().count() : 0;
    if (measures_noise && !file.noise && done >= batch_end(0)) return "its noise was not measured from the start";
    return "";
}

} // namespace

void add_checkpoint_options(CLI::App& command, CheckpointOptions& options) {
    CLI::Option* file = command.add_option("--checkpoint", options.file,
                                           "Where an unfinished render is kept (default: OUTPUT.checkpoint)");
    file->option_text("FILE");
    command
        .add_option("--checkpoint-interval", options.interval_seconds,
                    "Seconds between checkpoints (default: 10, or more where one takes long)")
        ->option_text("SECONDS")
        ->check(non_negative_number());
    CLI::Option* resume = command.add_flag("--resume", options.resume, "Go on from the checkpoint");
    command.add_flag("--no-checkpoint", options.off, "Keep no checkpoint")->excludes(file)->excludes(resume);
}

Checkpoint::Checkpoint(const CheckpointOptions& options, const std::filesystem::path& output)
    : m_path(options.off ? "" : options.file), m_resume(options.resume), m_is_named(!options.file.empty()),
      m_interval_seconds(options.interval_seconds) {
    const bool has_place = m_is_named || output != STDOUT_PATH;
    if (!has_place && m_resume)
        throw Error(ExitCode::USAGE, "There is no checkpoint beside standard output; name it with --checkpoint.");
    if (options.off || !has_place) return;
    if (!m_is_named) m_path = output.string() + ".checkpoint";
    check_writable(m_path);
    if (!m_resume && std::filesystem::exists(m_path)) {
        throw Error(ExitCode::FOREIGN_FILM,
                    fmt::format("{} keeps an unfinished render, which would be lost; go on from it with --resume, "
                                "remove it, or name another file with --checkpoint.",
                                m_path.string()));
    }
}

FilmFile Checkpoint::start(const Picture& picture, bool measures_noise) {
    m_since = {};
    FilmFile empty{picture.scene_name, picture.scene.hash, picture.settings, {}, Film(picture.settings)};
    if (!m_resume) return empty;
    if (!m_is_named && !std::filesystem::exists(m_path)) {
        spdlog::warn("There is no {} to resume; the render begins anew.", m_path.string());
        return empty;
    }
    FilmFile file = read_film(m_path);
    if (const std::string reason = unfit(file, picture, measures_noise); !reason.empty()) {
        throw Error(ExitCode::FOREIGN_FILM,
                    fmt::format("{} cannot be resumed: {}; ask for what it was made with, remove it, or name another "
                                "file with --checkpoint.",
                                m_path.string(), reason));
    }
    if (!measures_noise) file.noise.reset();
    file.scene_name = picture.scene_name; // the same scene may lie in another file by now
    m_is_kept = true;
    return file;
}

bool Checkpoint::due() const {
    const double interval = m_interval_seconds.value_or(std::max(DEFAULT_INTERVAL_SECONDS, m_pause_seconds / MAX_COST));
    return !m_path.empty() && m_since.seconds() >= interval;
}

void Checkpoint::write(const FilmFile& file) {
    if (m_path.empty() || (file.samples.empty() && file.ahead.empty())) return;
    write_film(m_path, file);
    m_is_kept = true;
}

void Checkpoint::write_or_warn(const std::function<const FilmFile&()>& fetch) {
    m_since = {}; // whether it can be written or not, so that a full disk is not tried again at once
    const FilmFile& file = fetch();
    try {
        write(file);
    } catch (const Error& error) {
        spdlog::warn("{} The render goes on and will try again.", error.what());
    }
    m_pause_seconds = m_since.seconds();
}

std::string Checkpoint::with_kept(std::string words) const {
    if (!m_is_kept) return words;
    const bool is_sentence = words.ends_with('.');
    if (is_sentence) words.pop_back();
    return fmt::format("{}, but {} keeps what was done, and --resume goes on from it{}", words, m_path.string(),
                       is_sentence ? "." : "");
}

void Checkpoint::finish() {
    if (!m_is_kept) return;
    std::error_code error;
    std::filesystem::remove(m_path, error);
    if (error) spdlog::warn("Cannot remove {} ({}); it is of no more use.", m_path.string(), error.message());
    m_is_kept = false;
}

} // namespace triptych
