// Which files scenes may read pictures from, and how large those may be.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "base/limits.hpp"
#include "expect_error.hpp"
#include "image_seeds.hpp"
#include "scene/image_data.hpp"

#include <algorithm>
#include <cstring>
#include <sys/stat.h>

namespace triptych {
namespace {

using namespace test;
namespace fs = std::filesystem;

Bytes seed() { return make_png(8, PNG_COLOR_TYPE_GRAY, {7}, 1); }

/// A scene's folder beside another one, each with a picture.
class ImageFolder : public testing::Test {
protected:
    ImageFolder() {
        fs::create_directories(m_base / "scene/deep");
        fs::create_directories(m_base / "other");
        for (const char* name : {"scene/a.png", "scene/deep/b.png", "other/c.png"}) put_file(m_base / name, seed());
    }
    fs::path path(const std::string& name) const { return m_base / name; }
    void loads(const std::string& file) const {
        EXPECT_EQ(load_image_data(path("scene"), file)->words, (std::vector<std::uint32_t>{0x070707})) << file;
    }
    void refuses(const std::string& file, std::initializer_list<std::string> words) const {
        expect_error(ExitCode::INVALID_INPUT, words, [&] { load_image_data(path("scene"), file); });
        try {
            load_image_data(path("scene"), file);
        } catch (const Error& error) {
            EXPECT_TRUE(file.empty() || std::string(error.what()).starts_with(file.substr(0, file.find('\0'))))
                << error.what();
        }
    }

private:
    TemporaryFolder m_base;
};

TEST_F(ImageFolder, HoldsWhatLiesInIt) {
    loads("a.png");
    loads("deep/b.png");
    loads("./deep/../a.png");
    loads(path("scene/a.png").string());
    fs::create_symlink("deep/b.png", path("scene/link.png"));
    loads("link.png");
    fs::create_directory_symlink(path("scene"), path("shortcut")); // the folder itself may be reached by a link
    EXPECT_EQ(load_image_data(path("shortcut"), "a.png")->width, 1u);
    fs::current_path(path("scene"));
    EXPECT_EQ(load_image_data("", "a.png")->width, 1u);
    EXPECT_EQ(load_image_data("deep", "b.png")->width, 1u);
    fs::current_path("/");
}

TEST_F(ImageFolder, RefusesWhatLiesOutside) {
    const std::initializer_list<std::string> words{"outside", "scene", "copy it there"};
    refuses("../other/c.png", words);
    refuses(path("other/c.png").string(), words);
    fs::create_symlink("../other/c.png", path("scene/leak.png"));
    refuses("leak.png", words);
    fs::create_directory_symlink("../other", path("scene/leak"));
    refuses("leak/c.png", words);
    fs::create_directories(path("scene-2")); // whose name only begins like the folder's
    put_file(path("scene-2/d.png"), seed());
    refuses("../scene-2/d.png", words);
}

TEST_F(ImageFolder, RefusesWhatIsNoFile) {
    refuses("absent.png", {"cannot be found in", "scene", "put it there"});
    refuses("a.png/b.png", {"cannot be found in"});
    refuses("", {"name of a file"});
    refuses(std::string("a.png\0b", 7), {"name of a file"});
    refuses("deep", {"is a folder"});
    refuses(".", {"is a folder"});
    ASSERT_EQ(::mkfifo(path("scene/pipe.png").c_str(), 0600), 0);
    refuses("pipe.png", {"is no regular file"});
    fs::create_symlink("/dev/zero", path("scene/zero.png"));
    refuses("zero.png", {"outside"});
    fs::create_symlink("loop.png", path("scene/loop.png"));
    refuses("loop.png", {"cannot be found"});
    expect_error(ExitCode::INVALID_INPUT, {"a.png cannot be looked for in"},
                 [&] { load_image_data(path("nowhere"), "a.png"); });
}

std::uint32_t crc_of(std::span<const std::byte> bytes) {
    std::uint32_t crc = 0xffffffffu;
    for (const std::byte byte : bytes) {
        crc ^= std::uint32_t(byte);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1u) ^ ((crc & 1u) != 0 ? 0xedb88320u : 0u);
    }
    return ~crc;
}

void put_big_endian(Bytes& bytes, std::size_t at, std::uint32_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes[at + i] = std::byte(value >> 8u * (size - 1 - i));
}

// Files whose header claims a size that their pixels do not have.

Bytes forged_png(std::uint32_t width, std::uint32_t height, int bits = 8) {
    Bytes file = make_png(bits, PNG_COLOR_TYPE_GRAY, {7, 7}, 1);
    put_big_endian(file, 16, width, 4);
    put_big_endian(file, 20, height, 4);
    put_big_endian(file, 29, crc_of(std::span(file).subspan(12, 17)), 4);
    return file;
}

Bytes forged_jpeg(std::uint32_t width, std::uint32_t height) {
    Bytes file = make_jpeg(8, 8, JCS_GRAYSCALE, std::vector<JSAMPLE>(64, 7), JCS_GRAYSCALE);
    const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    const std::size_t frame = text.find("\xff\xc0"); // marker, length, precision, height, width
    put_big_endian(file, frame + 5, height, 2);
    put_big_endian(file, frame + 7, width, 2);
    return file;
}

Bytes forged_exr(std::uint32_t width, std::uint32_t height) {
    const TemporaryFolder folder;
    write_tiled_exr(folder / "x.exr", {"Y"}, 1, 1);
    Bytes file = read_file(folder / "x.exr", 1u << 20u);
    const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    for (const std::string name : {"dataWindow", "displayWindow"}) {
        const std::size_t at = text.find(name) + name.size() + 1 + 6 + 4 + 8; // x_max behind type, size, x_min, y_min
        const std::int32_t max[] = {std::int32_t(width) - 1, std::int32_t(height) - 1};
        std::memcpy(file.data() + at, max, sizeof max);
    }
    return file;
}

Bytes forged_hdr(std::uint32_t width, std::uint32_t height) {
    return make_hdr("-Y " + std::to_string(height) + " +X " + std::to_string(width), {1, 2, 3, 4});
}

Bytes forged_pfm(std::uint32_t width, std::uint32_t height) {
    return bytes_of("PF\n" + std::to_string(width) + " " + std::to_string(height) + "\n-1.0\n");
}

void expect_refused(ExitCode code, std::initializer_list<std::string> words, const Bytes& bytes) {
    const TemporaryFolder folder;
    put_file(folder / "a.image", bytes);
    expect_error(code, words, [&] { load_image_data(folder.path(), "a.image"); });
}

TEST(ImageLimits, SmallFilesAreNotDecodedToLargeImages) {
    // 64 MiB and a thousand bytes for each one of the file, so some 5.6 million pixels of three floats.
    for (const auto forged : {forged_exr, forged_hdr, forged_pfm}) {
        expect_refused(ExitCode::LIMIT, {"a.image is 8192 x 1024 pixels", "--limit"}, forged(8192, 1024));
        expect_refused(ExitCode::INVALID_INPUT, {"a.image"}, forged(8192, 512));
    }
}

TEST(ImageLimits, HoldBeforeAnythingIsAllocated) {
    Limits changed;
    changed.expansion = 1u << 30u;
    set_limits(changed);
    for (const auto forged : {forged_exr, forged_hdr, forged_pfm}) {
        expect_refused(ExitCode::LIMIT, {"a.image is 100000 x 100000 pixels", "16384"}, forged(100000, 100000));
        expect_refused(ExitCode::LIMIT, {"a.image is 16385 x 1 pixels", "16384"}, forged(16385, 1));
        expect_refused(ExitCode::LIMIT, {"a.image is 1 x 16385 pixels", "16384"}, forged(1, 16385));
        expect_refused(ExitCode::LIMIT, {"a.image is 16384 x 5462 pixels", "89478485"}, forged(16384, 5462)); // 1 GiB
        expect_refused(ExitCode::INVALID_INPUT, {"a.image"}, forged(16384, 5461));
        expect_refused(ExitCode::INVALID_INPUT, {"a.image", "no pixels"}, forged(0, 1));
        expect_refused(ExitCode::INVALID_INPUT, {"a.image", "no pixels"}, forged(1, 0));
    }
    expect_refused(ExitCode::LIMIT, {"a.image is 100000 x 100000 pixels", "16384"}, forged_png(100000, 100000));
    expect_refused(ExitCode::LIMIT, {"a.image is 16385 x 1 pixels"}, forged_png(16385, 1));
    expect_refused(ExitCode::LIMIT, {"a.image is 16384 x 5462 pixels"}, forged_png(16384, 5462, 16));
    expect_refused(ExitCode::INVALID_INPUT, {"a.image", "too small"}, forged_png(16384, 5461, 16));
    expect_refused(ExitCode::INVALID_INPUT, {"a.image", "too small"}, forged_png(16384, 16384));
    expect_refused(ExitCode::INVALID_INPUT, {"a.image"}, forged_png(0, 1));

    expect_refused(ExitCode::LIMIT, {"a.image", "65500"}, forged_jpeg(65535, 1)); // JPEG's own limit
    expect_refused(ExitCode::LIMIT, {"a.image is 65500 x 16385 pixels", "16384"}, forged_jpeg(65500, 16385));
    expect_refused(ExitCode::INVALID_INPUT, {"a.image", "too small"}, forged_jpeg(16384, 16384));
    expect_refused(ExitCode::INVALID_INPUT, {"a.image"}, forged_jpeg(8, 0));
    set_limits({});
}

TEST(ImageLimits, HoldForFiles) {
    const TemporaryFolder folder;
    put_file(folder / "huge.png", seed());
    fs::resize_file(folder / "huge.png", (std::uintmax_t(1) << 30u) + (std::uintmax_t(1) << 21u)); // a hole, no blocks
    expect_error(ExitCode::LIMIT, {"huge.png: ", "bytes"}, [&] { load_image_data(folder.path(), "huge.png"); });
}

} // namespace
} // namespace triptych
