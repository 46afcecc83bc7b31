// What a user accepts of a difference, on the command line.
// SPDX-License-Identifier: MIT
#include "cli/compare_options.hpp"

#include "cli/arguments.hpp"
#include "compare/request.hpp"

#include <limits>

namespace triptych {
namespace {

void add_limit(CLI::App& command, const char* flag, std::optional<double>& limit, const char* help) {
    command.add_option(flag, limit, help)->check(non_negative_number())->option_text("X");
}

void add_percent(CLI::App& command, const char* flag, std::optional<double>& limit, const char* help) {
    command.add_option(flag, limit, help)->check(number_between(0.0, 100.0))->option_text("P");
}

void add_patterns(CLI::App& command, const char* flag, std::vector<std::string>& patterns, const char* help) {
    command.add_option(flag, patterns, help)->option_text("GLOB")->expected(1)->take_all();
}

void add_thresholds(CLI::App& command, Thresholds& thresholds) {
    add_limit(command, "--fail", thresholds.fail, "Accept pixels that are off by up to X");
    add_percent(command, "--fail-percent", thresholds.fail_percent, "Accept P % of pixels beyond --fail");
    add_limit(command, "--hard-fail", thresholds.hard_fail, "Accept no pixel that is off by more than X");
    add_limit(command, "--warn", thresholds.warn, "Warn of pixels that are off by more than X");
    add_percent(command, "--warn-percent", thresholds.warn_percent, "Warn only of more than P % of pixels");
    add_limit(command, "--hard-warn", thresholds.hard_warn, "Warn of any pixel that is off by more than X");
    add_limit(command, "--max-mean", thresholds.max_mean, "Accept a mean error up to X");
    add_limit(command, "--max-rmse", thresholds.max_rmse, "Accept a root mean square error up to X");
    command.add_option("--min-psnr", thresholds.min_psnr, "Accept a peak signal-to-noise ratio from X dB on")
        ->check(non_negative_number())
        ->option_text("X");
    command.add_option("--max-ulp", thresholds.max_ulp, "Accept values up to N floats, or codes of integers, apart")
        ->transform(whole_number(0, std::numeric_limits<std::uint32_t>::max()))
        ->option_text("N");
    add_limit(command, "--max-flip", thresholds.max_flip, "Accept a mean FLIP error up to X");
}

} // namespace

void add_compare_options(CLI::App& command, CompareOptions& options) {
    command.add_option("A", options.a, "The reference: an image, or a folder of images")->required();
    command.add_option("B", options.b, "What is held against it")->required();
    add_thresholds(command, options.thresholds);
    command.add_option("--channels", options.pair.channels, "Compare these alone: names, with * and ?")
        ->delimiter(',')
        ->option_text("NAME,...")
        ->expected(1)
        ->allow_extra_args(false);
    command.add_flag("--linear", options.pair.as_linear, "Compare integers as linear light, not as their codes");
    add_choice(command, "--flip", options.pair.flip, FLIP_KINDS, "Which FLIP (default: auto, hdr for floats)");
    command.add_option("--heatmap", options.heatmap, "Write an image of the FLIP error of each pixel")
        ->option_text("FILE");
    command.add_flag("--json", options.json, "Print JSON");
    command.add_option("--junit", options.junit, "Write the outcome as a JUnit report")->option_text("FILE");
    command.add_option("--report", options.report, "Write the outcome as one page with pictures")->option_text("FILE");
    command
        .add_option("--report-pictures", options.page.pictures, "Pairs that the page shows pictures of (default: 50)")
        ->transform(whole_number(0, 1000000))
        ->option_text("N");
    command.add_flag("--report-all", options.page.shows_all, "Show pictures of pairs that pass as well");
    add_patterns(command, "--include", options.pairing.include, "Of folders: compare files of this form only");
    add_patterns(command, "--exclude", options.pairing.exclude, "Of folders: leave files of this form out");
    command.add_option("--map", options.maps, "Of folders: which name in A belongs to which in B; may be repeated")
        ->option_text("NAME=NAME")
        ->expected(1)
        ->take_all();
    command.add_flag("--update", options.updates, "Ask whether new pictures replace references that they differ from");
    command.add_flag("--yes", options.is_agreed, "With --update: replace all of them without asking");
    command.add_option("-t,--threads", options.threads, "Threads to use (default: all)")
        ->transform(whole_number(1, 1024))
        ->option_text("N");
    command.add_flag("--quiet", options.quiet, "Print no figures");
    command.add_flag(
        "--statistical", options.is_statistical,
        "Test whether noisy pictures have equal expectations, by variance layers or folders of replicates");
    command
        .add_option("--family-error", options.statistical.family_error,
                    "Probability that equal ones are refused (default: 0.01)")
        ->check(number_between(1e-12, 0.5))
        ->option_text("P");
    command.add_option("--block", options.statistical.block, "Side of the blocks that are tested (default: 16)")
        ->transform(whole_number(2, 65535))
        ->option_text("N");
    command
        .add_option("--variance-batches", options.statistical.variance_batches,
                    "Batches that variance layers come from (default: 16)")
        ->transform(whole_number(2, 1000000))
        ->option_text("N");
}

} // namespace triptych
