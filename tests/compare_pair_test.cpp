// Comparison of whole image files: windows, channels, and what is not finite, each named.
// SPDX-License-Identifier: MIT
#include "compare/pair.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace triptych {
namespace {

constexpr float NOT_A_NUMBER = std::numeric_limits<float>::quiet_NaN();
constexpr float INFINITE = std::numeric_limits<float>::infinity();

/// 4 x 3 pixels as an EXR file holds them, with a channel of floats and one of whole numbers.
StoredImage sample() {
    StoredImage whole{{{4, 3, std::vector<float>(36, 0.5f)}, {"R", "G", "B"}, {}, {}, {}}, {}};
    whole.data_window = whole.display_window = PixelBox{0, 0, 4, 3};
    whole.channels.push_back({{"Z", std::vector<float>(12, 2.0f)}, {0, 0, 4, 3}});
    whole.channels.push_back({{"id", std::vector<std::uint32_t>(12, 7u)}, {0, 0, 4, 3}});
    return whole;
}

std::vector<float>& floats(StoredImage& whole) {
    return std::get<std::vector<float>>(whole.channels[0].channel.values);
}

PairDifference compare(const StoredImage& a, const StoredImage& b) { return compare_pair(a, "a.exr", b, "b.exr"); }

/// The files differ, and one misfit holds these words.
void expect_misfit(const StoredImage& a, const StoredImage& b, const std::string& words) {
    const PairDifference difference = compare(a, b);
    EXPECT_FALSE(difference.is_equal());
    EXPECT_NE(fmt::format("{}", fmt::join(difference.misfits, "\n")).find(words), std::string::npos)
        << fmt::format("{} is not in: {}", words, fmt::join(difference.misfits, "; "));
}

TEST(ComparedPair, EqualFilesHaveNone) {
    const PairDifference difference = compare(sample(), sample());
    EXPECT_TRUE(difference.is_equal());
    EXPECT_EQ(difference.misfits.size(), 0u);
    EXPECT_EQ(difference.channels.size(), 5u);
    EXPECT_EQ(difference.flip, 0.0);
}

TEST(ComparedPair, MeasuresChannelsBesideTheColours) {
    StoredImage other = sample();
    floats(other)[5] = 4.0f;
    std::get<std::vector<std::uint32_t>>(other.channels[1].channel.values)[11] = 10u;
    const PairDifference difference = compare(sample(), other);
    EXPECT_FALSE(difference.is_equal());
    EXPECT_EQ(difference.differing_pixels, 2u);
    EXPECT_EQ(difference.colors.differing, 0u);
    const ChannelMeasures &depth = difference.channels[3], &id = difference.channels[4];
    EXPECT_EQ(depth.name, "Z");
    EXPECT_EQ(depth.measures.differing, 1u);
    EXPECT_EQ(depth.measures.max_ulp, 0x00800000u); // a power of two
    EXPECT_NEAR(depth.measures.rmse, 2.0 / std::sqrt(12.0), 1e-12);
    EXPECT_TRUE(id.is_whole_numbers);
    EXPECT_EQ(id.measures.differing, 1u);
    EXPECT_EQ(id.measures.max_ulp, 3u);
}

TEST(ComparedPair, NamesChannelsOfOneFileAlone) {
    StoredImage other = sample();
    other.channels.erase(other.channels.begin());
    other.channels.push_back({{"A", std::vector<float>(12, 1.0f)}, {0, 0, 4, 3}});
    expect_misfit(sample(), other, "only a.exr has the channel \"Z\"");
    expect_misfit(sample(), other, "only b.exr has the channel \"A\"");
    expect_misfit(other, sample(), "only b.exr has the channel \"Z\"");
}

TEST(ComparedPair, NamesChannelsOfOtherKindsAndPlaces) {
    StoredImage other = sample();
    other.channels[1].channel.values = std::vector<float>(12, 7.0f);
    expect_misfit(sample(), other, "channel id holds whole numbers in a.exr and others in b.exr");
    expect_misfit(other, sample(), "channel id holds whole numbers in b.exr and others in a.exr");
    other = sample();
    other.channels[0].window = {1, 0, 5, 3};
    expect_misfit(sample(), other, "channel Z has columns 0 to 3 and rows 0 to 2 in a.exr and columns 1 to 4");
    other = sample();
    other.color_names = {"left.R", "left.G", "left.B"};
    expect_misfit(sample(), other, "only b.exr has the channels \"left.R\", \"left.G\", \"left.B\"");
}

TEST(ComparedPair, NamesSizesAndWindows) {
    StoredImage other = sample();
    other.display_window = PixelBox{-1, 0, 3, 3};
    expect_misfit(sample(), other,
                  "the display window has columns 0 to 3 and rows 0 to 2 in a.exr and columns -1 to 2");
    other = sample();
    other.data_window = PixelBox{1, 1, 3, 3};
    expect_misfit(sample(), other, "the data window");
    other = sample();
    other.colors = {2, 2, std::vector<float>(12)};
    expect_misfit(sample(), other, "a.exr has 4 x 3 pixels and b.exr has 2 x 2");
    EXPECT_EQ(compare(sample(), other).colors.values, 0u);
    EXPECT_FALSE(compare(sample(), other).flip.has_value());
}

TEST(ComparedPair, NamesWhatIsNotFiniteEvenInBoth) {
    StoredImage bad = sample();
    bad.colors.rgb[3 * 6 + 1] = NOT_A_NUMBER;
    bad.colors.rgb[3 * 7 + 1] = NOT_A_NUMBER;
    expect_misfit(bad, bad, "a.exr holds 2 NaN values in channel G, the first in column 2 of row 1");
    expect_misfit(bad, bad, "b.exr holds 2 NaN values in channel G");
    bad = sample();
    bad.channels[0].channel.name = "diffuse.R";
    floats(bad)[11] = INFINITE;
    floats(bad)[3] = NOT_A_NUMBER;
    expect_misfit(bad, bad,
                  "a.exr holds 1 NaN and 1 infinite values in channel diffuse.R, the first in column 3 of row 0");
    EXPECT_EQ(compare(bad, bad).channels[3].measures.differing, 2u);
    EXPECT_EQ(compare(bad, bad).channels[3].measures.non_finite, 2u);
    bad = sample();
    bad.data_window = PixelBox{-2, -1, 2, 2};
    bad.display_window = PixelBox{0, 0, 2, 2};
    bad.colors.rgb[3 * 5] = INFINITE;
    expect_misfit(bad, bad, "1 infinite value in channel R, the first in column -1 of row 0");
}

TEST(ComparedPair, DepthsMayBeInfiniteInBoth) {
    StoredImage far = sample();
    floats(far)[3] = INFINITE;
    EXPECT_TRUE(compare(far, far).is_equal());
    EXPECT_EQ(compare(far, far).differing_pixels, 0u);
    EXPECT_EQ(compare(far, sample()).channels[3].measures.non_finite, 1u);
    EXPECT_EQ(difference_map(far, far, {})[3], 0.0f);
    EXPECT_EQ(difference_map(far, sample(), {})[3], 1.0f);
    for (const float value : {-INFINITE, NOT_A_NUMBER}) {
        floats(far)[3] = value;
        expect_misfit(far, far, "in channel Z, the first in column 3 of row 0");
    }
    for (const char* name : {"beauty.Z", "N.Z", "depth.R"}) {
        floats(far)[3] = INFINITE;
        far.channels[0].channel.name = name;
        expect_misfit(far, far, "infinite");
    }
}

TEST(ComparedPair, LooksAtChosenChannelsAlone) {
    StoredImage other = sample();
    floats(other)[5] = 4.0f;
    other.channels[1].channel.name = "beauty:id";
    PairOptions options;
    options.channels = {"R", "G", "B"};
    EXPECT_TRUE(compare_pair(sample(), "a", other, "b", options).is_equal());
    options.channels = {"?"};
    EXPECT_EQ(compare_pair(sample(), "a", other, "b", options).differing_pixels, 1u);
    options.channels = {"id"}; // without its part
    EXPECT_EQ(compare_pair(sample(), "a", other, "b", options).misfits.size(), 2u);
    options.channels = {"absent*"};
    EXPECT_FALSE(compare_pair(sample(), "a", sample(), "b", options).is_equal());
}

/// 2 x 1 pixels of codes, the first of them `code`, over alpha.
StoredImage coded(float code, std::uint32_t largest) {
    StoredImage whole{{{2, 1, {code, code, code, 1, 1, 1}}, {"R", "G", "B"}, {}, {}, {}}, {}};
    whole.codes = {largest, {code / float(largest), code / float(largest), code / float(largest), 1, 1, 1}};
    whole.channels.push_back({{"A", std::vector<float>{code / float(largest), 1.0f}}, {0, 0, 2, 1}});
    return whole;
}

TEST(ComparedPair, ComparesCodesWhereBothHaveThem) {
    const PairDifference step = compare(coded(100, 255), coded(102, 255));
    EXPECT_TRUE(step.are_codes);
    EXPECT_NEAR(step.all.max_error, 2.0 / 255.0, 1e-7);
    EXPECT_EQ(step.all.max_ulp, 2u); // steps of code
    EXPECT_EQ(step.flip_kind, FlipKind::LDR);
    EXPECT_TRUE(compare(coded(100, 255), coded(100 * 257, 65535)).differing_pixels == 0);
    StoredImage light = coded(100, 255);
    light.codes = {};
    EXPECT_FALSE(compare(coded(100, 255), light).are_codes);
    EXPECT_EQ(compare(coded(100, 255), light).flip_kind, FlipKind::HDR);
    PairOptions options;
    options.as_linear = true;
    EXPECT_NEAR(compare_pair(coded(100, 255), "a", coded(102, 255), "b", options).colors.max_error, 2.0, 1e-6);
}

TEST(ComparedPair, MapShowsOtherChannelsToo) {
    StoredImage veiled = coded(100, 255);
    std::get<std::vector<float>>(veiled.channels[0].channel.values)[1] = 0.5f;
    const std::vector<float> map = difference_map(coded(100, 255), veiled, {});
    EXPECT_EQ(map, (std::vector<float>{0.0f, 1.0f}));
}

} // namespace
} // namespace triptych
