// Compares image files channel by channel and names what one of them lacks.
// SPDX-License-Identifier: MIT
#include "film/file_difference.hpp"

#include "base/ascii.hpp"
#include "base/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

namespace triptych {

namespace {

using Words = std::vector<std::uint32_t>;
using Floats = std::vector<float>;

std::string describe(const PixelBox& box) {
    return fmt::format("columns {} to {} and rows {} to {}", box.x0, box.x1 - 1, box.y0, box.y1 - 1);
}

/// Whether a channel holds depths, by the names that EXR files give them: there infinity stands for what lies nowhere.
bool is_depth(const std::string& channel) {
    const std::string name = channel.substr(channel.find(':') + 1); // without its part
    return name == "Z" || name == "ZBack" || lower(name) == "depth";
}

/// "NAME holds N NaN and M infinite values in channel C, the first in column X of row Y", where there are any.
class NonFiniteSearch {
public:
    NonFiniteSearch(std::string file, std::vector<std::string>& clauses)
        : m_file(std::move(file)), m_clauses(clauses) {}

    /// Every `stride`th value as of `first`; the first pixel of `window` has the place (x0, y0).
    void search(const std::string& channel, std::span<const float> values, std::size_t first, std::size_t stride,
                const PixelBox& window) {
        std::uint64_t nans = 0, infinities = 0, first_pixel = 0;
        for (std::size_t i = first; i < values.size(); i += stride) {
            if (std::isfinite(values[i]) || (is_depth(channel) && values[i] > 0.0f)) continue;
            if (nans + infinities == 0) first_pixel = i / stride;
            ++(std::isnan(values[i]) ? nans : infinities);
        }
        if (nans + infinities == 0) return;
        std::vector<std::string> counts;
        if (nans > 0) counts.push_back(fmt::format("{} NaN", nans));
        if (infinities > 0) counts.push_back(fmt::format("{} infinite", infinities));
        m_clauses.push_back(fmt::format("{} holds {} value{} in channel {}, the first in column {} of row {}", m_file,
                                        fmt::join(counts, " and "), nans + infinities == 1 ? "" : "s", channel,
                                        window.x0 + std::int64_t(first_pixel % window.width()),
                                        window.y0 + std::int64_t(first_pixel / window.width())));
    }

    void search(const WholeImage& image) {
        const PixelBox window = color_window(image);
        for (std::size_t i = 0; i < image.color_names.size(); ++i)
            search(image.color_names[i], image.colors.rgb, i, 3, window);
        for (const auto& [channel, place] : image.channels)
            if (const auto* floats = std::get_if<Floats>(&channel.values)) search(channel.name, *floats, 0, 1, place);
    }

private:
    /// Where the first pixel of the colours lies: that of an EXR file's windows.
    static PixelBox color_window(const WholeImage& image) {
        const auto width = std::int64_t(image.colors.width), height = std::int64_t(image.colors.height);
        if (!image.data_window) return {0, 0, width, height};
        const std::int64_t x0 = std::min(image.data_window->x0, image.display_window->x0);
        const std::int64_t y0 = std::min(image.data_window->y0, image.display_window->y0);
        return {x0, y0, x0 + width, y0 + height};
    }

    std::string m_file;
    std::vector<std::string>& m_clauses;
};

ChannelDifference compare_words(const Words& a, const Words& b) {
    ChannelDifference result;
    result.is_whole_numbers = true;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] == b[i]) continue;
        ++result.differing_pixels;
        result.max_ulp = std::max(result.max_ulp, std::max(a[i], b[i]) - std::min(a[i], b[i]));
    }
    return result;
}

ChannelDifference compare_floats(const Floats& a, const Floats& b, bool infinity_is_far) {
    const ValuesDifference values = compare_values(a, b, infinity_is_far);
    ChannelDifference result;
    result.differing_pixels = values.differing;
    result.max_ulp = values.max_ulp;
    result.rmse = std::sqrt(values.squares / double(a.size()));
    return result;
}

/// Why two channels of one name hold no values that can be compared; empty where they do.
std::string misfit(const PlacedChannel& a, const std::string& a_name, const PlacedChannel& b,
                   const std::string& b_name) {
    const std::string& name = a.channel.name;
    if (a.channel.values.index() != b.channel.values.index()) {
        const bool a_has_floats = std::holds_alternative<Floats>(a.channel.values);
        return fmt::format("channel {} holds whole numbers in {} and others in {}", name,
                           a_has_floats ? b_name : a_name, a_has_floats ? a_name : b_name);
    }
    if (a.window == b.window) return "";
    return fmt::format("channel {} has {} in {} and {} in {}", name, describe(a.window), a_name, describe(b.window),
                       b_name);
}

void compare_windows(FileDifference& result, const WholeImage& a, const std::string& a_name, const WholeImage& b,
                     const std::string& b_name) {
    const auto compare = [&](const char* what, const std::optional<PixelBox>& theirs,
                             const std::optional<PixelBox>& others) {
        if (!theirs || !others || theirs == others) return;
        result.misfits.push_back(fmt::format("the {} window has {} in {} and {} in {}", what, describe(*theirs), a_name,
                                             describe(*others), b_name));
    };
    if (a.colors.width != b.colors.width || a.colors.height != b.colors.height)
        result.misfits.push_back(fmt::format("{} has {} x {} pixels and {} has {} x {}", a_name, a.colors.width,
                                             a.colors.height, b_name, b.colors.width, b.colors.height));
    compare("display", a.display_window, b.display_window);
    compare("data", a.data_window, b.data_window);
    if (a.data_window && b.data_window && a.color_names != b.color_names)
        result.misfits.push_back(fmt::format("the picture is in {} of {} and in {} of {}",
                                             fmt::join(a.color_names, ", "), a_name, fmt::join(b.color_names, ", "),
                                             b_name));
}

void compare_channels(FileDifference& result, const WholeImage& a, const std::string& a_name, const WholeImage& b,
                      const std::string& b_name) {
    std::map<std::string, const PlacedChannel*> others;
    for (const PlacedChannel& channel : b.channels) others.emplace(channel.channel.name, &channel);
    std::vector<std::string_view> only_a, only_b;
    for (const PlacedChannel& channel : a.channels) {
        const std::string& name = channel.channel.name;
        const auto found = others.find(name);
        if (found == others.end()) {
            only_a.push_back(name);
            continue;
        }
        const PlacedChannel& other = *found->second;
        others.erase(found);
        if (std::string why = misfit(channel, a_name, other, b_name); !why.empty()) {
            result.misfits.push_back(std::move(why));
            continue;
        }
        const auto* words = std::get_if<Words>(&channel.channel.values);
        result.channels.push_back(words != nullptr
                                      ? compare_words(*words, std::get<Words>(other.channel.values))
                                      : compare_floats(std::get<Floats>(channel.channel.values),
                                                       std::get<Floats>(other.channel.values), is_depth(name)));
        result.channels.back().name = name;
    }
    for (const auto& [name, channel] : others) only_b.push_back(name);
    const auto tell = [&](const std::vector<std::string_view>& names, const std::string& file) {
        if (names.empty()) return;
        result.misfits.push_back(
            fmt::format("only {} has the channel{} {}", file, names.size() == 1 ? "" : "s", list_names(names)));
    };
    tell(only_a, a_name);
    tell(only_b, b_name);
}

} // namespace

bool FileDifference::is_equal() const {
    return misfits.empty() && colors && colors->differing_pixels == 0 &&
           std::all_of(channels.begin(), channels.end(),
                       [](const ChannelDifference& channel) { return channel.differing_pixels == 0; });
}

FileDifference compare_files(const WholeImage& a, const std::string& a_name, const WholeImage& b,
                             const std::string& b_name) {
    FileDifference result;
    compare_windows(result, a, a_name, b, b_name);
    compare_channels(result, a, a_name, b, b_name);
    NonFiniteSearch(a_name, result.misfits).search(a);
    NonFiniteSearch(b_name, result.misfits).search(b);
    if (a.colors.width == b.colors.width && a.colors.height == b.colors.height)
        result.colors = compare_images(a.colors, b.colors);
    return result;
}

} // namespace triptych
