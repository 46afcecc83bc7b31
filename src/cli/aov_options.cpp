// The options --aov and --denoise.
// SPDX-License-Identifier: MIT
#include "cli/aov_options.hpp"

#include "base/error.hpp"
#include "base/names.hpp"
#include "cli/output.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace triptych {

void add_aov_options(CLI::App& command, PartsRequest& request) {
    command
        .add_option_function<std::vector<std::string>>(
            "--aov",
            [&request](const std::vector<std::string>& names) {
                for (const std::string& name : names)
                    if (!add_aov(request, name))
                        throw CLI::ValidationError("--aov",
                                                   fmt::format("{} is needed, not {}", aov_names(), in_quotes(name)));
            },
            fmt::format("Further channels of an .exr file, separated by commas: {}", aov_names()))
        ->option_text("NAME,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        .add_option_function<std::vector<std::string>>(
            "--cryptomatte",
            [&request](const std::vector<std::string>& names) {
                for (const std::string& name : names)
                    if (!add_cryptomatte(request, name))
                        throw CLI::ValidationError(
                            "--cryptomatte", fmt::format("{} is needed, not {}", cryptomatte_names(), in_quotes(name)));
            },
            fmt::format("Add mattes by name to an .exr file, separated by commas: {}", cryptomatte_names()))
        ->option_text("NAME,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_flag("--light-groups", request.light_groups,
                     "Add each light group's share of the light to an .exr file, as channels C_NAME.R and so on");
    command.add_flag("--denoise", request.denoise, "Remove the noise, by Open Image Denoise where it is installed");
}

void check_parts_fit(const PartsRequest& request, const std::filesystem::path& output) {
    if (request.has_channels() && !is_exr_path(output)) {
        const bool is_aov = request.variance || !request.aovs.empty();
        throw Error(ExitCode::USAGE, fmt::format("{} cannot hold what {} asks for; name an .exr file.", output.string(),
                                                 is_aov                 ? "--aov"
                                                 : request.light_groups ? "--light-groups"
                                                                        : "--cryptomatte"));
    }
    if (request.denoise && is_film_path(output)) {
        throw Error(ExitCode::USAGE, fmt::format("{} holds exact sums, which --denoise would spoil; leave it out, or "
                                                 "name a .png, .jpg, .exr or .pfm file.",
                                                 output.string()));
    }
}

} // namespace triptych
