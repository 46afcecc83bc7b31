// triptych compare: tells how far two images are apart.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "film/difference.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>

namespace triptych {
namespace {

struct CompareOptions {
    std::string a;
    std::string b;
    std::string heatmap;
    bool json = false;
    std::optional<double> max_rmse;
    std::optional<double> max_flip;
};

/// Equal to the bit, or within every threshold that was given.
bool accepted(const CompareOptions& options, const Difference& difference) {
    if (!options.max_rmse && !options.max_flip) return difference.differing_pixels == 0;
    return (!options.max_rmse || difference.rmse <= *options.max_rmse) &&
           (!options.max_flip || difference.flip <= *options.max_flip);
}

std::string format_difference(const Difference& difference, std::uint64_t pixels) {
    return format_table({{"differing pixels", fmt::format("{} of {}", difference.differing_pixels, pixels)},
                         {"max ULP", std::to_string(difference.max_ulp)},
                         {"RMSE", fmt::format("{:.6g}", difference.rmse)},
                         {"PSNR", fmt::format("{:.2f} dB", difference.psnr)},
                         {"FLIP", fmt::format("{:.6f}", difference.flip)}});
}

Json difference_json(const CompareOptions& options, const Difference& difference, const Image& image) {
    Json json = {{"a", options.a},
                 {"b", options.b},
                 {"width", image.width},
                 {"height", image.height},
                 {"differing_pixels", difference.differing_pixels},
                 {"max_ulp", difference.max_ulp},
                 {"rmse", difference.rmse},
                 {"psnr", nullptr}, // JSON knows no infinity
                 {"flip", difference.flip}};
    if (std::isfinite(difference.psnr)) json["psnr"] = difference.psnr;
    return json;
}

ExitCode run(const CompareOptions& options) {
    if (!options.heatmap.empty()) {
        check_image_format(options.heatmap);
        check_writable(options.heatmap);
    }
    const Image a = read_image(options.a);
    const Image b = read_image(options.b);
    const Difference difference = compare_images(a, b);
    if (!options.heatmap.empty())
        write_image(options.heatmap, heatmap(flip_errors(a, b), a.width, a.height),
                    {{"Software", fmt::format("triptych {}", TRIPTYCH_VERSION)}});
    print_result(options.json ? json_text(difference_json(options, difference, a))
                              : format_difference(difference, std::uint64_t(a.width) * a.height));
    if (accepted(options, difference)) return ExitCode::OK;
    throw Error(ExitCode::IMAGES_DIFFER,
                fmt::format("{} and {} differ in {} pixels.", options.a, options.b, difference.differing_pixels));
}

} // namespace

void add_compare(CLI::App& app, Action& action) {
    const auto options = std::make_shared<CompareOptions>();
    CLI::App& command = add_command(app, "compare", "Tell how far two images are apart");
    command.footer("Ends with 5 where any pixel differs, or with thresholds where one is exceeded.");
    command.add_option("A", options->a, "Image: .png, .exr or .pfm")->required();
    command.add_option("B", options->b, "Image of the same size")->required();
    command.add_option("--heatmap", options->heatmap, "Write an image of the FLIP error of each pixel")
        ->option_text("FILE");
    command.add_flag("--json", options->json, "Print JSON");
    command.add_option("--max-rmse", options->max_rmse, "Accept a root mean square error up to X")
        ->check(non_negative_number());
    command.add_option("--max-flip", options->max_flip, "Accept a mean FLIP error up to X")
        ->check(non_negative_number());
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
