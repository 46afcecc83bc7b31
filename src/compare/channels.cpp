// The channels of an image file by their names, as they are compared.
// SPDX-License-Identifier: MIT
#include "compare/channels.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace triptych {

namespace {

/// Where the first pixel of the colours lies: that of an EXR file's windows.
PixelBox color_window(const StoredImage& image) {
    const auto width = std::int64_t(image.colors.width), height = std::int64_t(image.colors.height);
    if (!image.data_window) return {0, 0, width, height};
    const std::int64_t x0 = std::min(image.data_window->x0, image.display_window->x0);
    const std::int64_t y0 = std::min(image.data_window->y0, image.display_window->y0);
    return {x0, y0, x0 + width, y0 + height};
}

} // namespace

std::vector<ChannelView> channels_of(const StoredImage& image, bool as_codes) {
    std::vector<ChannelView> views;
    const bool are_codes = as_codes && image.codes.largest > 0;
    const std::vector<float>& colors = are_codes ? image.codes.rgb : image.colors.rgb;
    const PixelBox window = color_window(image);
    for (std::size_t i = 0; i < image.color_names.size(); ++i) {
        ChannelView& view = views.emplace_back();
        view.name = image.color_names[i];
        view.floats = colors.data() + i;
        view.stride = 3;
        view.window = window;
        view.largest_code = are_codes ? image.codes.largest : 0;
        view.is_color = true;
    }
    for (const auto& [channel, place] : image.channels) {
        ChannelView& view = views.emplace_back();
        view.name = channel.name;
        view.window = place;
        if (const auto* floats = std::get_if<std::vector<float>>(&channel.values)) {
            view.floats = floats->data();
            view.largest_code = image.codes.largest;
        } else {
            view.words = std::get<std::vector<std::uint32_t>>(channel.values).data();
        }
    }
    return views;
}

bool is_depth(const std::string& channel) {
    const std::string name = channel.substr(channel.find(':') + 1); // without its part
    return name == "Z" || name == "ZBack" || lower(name) == "depth";
}

bool matches(std::string_view pattern, std::string_view name) {
    // Where a star failed to match, it takes one character more.
    std::size_t p = 0, n = 0, star = std::string_view::npos, after_star = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            after_star = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++after_star;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

} // namespace triptych
