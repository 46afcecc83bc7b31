// What an image file says of the film that it was made from.
// SPDX-License-Identifier: MIT
#include "film/metadata.hpp"

#include <fmt/format.h>

namespace triptych {

std::string format_range(const SampleRange& range) { return fmt::format("{}:{}", range.first, range.last); }

ImageMetadata film_metadata(const FilmFile& file, const std::string& film_hash) {
    const Window window = file.settings.effective_window();
    std::string ranges;
    std::uint64_t spp = 0;
    for (const SampleRange& range : file.samples) {
        ranges += (ranges.empty() ? "" : ",") + format_range(range);
        spp += range.count();
    }
    ImageMetadata metadata{{"Software", fmt::format("triptych {}", TRIPTYCH_VERSION)},
                           {"scene", file.scene_name},
                           {"scene_hash", file.scene_hash},
                           {"width", std::to_string(file.settings.width)},
                           {"height", std::to_string(file.settings.height)},
                           {"window", fmt::format("{} {} {} {}", window.x0, window.x1, window.y0, window.y1)},
                           {"spp", std::to_string(spp)},
                           {"sample_range", ranges},
                           {"max_depth", std::to_string(file.settings.max_depth)},
                           {"seed", std::to_string(file.settings.seed)},
                           {"film_hash", film_hash}};
    if (file.settings.clamp_indirect > 0.0f)
        metadata["clamp_indirect"] = fmt::format("{}", file.settings.clamp_indirect);
    for (const MethodOption& option : METHOD_OPTIONS) metadata.emplace(option.name, option.value(file.settings.method));
    return metadata;
}

} // namespace triptych
