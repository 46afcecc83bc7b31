// The file of compiled pipelines: what is damaged in any way gives nothing that could reach a driver.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/pipeline_cache_file.hpp"

#include "base/atomic_file.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

#include <random>

namespace triptych::test {
namespace {

const std::string KEY = "0123456789abcdef0123456789abcdef";

using Bytes = std::vector<std::byte>;

class PipelineCacheFile : public testing::Test {
protected:
    PipelineCacheFile() {
        for (std::size_t i = 0; i < 5000; i++) m_payload.push_back(static_cast<std::byte>(m_random()));
        write_pipeline_cache(m_file, KEY, m_payload);
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
    const std::filesystem::path m_file = m_folder / "folder/of.pipelines";
    std::mt19937 m_random{1};
    Bytes m_payload;
    Bytes m_whole;
};

TEST_F(PipelineCacheFile, GivesBackWhatWasWritten) {
    EXPECT_EQ(read_pipeline_cache(m_file, KEY), m_payload);
    write_pipeline_cache(m_file, KEY, {});
    EXPECT_EQ(read_pipeline_cache(m_file, KEY), Bytes());
}

TEST_F(PipelineCacheFile, GivesNothingForAnotherKeyOrFile) {
    EXPECT_EQ(read_pipeline_cache(m_file, std::string(32, '0')), Bytes());
    EXPECT_EQ(read_pipeline_cache(m_folder / "absent", KEY), Bytes());
    EXPECT_EQ(read_pipeline_cache(m_folder.path(), KEY), Bytes());
}

TEST_F(PipelineCacheFile, TenThousandDamagedOnesGiveNothing) {
    for (int i = 0; i < 10000; i++) {
        const Bytes data = damaged();
        if (data == m_whole) continue; // a byte doubled at the place of its like
        put_file(m_file, data);
        ASSERT_EQ(read_pipeline_cache(m_file, KEY), Bytes()) << i;
    }
}

TEST_F(PipelineCacheFile, SaysWhereItCannotBeWritten) {
    expect_error(ExitCode::OUTPUT, {"of.pipelines"},
                 [&] { write_pipeline_cache(m_file / "of.pipelines", KEY, m_payload); });
}

} // namespace
} // namespace triptych::test
