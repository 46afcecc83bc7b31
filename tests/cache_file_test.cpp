// Files of what was compiled before: what is damaged in any way gives nothing that could reach a driver.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/cache_file.hpp"

#include "backend/vulkan/embedded_shaders.hpp"
#include "backend/vulkan/specialized_cache.hpp"
#include "base/atomic_file.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <random>

namespace triptych::test {
namespace {

const std::string KEY = "0123456789abcdef0123456789abcdef";

using Bytes = std::vector<std::byte>;

class CacheFile : public testing::Test {
protected:
    CacheFile() {
        for (std::size_t i = 0; i < 5000; i++) m_payload.push_back(static_cast<std::byte>(m_random()));
        write_cache_file(m_file, KEY, m_payload);
        m_whole = read_file(m_file, 1u << 20u);
    }

    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(m_random); }

    /// The whole file with one fault of a random kind.
    Bytes damaged() {
        Bytes data = m_whole;
        const auto at = data.begin() + static_cast<std::ptrdiff_t>(below(data.size()));
        const auto rest = static_cast<std::size_t>(data.end() - at);
        const auto some = static_cast<std::ptrdiff_t>(1 + below(std::min<std::size_t>(rest, 64)));
        switch (below(5)) {
        case 0: *at ^= std::byte{1} << below(8); break;
        case 1: data.erase(at, data.end()); break;
        case 2: data.erase(at, at + some); break;
        case 3: data.insert(at, static_cast<std::size_t>(some), static_cast<std::byte>(m_random())); break;
        default: std::for_each(at, at + some, [](std::byte& byte) { byte ^= std::byte{0x55}; });
        }
        return data;
    }

    TemporaryFolder m_folder;
    const std::filesystem::path m_file = m_folder / "folder/of.cache";
    std::mt19937 m_random{1};
    Bytes m_payload;
    Bytes m_whole;
};

TEST_F(CacheFile, GivesBackWhatWasWritten) {
    EXPECT_EQ(read_cache_file(m_file, KEY), m_payload);
    write_cache_file(m_file, KEY, {});
    EXPECT_EQ(read_cache_file(m_file, KEY), Bytes());
}

TEST_F(CacheFile, GivesNothingForAnotherKeyOrFile) {
    EXPECT_EQ(read_cache_file(m_file, std::string(32, '0')), Bytes());
    EXPECT_EQ(read_cache_file(m_folder / "absent", KEY), Bytes());
    EXPECT_EQ(read_cache_file(m_folder.path(), KEY), Bytes());
}

TEST_F(CacheFile, TenThousandDamagedOnesGiveNothing) {
    for (int i = 0; i < 10000; i++) {
        const Bytes data = damaged();
        if (data == m_whole) continue; // a byte doubled at the place of its like
        put_file(m_file, data);
        ASSERT_EQ(read_cache_file(m_file, KEY), Bytes()) << i;
    }
}

TEST_F(CacheFile, SaysWhereItCannotBeWritten) {
    expect_error(ExitCode::OUTPUT, {"of.cache"}, [&] { write_cache_file(m_file / "of.cache", KEY, m_payload); });
}

TEST(SpecializedCache, GivesWhatSpecializingGives) {
    const TemporaryFolder folder;
    const Spirv module(std::begin(PROBE_SPIRV), std::end(PROBE_SPIRV));
    const std::uint32_t constants[] = {0, 0, 3};
    const std::uint32_t others[] = {0, 0, 4};
    const Spirv expected = specialize(module, constants);
    EXPECT_EQ(specialize(folder.path(), "probe", module, constants), expected);
    const std::filesystem::path file = folder / "probe-0-0-3.spirv";
    const Bytes kept = read_file(file, 1u << 24u);
    EXPECT_EQ(specialize({}, "probe", module, constants), expected);
    EXPECT_EQ(specialize(folder.path(), "probe", module, constants), expected);
    EXPECT_EQ(specialize(folder.path(), "probe", module, others), specialize(module, others));

    // What is read is what is used, and of this module alone.
    const std::string key(reinterpret_cast<const char*>(kept.data()) + 16, 32);
    const Spirv mark{1, 2, 3};
    write_cache_file(file, key, std::as_bytes(std::span(mark)));
    EXPECT_EQ(specialize(folder.path(), "probe", module, constants), mark);
    Spirv other_module = module;
    other_module[2]++; // the generator's number
    EXPECT_EQ(specialize(folder.path(), "probe", other_module, constants), specialize(other_module, constants));

    // A damaged file is written anew; a folder that cannot be is no fault.
    put_file(file, std::span(kept).first(kept.size() - 1));
    EXPECT_EQ(specialize(folder.path(), "probe", module, constants), expected);
    EXPECT_EQ(read_file(file, 1u << 24u), kept);
    EXPECT_EQ(specialize(file, "probe", module, constants), expected);
}

} // namespace
} // namespace triptych::test
