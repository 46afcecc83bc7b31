// Compares image files channel by channel and names what one of them lacks.
// SPDX-License-Identifier: MIT
#include "compare/pair.hpp"

#include "base/names.hpp"
#include "compare/flip.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace triptych {

namespace {

std::string describe(const PixelBox& box) {
    return fmt::format("columns {} to {} and rows {} to {}", box.x0, box.x1 - 1, box.y0, box.y1 - 1);
}

bool is_chosen(const PairOptions& options, const std::string& channel) {
    const std::string name = channel.substr(channel.find(':') + 1); // without its part
    return options.channels.empty() ||
           std::any_of(options.channels.begin(), options.channels.end(),
                       [&](const std::string& pattern) { return matches(pattern, channel) || matches(pattern, name); });
}

std::vector<ChannelView> chosen_channels(const StoredImage& image, const PairOptions& options, bool as_codes) {
    std::vector<ChannelView> views = channels_of(image, as_codes);
    std::erase_if(views, [&](const ChannelView& view) { return !is_chosen(options, view.name); });
    return views;
}

/// Codes of both files, unless linear light is wanted, or one has none.
bool compares_codes(const StoredImage& a, const StoredImage& b, const PairOptions& options) {
    return !options.as_linear && a.codes.largest > 0 && b.codes.largest > 0;
}

/// "NAME holds N NaN and M infinite values in channel C, the first in column X of row Y", where there are any.
void find_non_finite(const std::string& file, const ChannelView& channel, std::vector<std::string>& clauses) {
    if (channel.floats == nullptr || channel.largest_code > 0) return;
    std::uint64_t nans = 0, infinities = 0, first = 0;
    const bool has_depths = is_depth(channel.name);
    for (std::uint64_t i = 0; i < channel.size(); ++i) {
        const float value = channel.value(i);
        if (std::isfinite(value) || (has_depths && value > 0.0f)) continue;
        if (nans + infinities == 0) first = i;
        ++(std::isnan(value) ? nans : infinities);
    }
    if (nans + infinities == 0) return;
    std::vector<std::string> counts;
    if (nans > 0) counts.push_back(fmt::format("{} NaN", nans));
    if (infinities > 0) counts.push_back(fmt::format("{} infinite", infinities));
    clauses.push_back(fmt::format("{} holds {} value{} in channel {}, the first in column {} of row {}", file,
                                  fmt::join(counts, " and "), nans + infinities == 1 ? "" : "s", channel.name,
                                  channel.window.x0 + std::int64_t(first % channel.window.width()),
                                  channel.window.y0 + std::int64_t(first / channel.window.width())));
}

/// Why two channels of one name hold no values that can be compared: nothing where they do, an empty text where the
/// clauses about windows say it already.
std::optional<std::string> misfit(const ChannelView& a, const std::string& a_name, const ChannelView& b,
                                  const std::string& b_name) {
    if ((a.words != nullptr) != (b.words != nullptr)) {
        const bool a_has_floats = a.floats != nullptr;
        return fmt::format("channel {} holds whole numbers in {} and others in {}", a.name,
                           a_has_floats ? b_name : a_name, a_has_floats ? a_name : b_name);
    }
    if (a.window == b.window) return {};
    if (a.is_color && b.is_color) return "";
    return fmt::format("channel {} has {} in {} and {} in {}", a.name, describe(a.window), a_name, describe(b.window),
                       b_name);
}

void compare_windows(PairDifference& result, const StoredImage& a, const std::string& a_name, const StoredImage& b,
                     const std::string& b_name) {
    const auto compare = [&](const char* what, const std::optional<PixelBox>& theirs,
                             const std::optional<PixelBox>& others) {
        if (!theirs || !others || theirs == others) return;
        result.misfits.push_back(fmt::format("the {} window has {} in {} and {} in {}", what, describe(*theirs), a_name,
                                             describe(*others), b_name));
    };
    const bool have_colors = !a.color_names.empty() && !b.color_names.empty();
    if (have_colors && (a.colors.width != b.colors.width || a.colors.height != b.colors.height))
        result.misfits.push_back(fmt::format("{} has {} x {} pixels and {} has {} x {}", a_name, a.colors.width,
                                             a.colors.height, b_name, b.colors.width, b.colors.height));
    compare("display", a.display_window, b.display_window);
    compare("data", a.data_window, b.data_window);
}

/// Marks of pixels, by their places.
using PixelMarks = std::vector<std::pair<PixelBox, std::vector<std::uint8_t>>>;

std::vector<std::uint8_t>& marks_of(PixelMarks& marks, const PixelBox& window) {
    const auto found =
        std::find_if(marks.begin(), marks.end(), [&](const auto& entry) { return entry.first == window; });
    if (found != marks.end()) return found->second;
    return marks.emplace_back(window, std::vector<std::uint8_t>(window.width() * window.height())).second;
}

void compare_channels(PairDifference& result, const std::vector<ChannelView>& a, const std::string& a_name,
                      const std::vector<ChannelView>& b, const std::string& b_name, const Tolerances& tolerances) {
    std::map<std::string, const ChannelView*> others;
    for (const ChannelView& channel : b) others.emplace(channel.name, &channel);
    std::vector<std::string_view> only_a, only_b;
    ErrorSum colors(tolerances), all(tolerances);
    PixelMarks marks;
    for (const ChannelView& channel : a) {
        const auto found = others.find(channel.name);
        if (found == others.end()) {
            only_a.push_back(channel.name);
            continue;
        }
        const ChannelView& other = *found->second;
        others.erase(found);
        if (std::optional<std::string> why = misfit(channel, a_name, other, b_name)) {
            if (!why->empty()) result.misfits.push_back(std::move(*why));
            continue;
        }
        ErrorSum sum(tolerances);
        sum.add(channel, other, marks_of(marks, channel.window));
        result.channels.push_back({channel.name, channel.words != nullptr, channel.is_color, sum.measures()});
        if (channel.is_color) colors.add(sum);
        if (channel.floats != nullptr) all.add(sum);
    }
    for (const ChannelView& channel : b)
        if (others.contains(channel.name)) only_b.push_back(channel.name);
    const auto tell = [&](const std::vector<std::string_view>& names, const std::string& file) {
        if (names.empty()) return;
        result.misfits.push_back(
            fmt::format("only {} has the channel{} {}", file, names.size() == 1 ? "" : "s", list_names(names)));
    };
    tell(only_a, a_name);
    tell(only_b, b_name);
    result.colors = colors.measures();
    result.all = all.measures();
    for (const auto& [window, pixels] : marks) {
        result.pixels += pixels.size();
        for (const std::uint8_t mark : pixels) {
            result.differing_pixels += mark & PIXEL_DIFFERS;
            result.pixels_over_fail += (mark & PIXEL_FAILS) != 0 ? 1 : 0;
            result.pixels_over_warn += (mark & PIXEL_WARNS) != 0 ? 1 : 0;
        }
    }
}

void measure_flip(PairDifference& result, const StoredImage& a, const StoredImage& b, const PairOptions& options) {
    const bool has_colors = result.colors.values > 0 && a.colors.width == b.colors.width &&
                            a.colors.height == b.colors.height &&
                            3 * result.colors.values == a.colors.rgb.size() * a.color_names.size();
    if (!has_colors || options.flip == FlipKind::NONE) return;
    const bool has_floats = a.codes.largest == 0 || b.codes.largest == 0;
    result.flip_kind = options.flip != FlipKind::AUTO ? options.flip : has_floats ? FlipKind::HDR : FlipKind::LDR;
    if (result.colors.non_finite > 0) return;
    result.flip = result.colors.differing == 0 ? 0.0 : mean_error(flip_map(a, b, result.flip_kind));
}

} // namespace

PairDifference compare_pair(const StoredImage& a, const std::string& a_name, const StoredImage& b,
                            const std::string& b_name, const PairOptions& options) {
    PairDifference result;
    result.width = a.colors.width;
    result.height = a.colors.height;
    if (!a.color_names.empty()) {
        const PixelBox window = channels_of(a, false).front().window;
        result.x0 = window.x0;
        result.y0 = window.y0;
    }
    result.are_codes = compares_codes(a, b, options);
    const std::vector<ChannelView> of_a = chosen_channels(a, options, result.are_codes);
    const std::vector<ChannelView> of_b = chosen_channels(b, options, result.are_codes);
    compare_windows(result, a, a_name, b, b_name);
    compare_channels(result, of_a, a_name, of_b, b_name, options.tolerances);
    if (result.channels.empty() && result.misfits.empty())
        result.misfits.push_back(fmt::format("neither {} nor {} has a channel that is to be compared", a_name, b_name));
    for (const ChannelView& channel : of_a) find_non_finite(a_name, channel, result.misfits);
    for (const ChannelView& channel : of_b) find_non_finite(b_name, channel, result.misfits);
    measure_flip(result, a, b, options);
    return result;
}

std::vector<float> flip_map(const StoredImage& a, const StoredImage& b, FlipKind kind) {
    switch (kind) {
    case FlipKind::LDR: return flip_errors(a.colors, b.colors);
    case FlipKind::HDR: return hdr_flip_errors(a.colors, b.colors);
    case FlipKind::AUTO:
    case FlipKind::NONE: break;
    }
    return std::vector<float>(a.colors.rgb.size() / 3);
}

std::vector<float> difference_map(const StoredImage& a, const StoredImage& b, const PairOptions& options) {
    constexpr float FAINTEST = 0.25f; // so that a pixel that differs shows, however little
    std::vector<float> map(a.colors.rgb.size() / 3);
    const bool as_codes = compares_codes(a, b, options);
    const std::vector<ChannelView> of_b = chosen_channels(b, options, as_codes);
    for (const ChannelView& channel : chosen_channels(a, options, as_codes)) {
        const auto found = std::find_if(of_b.begin(), of_b.end(),
                                        [&](const ChannelView& other) { return other.name == channel.name; });
        if (found == of_b.end() || found->window != channel.window || channel.size() != map.size() ||
            (found->words != nullptr) != (channel.words != nullptr))
            continue;
        const auto error_at = [&, other = *found](std::uint64_t pixel) {
            const auto value = [pixel](const ChannelView& view) {
                return view.words != nullptr ? double(view.word(pixel)) : double(view.value(pixel));
            };
            const double value_a = value(channel), value_b = value(other);
            return value_a == value_b ? 0.0 : std::abs(value_a - value_b);
        };
        double largest = 0.0;
        for (std::uint64_t i = 0; i < map.size(); ++i) {
            if (const double error = error_at(i); std::isfinite(error)) largest = std::max(largest, error);
        }
        for (std::uint64_t i = 0; i < map.size(); ++i) {
            const double error = error_at(i);
            if (error == 0.0) continue;
            const double share = std::isfinite(error) ? std::sqrt(error / largest) : 1.0;
            map[i] = std::max(map[i], FAINTEST + (1.0f - FAINTEST) * float(share));
        }
    }
    return map;
}

} // namespace triptych
