// Image files damaged in every way are read as some image or refused, never worse.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "images.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace triptych {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

class Damage : public testing::TestWithParam<const char*> {};

/// Damaged files are read as some image or refused by an Error; nothing else may come of them.
TEST_P(Damage, NeverCrashes) {
    const TemporaryFolder folder;
    const fs::path path = folder / GetParam();
    write_image(path, random_image(13, 11), METADATA);
    const Bytes bytes = read_file(path, 1u << 20u);
    std::mt19937 random(7);
    int refused = 0;
    const auto try_to_read = [&](const Bytes& damaged) {
        put_file(path, damaged);
        for (const bool metadata_only : {true, false}) {
            try {
                if (metadata_only) {
                    read_image_metadata(path);
                } else {
                    const Image image = read_image(path);
                    EXPECT_EQ(image.rgb.size(), 3u * image.width * image.height);
                }
            } catch (const Error& error) {
                refused += metadata_only ? 0 : 1;
                EXPECT_TRUE(error.code() == ExitCode::INVALID_INPUT || error.code() == ExitCode::LIMIT);
                EXPECT_NE(std::string(error.what()).find(GetParam()), std::string::npos) << error.what();
            }
        }
    };
    for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 100) {
        try_to_read({bytes.begin(), bytes.begin() + std::ptrdiff_t(size)});
    }
    EXPECT_GE(refused, 100);
    for (int round = 0; round < 500; ++round) {
        Bytes damaged = bytes;
        const std::size_t extent = random() % 2 == 0 ? bytes.size() : std::min(bytes.size(), std::size_t(400));
        for (std::uint32_t i = 0; i <= random() % 3; ++i) damaged[random() % extent] = std::byte(random());
        try_to_read(damaged);
    }
}

INSTANTIATE_TEST_SUITE_P(Image, Damage, testing::Values("a.png", "a.jpg", "a.exr", "a.pfm"),
                         [](const auto& instance) { return std::string(instance.param + 2); });

} // namespace
} // namespace triptych
