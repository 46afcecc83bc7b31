// Comparison of whole image files: windows, channels, and what is not finite, each named.
// SPDX-License-Identifier: MIT
#include "film/file_difference.hpp"

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
WholeImage sample() {
    WholeImage whole{{4, 3, std::vector<float>(36, 0.5f)}, {"R", "G", "B"}, {}, {}, {}};
    whole.data_window = whole.display_window = PixelBox{0, 0, 4, 3};
    whole.channels.push_back({{"Z", std::vector<float>(12, 2.0f)}, {0, 0, 4, 3}});
    whole.channels.push_back({{"id", std::vector<std::uint32_t>(12, 7u)}, {0, 0, 4, 3}});
    return whole;
}

std::vector<float>& floats(WholeImage& whole) { return std::get<std::vector<float>>(whole.channels[0].channel.values); }

FileDifference compare(const WholeImage& a, const WholeImage& b) { return compare_files(a, "a.exr", b, "b.exr"); }

/// The files differ, and one misfit holds these words.
void expect_misfit(const WholeImage& a, const WholeImage& b, const std::string& words) {
    const FileDifference difference = compare(a, b);
    EXPECT_FALSE(difference.is_equal());
    EXPECT_NE(fmt::format("{}", fmt::join(difference.misfits, "\n")).find(words), std::string::npos)
        << fmt::format("{} is not in: {}", words, fmt::join(difference.misfits, "; "));
}

TEST(FileDifference, EqualFilesHaveNone) {
    const FileDifference difference = compare(sample(), sample());
    EXPECT_TRUE(difference.is_equal());
    EXPECT_EQ(difference.misfits.size(), 0u);
    EXPECT_EQ(difference.channels.size(), 2u);
}

TEST(FileDifference, MeasuresChannelsBesideTheColours) {
    WholeImage other = sample();
    floats(other)[5] = 4.0f;
    std::get<std::vector<std::uint32_t>>(other.channels[1].channel.values)[11] = 10u;
    const FileDifference difference = compare(sample(), other);
    EXPECT_FALSE(difference.is_equal());
    EXPECT_EQ(difference.colors->differing_pixels, 0u);
    EXPECT_EQ(difference.channels[0].name, "Z");
    EXPECT_EQ(difference.channels[0].differing_pixels, 1u);
    EXPECT_EQ(difference.channels[0].max_ulp, 0x00800000u); // a power of two
    EXPECT_NEAR(difference.channels[0].rmse, 2.0 / std::sqrt(12.0), 1e-12);
    EXPECT_TRUE(difference.channels[1].is_whole_numbers);
    EXPECT_EQ(difference.channels[1].differing_pixels, 1u);
    EXPECT_EQ(difference.channels[1].max_ulp, 3u);
}

TEST(FileDifference, NamesChannelsOfOneFileAlone) {
    WholeImage other = sample();
    other.channels.erase(other.channels.begin());
    other.channels.push_back({{"A", std::vector<float>(12, 1.0f)}, {0, 0, 4, 3}});
    expect_misfit(sample(), other, "only a.exr has the channel \"Z\"");
    expect_misfit(sample(), other, "only b.exr has the channel \"A\"");
    expect_misfit(other, sample(), "only b.exr has the channel \"Z\"");
}

TEST(FileDifference, NamesChannelsOfOtherKindsAndPlaces) {
    WholeImage other = sample();
    other.channels[1].channel.values = std::vector<float>(12, 7.0f);
    expect_misfit(sample(), other, "channel id holds whole numbers in a.exr and others in b.exr");
    expect_misfit(other, sample(), "channel id holds whole numbers in b.exr and others in a.exr");
    other = sample();
    other.channels[0].window = {1, 0, 5, 3};
    expect_misfit(sample(), other, "channel Z has columns 0 to 3 and rows 0 to 2 in a.exr and columns 1 to 4");
    other = sample();
    other.color_names = {"left.R", "left.G", "left.B"};
    expect_misfit(sample(), other, "R, G, B of a.exr and in left.R, left.G, left.B of b.exr");
}

TEST(FileDifference, NamesSizesAndWindows) {
    WholeImage other = sample();
    other.display_window = PixelBox{-1, 0, 3, 3};
    expect_misfit(sample(), other,
                  "the display window has columns 0 to 3 and rows 0 to 2 in a.exr and columns -1 to 2");
    other = sample();
    other.data_window = PixelBox{1, 1, 3, 3};
    expect_misfit(sample(), other, "the data window");
    other = sample();
    other.colors = {2, 2, std::vector<float>(12)};
    expect_misfit(sample(), other, "a.exr has 4 x 3 pixels and b.exr has 2 x 2");
    EXPECT_FALSE(compare(sample(), other).colors.has_value());
}

TEST(FileDifference, NamesWhatIsNotFiniteEvenInBoth) {
    WholeImage bad = sample();
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
    EXPECT_EQ(compare(bad, bad).channels[0].differing_pixels, 2u);
    bad = sample();
    bad.data_window = PixelBox{-2, -1, 2, 2};
    bad.display_window = PixelBox{0, 0, 2, 2};
    bad.colors.rgb[3 * 5] = INFINITE;
    expect_misfit(bad, bad, "1 infinite value in channel R, the first in column -1 of row 0");
}

TEST(FileDifference, DepthsMayBeInfiniteInBoth) {
    WholeImage far = sample();
    floats(far)[3] = INFINITE;
    EXPECT_TRUE(compare(far, far).is_equal());
    EXPECT_EQ(compare(far, far).channels[0].rmse, 0.0);
    const ChannelDifference one = compare(far, sample()).channels[0];
    EXPECT_EQ(one.differing_pixels, 1u);
    EXPECT_TRUE(std::isnan(one.rmse));
    for (const float value : {-INFINITE, NOT_A_NUMBER}) {
        floats(far)[3] = value;
        expect_misfit(far, far, "in channel Z, the first in column 3 of row 0");
        EXPECT_FALSE(compare(far, far).channels[0].rmse == 0.0);
    }
    for (const char* name : {"beauty.Z", "N.Z", "depth.R"}) {
        floats(far)[3] = INFINITE;
        far.channels[0].channel.name = name;
        expect_misfit(far, far, "infinite");
    }
}

} // namespace
} // namespace triptych
