// All that an image file holds: alpha, channels of layers and parts, windows.
// SPDX-License-Identifier: MIT
#include "image/image_file.hpp"

#include "expect_error.hpp"
#include "images.hpp"
#include "temporary_folder.hpp"

#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfMultiPartOutputFile.h>
#include <OpenEXR/ImfOutputPart.h>
#include <OpenEXR/ImfPartType.h>

#include <filesystem>
#include <string>
#include <vector>

namespace triptych {
namespace {

namespace fs = std::filesystem;
using Floats = std::vector<float>;
using Words = std::vector<std::uint32_t>;

struct Part {
    std::string name;
    std::vector<std::string> channels; // of floats, but "id" of whole numbers
    Imath::Box2i data;
};

/// Writes parts whose values are 100 * row + column, with the channel's number * 10000 added.
void write_parts(const fs::path& path, const std::vector<Part>& parts, const Imath::Box2i& display) {
    std::vector<Imf::Header> headers;
    for (const Part& part : parts) {
        Imf::Header& header = headers.emplace_back(display, part.data);
        header.setName(part.name);
        header.setType(Imf::SCANLINEIMAGE);
        for (const std::string& channel : part.channels)
            header.channels().insert(channel, Imf::Channel(channel == "id" ? Imf::UINT : Imf::FLOAT));
    }
    Imf::MultiPartOutputFile file(path.c_str(), headers.data(), int(headers.size()));
    for (std::size_t p = 0; p < parts.size(); ++p) {
        const Imath::Box2i& data = parts[p].data;
        const int width = data.max.x - data.min.x + 1, height = data.max.y - data.min.y + 1;
        std::vector<Floats> floats(parts[p].channels.size());
        std::vector<Words> words(floats.size());
        Imf::FrameBuffer buffer;
        for (std::size_t c = 0; c < floats.size(); ++c) {
            for (int y = data.min.y; y <= data.max.y; ++y)
                for (int x = data.min.x; x <= data.max.x; ++x) {
                    floats[c].push_back(float(10000 * int(c) + 100 * y + x));
                    words[c].push_back(std::uint32_t(10000 * int(c) + 100 * y + x));
                }
            const std::string& name = parts[p].channels[c];
            const std::size_t row = sizeof(float) * std::size_t(width);
            if (name == "id") {
                buffer.insert(name, Imf::Slice::Make(Imf::UINT, words[c].data(), data, sizeof(float), row));
            } else {
                buffer.insert(name, Imf::Slice::Make(Imf::FLOAT, floats[c].data(), data, sizeof(float), row));
            }
        }
        Imf::OutputPart part(file, int(p));
        part.setFrameBuffer(buffer);
        part.writePixels(height);
    }
}

Imath::Box2i box(int x0, int y0, int x1, int y1) { return {{x0, y0}, {x1 - 1, y1 - 1}}; }

TEST(WholeImage, ReadsEveryChannelOfEveryPart) {
    const TemporaryFolder folder;
    write_parts(folder / "a.exr",
                {{"aovs", {"Z", "id"}, box(1, 0, 3, 2)}, {"beauty", {"R", "G", "B", "A"}, box(0, 0, 4, 3)}},
                box(0, 0, 4, 3));
    const WholeImage whole = read_whole_image(folder / "a.exr");
    EXPECT_EQ(whole.color_names, (std::vector<std::string>{"beauty:R", "beauty:G", "beauty:B"}));
    EXPECT_EQ(whole.colors.rgb[3 * 6 + 1], 10000.0f + 102.0f);
    ASSERT_EQ(whole.channels.size(), 3u);
    EXPECT_EQ(whole.channels[0].channel.name, "aovs:Z");
    EXPECT_EQ(std::get<Floats>(whole.channels[0].channel.values), (Floats{1, 2, 101, 102}));
    EXPECT_EQ(whole.channels[0].window, (PixelBox{1, 0, 3, 2}));
    EXPECT_EQ(std::get<Words>(whole.channels[1].channel.values), (Words{10001, 10002, 10101, 10102}));
    EXPECT_EQ(whole.channels[2].channel.name, "beauty:A");
}

TEST(WholeImage, CoversBothWindows) {
    const TemporaryFolder folder;
    write_parts(folder / "a.exr", {{"", {"R", "G", "B"}, box(-2, 1, 2, 4)}}, box(0, 0, 3, 3));
    const WholeImage whole = read_whole_image(folder / "a.exr");
    EXPECT_EQ(*whole.data_window, (PixelBox{-2, 1, 2, 4}));
    EXPECT_EQ(*whole.display_window, (PixelBox{0, 0, 3, 3}));
    ASSERT_EQ(whole.colors.width, 5u);
    ASSERT_EQ(whole.colors.height, 4u);
    const auto red = [&](int x, int y) { return whole.colors.rgb[std::size_t(3 * (5 * y + x + 2))]; };
    EXPECT_EQ(red(-2, 0), 0.0f); // beyond the data
    EXPECT_EQ(red(-2, 1), 98.0f);
    EXPECT_EQ(red(1, 3), 301.0f);
    EXPECT_EQ(red(2, 3), 0.0f);

    const Image shown = read_image(folder / "a.exr"); // the display window alone
    ASSERT_EQ(shown.width, 3u);
    ASSERT_EQ(shown.height, 3u);
    EXPECT_EQ(shown.rgb[0], 0.0f);
    EXPECT_EQ(shown.rgb[std::size_t(3 * 3)], 100.0f);
    EXPECT_EQ(shown.rgb[std::size_t(3 * 5)], 0.0f);
}

TEST(WholeImage, RefusesWhatItCannotCompare) {
    const TemporaryFolder folder;
    Imf::Header header(4, 2);
    for (const char* name : {"R", "G", "B"}) header.channels().insert(name, Imf::Channel(Imf::FLOAT));
    header.channels().insert("half", Imf::Channel(Imf::FLOAT, 2, 2));
    const Floats values(8, 1.0f);
    Imf::FrameBuffer buffer;
    auto* bytes = const_cast<char*>(reinterpret_cast<const char*>(values.data()));
    for (const char* name : {"R", "G", "B"}) buffer.insert(name, Imf::Slice(Imf::FLOAT, bytes, 4, 16));
    buffer.insert("half", Imf::Slice(Imf::FLOAT, bytes, 4, 8, 2, 2));
    {
        header.setType(Imf::SCANLINEIMAGE);
        header.setName("one");
        Imf::MultiPartOutputFile file((folder / "a.exr").c_str(), &header, 1);
        Imf::OutputPart part(file, 0);
        part.setFrameBuffer(buffer);
        part.writePixels(2);
    }
    EXPECT_EQ(read_image(folder / "a.exr").rgb[0], 1.0f);
    expect_error(ExitCode::INVALID_INPUT, {"channel half is subsampled"}, [&] { read_whole_image(folder / "a.exr"); });
}

TEST(WholeImage, OfOtherFormatsHasItsColoursAlone) {
    const TemporaryFolder folder;
    for (const char* name : {"a.png", "a.pfm"}) {
        const Image image = random_image(5, 4);
        write_image(folder / name, image, {});
        const WholeImage whole = read_whole_image(folder / name);
        EXPECT_EQ(whole.colors.rgb, read_image(folder / name).rgb);
        EXPECT_TRUE(whole.channels.empty());
        EXPECT_FALSE(whole.data_window.has_value());
    }
}

} // namespace
} // namespace triptych
