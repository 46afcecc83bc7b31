// triptych merge: adds films of disjoint samples and joins those of crops, exactly.
// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/tone_options.hpp"
#include "film/join_films.hpp"
#include "film/metadata.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

namespace triptych {
namespace {

struct MergeOptions {
    std::vector<std::string> films;
    std::string output;
    std::string stdout_format = "png";
    bool no_metadata = false;
    ToneMapping tone;
    bool quiet = false;
};

/// An image must not pass for a finished one where samples are missing.
void check_gapless(const std::vector<SampleRange>& samples, const std::string& output) {
    if (samples.size() == 1 && samples.front().first == 0) return;
    std::string ranges = samples.empty() ? "none" : "";
    for (const SampleRange& range : samples) ranges += (ranges.empty() ? "" : ", ") + format_range(range);
    throw Error(ExitCode::FOREIGN_FILM,
                fmt::format("The films hold samples {} only, so {} would lack others; add the missing films, or "
                            "write a .film.",
                            ranges, output));
}

/// Says which parts of the picture the joined windows leave out.
void tell_missing(const FilmFile& file) {
    const RenderSettings& settings = file.settings;
    const std::string missing = uncovered({0, 0, settings.width, settings.height}, {settings.effective_window()});
    if (!missing.empty())
        spdlog::warn("The films leave out {} of the {} x {} pixels.", missing, settings.width, settings.height);
}

/// Throws Error (FOREIGN_FILM) where the films do not belong together, before any of their sums are read.
void check_heads(const MergeOptions& options) {
    std::vector<FilmHead> windows; // one of each
    for (const std::string& film : options.films) {
        const FilmHead head = read_film_head(film);
        if (!windows.empty()) check_same_picture(head, film, windows.front(), options.films.front());
        const auto known = std::find_if(windows.begin(), windows.end(), [&](const FilmHead& other) {
            return other.settings.effective_window() == head.settings.effective_window();
        });
        if (known == windows.end()) {
            windows.push_back(head);
        } else {
            merge_heads(*known, options.films.front(), head, film);
        }
    }
    if (windows.size() == 1 && !is_film_path(options.output)) check_gapless(windows.front().samples, options.output);
}

ExitCode run(const MergeOptions& options) {
    const PictureTarget target{options.output, options.stdout_format};
    for (const std::string& film : options.films) claim_file(film, FileUse::READ, "FILM");
    claim_picture(target, options.tone);
    check_heads(options);
    FilmJoin join;
    for (const std::string& film : options.films) join.add(read_film(film), film);
    const bool is_joined = join.window_count() > 1;
    FilmFile whole = join.whole();
    if (!is_film_path(options.output)) check_gapless(whole.samples, options.output);
    const std::string film_hash = whole.film.hash();
    const ImageMetadata metadata = film_metadata(whole, film_hash);
    write_picture(target, whole, options.no_metadata ? ImageMetadata() : metadata, options.tone);
    if (is_joined) tell_missing(whole);
    if (const std::string clause = invalid_clause(whole.film.invalid_samples(), whole.film.samples()); !clause.empty())
        spdlog::warn("{}.", clause);
    if (!options.quiet && !stdout_is_claimed())
        print_line(fmt::format("{}: {} x {} pixels, samples {}, film {}", options.output, whole.film.window.width(),
                               whole.film.window.height(), metadata.at("sample_range"), film_hash));
    return ExitCode::OK;
}

} // namespace

void add_merge(CLI::App& app, Action& action) {
    const auto options = std::make_shared<MergeOptions>();
    CLI::App& command =
        add_command(app, "merge", "Add films of disjoint samples of one picture, and join those of crops, exactly");
    command.add_option("FILM", options->films, "Films, as `triptych render -o FILE.film` writes them")->required();
    command.add_option("-o,--output", options->output, "File to write: .film, or .png, .exr or .pfm; '-' is stdout")
        ->option_text("FILE")
        ->required();
    add_picture_file_options(command, options->stdout_format, options->no_metadata);
    add_tone_options(command, options->tone);
    command.add_flag("--quiet", options->quiet, "Print no results");
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
