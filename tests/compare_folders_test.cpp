// Which files of two folders belong together.
// SPDX-License-Identifier: MIT
#include "compare/folders.hpp"

#include "expect_error.hpp"
#include "temporary_folder.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace triptych {
namespace {

namespace fs = std::filesystem;

/// Two folders with empty files.
class Folders : public testing::Test {
protected:
    void fill(const std::vector<std::string>& a, const std::vector<std::string>& b) {
        for (const auto& [side, names] : {std::pair("a", a), {"b", b}})
            for (const std::string& name : names) {
                fs::create_directories((m_folder / side / name).parent_path());
                std::ofstream(m_folder / side / name);
            }
    }
    /// "NAME: B's file", with "-" for what is missing.
    std::vector<std::string> pairs(const PairingOptions& options = {}) {
        const std::string a = (m_folder / "a").string(), b = (m_folder / "b").string();
        std::vector<std::string> texts;
        for (const FilePair& pair : pair_folders(a, b, options)) {
            EXPECT_TRUE(pair.a.empty() || pair.a == (m_folder / "a" / pair.name).string());
            texts.push_back((pair.a.empty() ? "- " : pair.name + " ") +
                            (pair.b.empty() ? "-" : fs::path(pair.b).lexically_relative(b).string()));
        }
        return texts;
    }
    TemporaryFolder m_folder;
};

using Texts = std::vector<std::string>;

TEST_F(Folders, PairsByPaths) {
    fill({"x.png", "deep/y.EXR", "only.png", "notes.txt"}, {"x.png", "deep/y.EXR", "new.webp"});
    EXPECT_EQ(pairs(), (Texts{"deep/y.EXR deep/y.EXR", "- new.webp", "only.png -", "x.png x.png"}));
}

TEST_F(Folders, GlobsChoose) {
    fill({"x.png", "deep/y.png", "deep/z.png"}, {"x.png", "deep/y.png", "deep/z.png"});
    PairingOptions options;
    options.include = {"deep/*"};
    options.exclude = {"*z.???"};
    EXPECT_EQ(pairs(options), (Texts{"deep/y.png deep/y.png"}));
    options.include = {"absent*"};
    expect_error(ExitCode::INVALID_INPUT, {"no image to compare"}, [&] { pairs(options); });
}

TEST_F(Folders, MapsName) {
    fill({"x_ref.png", "deep/y_ref.png", "z.png"}, {"x.exr", "deep/y.exr", "z.png"});
    PairingOptions options;
    options.maps = {parse_name_map("*_ref.png=*.exr")};
    EXPECT_EQ(pairs(options), (Texts{"deep/y_ref.png deep/y.exr", "x_ref.png x.exr", "z.png z.png"}));
    options.maps = {parse_name_map("x_ref.png=z.png")};
    expect_error(ExitCode::USAGE, {"z.png"}, [&] { pairs(options); });
}

TEST_F(Folders, StarsKeepTheirTexts) {
    fill({"1-two-3.png"}, {"3-1.two.png"});
    PairingOptions options;
    options.maps = {parse_name_map("1-*-3.png=3-1.*.png")};
    EXPECT_EQ(pairs(options), (Texts{"1-two-3.png 3-1.two.png"}));
    for (const char* wrong : {"a", "=b", "a=", "*=b", "a=**"})
        expect_error(ExitCode::USAGE, {"--map", wrong}, [&] { parse_name_map(wrong); });
}

TEST(Globs, Match) {
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("a*c*e", "abcde"));
    EXPECT_TRUE(matches("*.R", "albedo.R"));
    EXPECT_TRUE(matches("a?c", "abc"));
    EXPECT_FALSE(matches("a?c", "ac"));
    EXPECT_FALSE(matches("a*d", "abcde"));
    EXPECT_FALSE(matches("", "a"));
}

} // namespace
} // namespace triptych
