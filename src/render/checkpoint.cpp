// Checkpoints: found, checked, written every few seconds, removed at the end.
// SPDX-License-Identifier: MIT
#include "render/checkpoint.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <system_error>

namespace triptych {
namespace {

constexpr double DEFAULT_INTERVAL_SECONDS = 10.0;
constexpr double MAX_COST = 0.01; // of the render's time, where the user did not choose an interval

/// Why this picture cannot continue the film; empty where it can.
std::string unfit(const FilmHead& film, const Picture& picture, bool measures_noise) {
    const FilmHead wanted{picture.scene_name, picture.scene->hash, picture.settings, {}};
    if (std::string reason = other_picture(film, wanted); !reason.empty()) return reason;
    const SampleRange& range = picture.samples;
    const bool begun = !film.samples.empty();
    const bool ahead = film.ahead_rows > 0;
    if (film.samples.size() > 1 || (begun && film.samples.front().first != range.first) ||
        (!begun && ahead && film.ahead_sample != range.first)) {
        return fmt::format("its samples do not begin with {}", range.first);
    }
    const std::uint32_t end = (begun ? film.samples.front().last : range.first) + (ahead ? 1 : 0);
    if (end > range.last) return fmt::format("it holds samples up to {}, beyond the {} asked for", end, range.last);
    const std::uint32_t done = begun ? film.samples.front().count() : 0;
    if (measures_noise && film.noise_batches == 0 && done >= batch_end(0))
        return "its noise was not measured from the start";
    return "";
}

/// How much a film holds, in words.
std::string samples_in(const FilmFile& film) {
    const std::uint32_t spp = film.samples.empty() ? 0 : film.samples.front().count();
    const std::size_t rows = film.ahead.size() / film.settings.effective_window().width();
    std::string words = fmt::format("{} sample{} a pixel", spp, spp == 1 ? "" : "s");
    if (rows > 0) words += fmt::format(" and {} row{} of the next", rows, rows == 1 ? "" : "s");
    return words;
}

[[noreturn]] void fail_in_the_way(const std::filesystem::path& path) {
    throw Error(
        ExitCode::FOREIGN_FILM,
        fmt::format("{} already exists and would be lost; continue it with --resume, remove it, or name another "
                    "file with --checkpoint.",
                    path.string()));
}

} // namespace

Checkpoint::Checkpoint(const CheckpointOptions& options, const std::filesystem::path& output, ClaimCheckpoint claim)
    : m_path(options.off ? "" : options.file), m_resume(options.resume), m_is_named(!options.file.empty()),
      m_interval_seconds(options.interval_seconds) {
    const bool has_output = !output.empty() && output != "-";
    if (!m_is_named && !has_output && m_resume)
        throw Error(ExitCode::USAGE,
                    "There is no file that the checkpoint could be named after; name it with --checkpoint.");
    if (options.off || (!m_is_named && !has_output)) return;
    if (!m_is_named) m_path = output.string() + ".checkpoint";
    if (!claim) claim = [](const std::filesystem::path&, const std::string&) {};
    claim(m_path, m_is_named ? "--checkpoint" : "the checkpoint");
    choose_paths(output.empty() ? m_path : output, claim);
    check_writable(m_path);
}

void Checkpoint::choose_paths(const std::filesystem::path& output, const ClaimCheckpoint& claim) {
    if (!std::filesystem::exists(m_path)) {
        if (m_resume && m_is_named) read_film_head(m_path); // throws the error of a file that is not there
        return;
    }
    if (!m_resume) fail_in_the_way(m_path);
    m_source = m_path;
    if (read_film_head(m_source).is_checkpoint) return;
    m_path = output.string() + ".checkpoint";
    if (file_id(m_path) == file_id(m_source)) m_path += ".checkpoint";
    claim(m_path, "the checkpoint");
    if (!std::filesystem::exists(m_path)) return;
    // An earlier render that continued the same film got further.
    if (!read_film_head(m_path).is_checkpoint) fail_in_the_way(m_path);
    m_source = m_path;
}

FilmFile Checkpoint::start(const Picture& picture, bool measures_noise) {
    m_since = {};
    if (m_source.empty()) {
        if (m_resume) spdlog::warn("There is no {} to resume; the render starts from the beginning.", m_path.string());
        return {picture.scene_name, picture.scene->hash, picture.settings, {}, Film(picture.settings)};
    }
    if (const std::string reason = unfit(read_film_head(m_source), picture, measures_noise); !reason.empty()) {
        throw Error(ExitCode::FOREIGN_FILM,
                    fmt::format("{} cannot be resumed: {}; use the settings that it was made with, remove it, or name "
                                "another file with --checkpoint.",
                                m_source.string(), reason));
    }
    const std::optional<FileVersion> version = file_version(m_source);
    FilmFile file = read_film(m_source);
    if (!measures_noise) file.noise.reset();
    file.coverage.clear();                // of all samples together, once they are there
    file.scene_name = picture.scene_name; // the scene file may have been renamed since
    if (m_source == m_path) {
        m_kept = version;
        m_kept_samples = samples_in(file);
    }
    return file;
}

bool Checkpoint::due() const {
    const double interval = m_interval_seconds.value_or(std::max(DEFAULT_INTERVAL_SECONDS, m_pause_seconds / MAX_COST));
    return is_on() && m_since.seconds() >= interval;
}

bool Checkpoint::is_ours() const { return m_kept && file_version(m_path) == m_kept; }

void Checkpoint::write(const FilmFile& file) {
    if (!is_on() || (file.samples.empty() && file.ahead.empty())) return;
    const std::optional<FileVersion> before = m_kept;
    try {
        write_checkpoint(m_path, file, m_kept);
    } catch (const Error&) {
        if (m_kept != before) m_kept_samples = samples_in(file);
        throw;
    }
    m_kept_samples = samples_in(file);
}

void Checkpoint::write_or_warn(const std::function<const FilmFile&()>& fetch) {
    m_since = {}; // even if writing fails, so that a full disk is not tried again at once
    const FilmFile& file = fetch();
    try {
        write(file);
    } catch (const Error& error) {
        spdlog::warn("{} The render continues and will try again.", error.what());
    }
    m_pause_seconds = m_since.seconds();
}

std::string Checkpoint::with_kept(std::string words) const {
    if (!is_ours()) return words;
    const bool is_sentence = words.ends_with('.');
    if (is_sentence) words.pop_back();
    return fmt::format("{}, but {} keeps {}, and --resume continues from there{}", words, m_path.string(),
                       m_kept_samples, is_sentence ? "." : "");
}

void Checkpoint::finish() {
    if (is_ours()) {
        std::error_code error;
        std::filesystem::remove(m_path, error);
        if (error) spdlog::warn("Cannot remove {} ({}); it is no longer needed.", m_path.string(), error.message());
    }
    m_kept.reset();
}

} // namespace triptych
