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
    PictureFileOptions picture_file;
    ToneMapping tone;
    bool quiet = false;
    bool missing = false;
    std::uint32_t spp = 0; // with `missing`: samples a pixel that there should be; 0: up to the last one of the films
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

/// Adds a film's samples to those of its window; `first` names the first film. Throws Error (FOREIGN_FILM) where it is
/// of another picture or has samples of those before.
void add_head(std::vector<FilmHead>& windows, const std::string& first, const FilmHead& head, const std::string& film) {
    if (!windows.empty()) check_same_picture(head, film, windows.front(), first);
    const auto known = std::find_if(windows.begin(), windows.end(), [&](const FilmHead& other) {
        return other.settings.effective_window() == head.settings.effective_window();
    });
    if (known == windows.end()) {
        windows.push_back(head);
    } else {
        merge_heads(*known, first, head, film);
    }
}

/// Throws Error (FOREIGN_FILM) where the films do not belong together, before any of their sums are read.
void check_heads(const MergeOptions& options) {
    std::vector<FilmHead> windows; // one of each
    for (const std::string& film : options.films) {
        add_head(windows, options.films.front(), read_film_head(film), film);
    }
    if (windows.size() == 1 && !is_film_path(options.output)) check_gapless(windows.front().samples, options.output);
}

/// The ranges between 0 and `end` that lie in none of `samples`, which are in order.
std::vector<SampleRange> gaps(const std::vector<SampleRange>& samples, std::uint32_t end) {
    std::vector<SampleRange> missing;
    std::uint32_t next = 0;
    for (const SampleRange& range : samples) {
        if (next < std::min(range.first, end)) missing.push_back({next, std::min(range.first, end)});
        next = std::max(next, range.last);
    }
    if (next < end) missing.push_back({next, end});
    return missing;
}

/// Prints what to render again: a line with a range for each gap in the films' samples and, of films of crops, their
/// window. Films that cannot be read count for nothing, with a warning.
ExitCode print_missing(const MergeOptions& options) {
    std::vector<FilmHead> windows;
    std::string first;
    for (const std::string& film : options.films) {
        try {
            const FilmHead head = head_of(read_film(film)); // whole, so that damage is found
            if (windows.empty()) first = film;
            add_head(windows, first, head, film);
        } catch (const Error& error) {
            if (error.code() == ExitCode::LIMIT) throw;
            spdlog::warn("{}", error.what());
        }
    }
    if (windows.empty() && options.spp == 0)
        throw Error(ExitCode::USAGE, "Nothing says how many samples there should be: no film can be read; add --spp.");
    if (windows.empty()) windows.emplace_back();
    std::uint32_t end = options.spp;
    for (const FilmHead& head : windows)
        if (options.spp == 0 && !head.samples.empty()) end = std::max(end, head.samples.back().last);
    for (const FilmHead& head : windows) {
        const Window window = head.settings.effective_window();
        const bool is_whole = window == Window{0, 0, head.settings.width, head.settings.height};
        for (const SampleRange& range : gaps(head.samples, end))
            print_line(format_range(range) +
                       (is_whole ? "" : fmt::format(" {} {} {} {}", window.x0, window.x1, window.y0, window.y1)));
    }
    return ExitCode::OK;
}

ExitCode run(const MergeOptions& options) {
    if (options.missing) return print_missing(options);
    if (options.output.empty()) throw Error(ExitCode::USAGE, "--output is required; see `triptych merge --help`.");
    const PictureTarget target{options.output, options.picture_file.stdout_format, options.picture_file.encoding};
    for (const std::string& film : options.films) claim_file(film, FileUse::READ, "FILM");
    claim_picture(target, options.tone);
    check_heads(options);
    FilmJoin join;
    for (const std::string& film : options.films) join.add(read_film(film), film);
    const bool is_joined = join.window_count() > 1;
    FilmFile whole = join.whole();
    if (!is_film_path(options.output)) check_gapless(whole.samples, options.output);
    check_alpha(target, whole.settings.method);
    if (whole.settings.method.transparent && whole.coverage.empty() && !is_film_path(options.output))
        throw Error(ExitCode::FOREIGN_FILM,
                    "Not all of the films have alpha, which a render counts at its end; let the "
                    "unfinished ones continue with --resume first.");
    const std::string film_hash = whole.film.hash();
    const ImageMetadata metadata = film_metadata(whole, film_hash);
    write_picture(target, whole, options.picture_file.no_metadata ? ImageMetadata() : metadata, options.tone);
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
    command
        .add_option("-o,--output", options->output, "File to write: .film, or .png, .jpg, .exr or .pfm; '-' is stdout")
        ->option_text("FILE");
    command.add_flag("--missing", options->missing,
                     "Print the ranges of samples that no film has, to be rendered again, and write nothing");
    command.add_option("--spp", options->spp, "With --missing: samples a pixel that there should be")
        ->transform(whole_number(1, shared::FILM_MAX_SAMPLES));
    add_picture_file_options(command, options->picture_file);
    add_tone_options(command, options->tone);
    command.add_flag("--quiet", options->quiet, "Print no results");
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
