// The options that ask for more than the picture: --aov and --denoise.
// SPDX-License-Identifier: MIT
#include "cli/aov_options.hpp"

#include "base/error.hpp"
#include "base/names.hpp"
#include "film/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace triptych {
namespace {

constexpr std::string_view VARIANCE = "variance";
constexpr std::string_view EVERYTHING = "all";

std::string aov_names() {
    std::string names;
    for (const Named<Aov>& entry : AOVS) names += fmt::format("{}, ", entry.name);
    return names + fmt::format("{} or {}", VARIANCE, EVERYTHING);
}

void add_aov(AovOptions& options, const std::string& name) {
    const bool is_all = name == EVERYTHING;
    bool is_known = is_all || name == VARIANCE;
    options.variance |= is_known;
    for (const Named<Aov>& entry : AOVS) {
        if (!is_all && name != entry.name) continue;
        is_known = true;
        if (std::count(options.aovs.begin(), options.aovs.end(), entry.value) == 0) options.aovs.push_back(entry.value);
    }
    if (!is_known)
        throw CLI::ValidationError("--aov", fmt::format("{} is needed, not {}", aov_names(), in_quotes(name)));
}

} // namespace

void add_aov_options(CLI::App& command, AovOptions& options) {
    command
        .add_option_function<std::vector<std::string>>(
            "--aov",
            [&options](const std::vector<std::string>& names) {
                for (const std::string& name : names) add_aov(options, name);
            },
            fmt::format("Further channels of an .exr file, separated by commas: {}", aov_names()))
        ->option_text("NAME,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_flag("--denoise", options.denoise, "Take out the noise, by Open Image Denoise where it is installed");
}

PartsMaker::PartsMaker(const AovOptions& options, const std::filesystem::path& output, unsigned threads)
    : m_options(options) {
    if ((!options.aovs.empty() || options.variance) && !is_exr_path(output)) {
        throw Error(ExitCode::USAGE,
                    fmt::format("{} cannot hold what --aov asks for; name an .exr file.", output.string()));
    }
    if (!options.denoise) return;
    if (is_film_path(output)) {
        throw Error(ExitCode::USAGE, fmt::format("{} holds exact sums, which --denoise would spoil; leave it out, or "
                                                 "name a .png, .exr or .pfm file.",
                                                 output.string()));
    }
    m_denoiser = std::make_unique<Denoiser>(threads);
}

PictureParts PartsMaker::make(Backend& backend, const PackedScene& scene, const RenderSettings& settings,
                              SampleRange samples, const Film& film, const std::optional<Image>& variance,
                              const Progress& progress) const {
    PictureParts parts;
    AovRenderer renderer(backend, scene, settings, samples, progress);
    const auto add = [&](std::vector<Channel> channels) {
        std::move(channels.begin(), channels.end(), std::back_inserter(parts.channels));
    };
    for (const Aov aov : m_options.aovs) add(renderer.channels(aov));
    if (m_options.variance && variance) add(layer_of(*variance, std::string(VARIANCE), "RGB"));
    if (!m_denoiser) return parts;
    const Image noisy = film.mean();
    if (!parts.channels.empty()) add(layer_of(noisy, "noisy", "RGB"));
    parts.denoised = m_denoiser->denoise(noisy, albedo_image(renderer.film(shared::QUANTITY_ALBEDO)),
                                         normal_image(renderer.film(shared::QUANTITY_NORMAL)));
    return parts;
}

} // namespace triptych
