// Limits by name, and what they mean.
// SPDX-License-Identifier: MIT
#include "base/limits.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace triptych {
namespace {

TEST(Limits, AreChangedByName) {
    Limits limits;
    change_limit(limits, "json-depth=7");
    change_limit(limits, "image-bytes=3MiB");
    change_limit(limits, "scene-bytes=2TiB");
    change_limit(limits, "expansion=12");
    EXPECT_EQ(limits.json_depth, 7u);
    EXPECT_EQ(limits.image_bytes, 3u << 20u);
    EXPECT_EQ(limits.scene_bytes, std::uint64_t{2} << 40u);
    EXPECT_EQ(limits.expansion, 12u);
    EXPECT_EQ(limits.image_side, Limits{}.image_side);
}

TEST(Limits, NothingElseIsTaken) {
    for (const char* text : {"", "=", "json-depth", "json-depth=", "json-depth=x", "json-depth=-1", "json-depth=1.5",
                             "json-depth=99999999999999999999", "json-depth=1MiB", "image-bytes=1MB",
                             "image-bytes=17592186044416MiB", "image-bytes=0", "depth=5"}) {
        Limits limits;
        EXPECT_THROW(change_limit(limits, text), Error) << text;
    }
}

TEST(Limits, ScenesMayTakeWhatIsAllowed) {
    Limits changed;
    changed.scene_bytes = 1000;
    set_limits(changed);
    EXPECT_NO_THROW(check_scene_memory(1000, "a.json"));
    try {
        check_scene_memory(1001, "a.json");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::LIMIT);
        EXPECT_TRUE(std::string(error.what()).starts_with("a.json: "));
    }
    set_limits({});
    EXPECT_NO_THROW(check_scene_memory(std::uint64_t{1} << 20u, "a.json")); // of a machine's memory
    EXPECT_THROW(check_scene_memory(std::uint64_t{1} << 50u, "a.json"), Error);
}

} // namespace
} // namespace triptych
