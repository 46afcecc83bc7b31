// Text for terminals: what is escaped, what stays, and what is cut.
// SPDX-License-Identifier: MIT
#include "base/visible.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace triptych {
namespace {

/// UTF-8 by nlohmann's own reading of an escape.
std::string utf8(const std::string& escape) { return nlohmann::json::parse('"' + escape + '"'); }

TEST(Visible, EscapesWhatTerminalsObeyOrHide) {
    for (const char* escape :
         {"\\u0000", "\\u0007", "\\u001b", "\\u007f", "\\u0080", "\\u0085", "\\u009b",        "\\u009f",
          "\\u00ad", "\\u061c", "\\u200b", "\\u200c", "\\u200d", "\\u200e", "\\u200f",        "\\u2028",
          "\\u2029", "\\u202a", "\\u202b", "\\u202c", "\\u202d", "\\u202e", "\\u2060",        "\\u2066",
          "\\u2067", "\\u2068", "\\u2069", "\\u206f", "\\ufeff", "\\ufff9", "\\udb40\\udc01", "\\udb40\\udc7f"}) {
        SCOPED_TRACE(escape);
        const std::string text = "a" + utf8(escape) + "b";
        EXPECT_EQ(visible_line(text), "a" + std::string(escape) + "b");
        EXPECT_EQ(visible_text(text), "a" + std::string(escape) + "b");
    }
}

TEST(Visible, KeepsWhatIsSeen) {
    for (const std::string text : {"plain \\ \"text\"", "cathédrale \u2603", "\u65e5\u672c\u8a9e", "\u2764\ufe0f",
                                   "\U0001f600", "\u0430\u0431", "\u0645\u0631", "x\u0301"}) {
        EXPECT_EQ(visible_line(text), text);
        EXPECT_EQ(visible_text(text), text);
    }
}

TEST(Visible, LinesStayLines) {
    EXPECT_EQ(visible_line("a\nb\r\tc"), "a\\u000ab\\u000d\\u0009c");
    EXPECT_EQ(visible_text("a\n\tb\r\n"), "a\n\tb\\u000d\n");
}

TEST(Visible, ShowsBytesThatAreNoUtf8) {
    EXPECT_EQ(visible_line("\x9b"
                           "31m"),
              "\\x9b31m");
    EXPECT_EQ(visible_line("\xff\xc2"), "\\xff\\xc2");
    EXPECT_EQ(visible_line("\xc0\x9b"), "\\xc0\\x9b");                   // overlong
    EXPECT_EQ(visible_line("\xe0\x82\x9b"), "\\xe0\\x82\\x9b");          // likewise
    EXPECT_EQ(visible_line("\xed\xa0\x80"), "\\xed\\xa0\\x80");          // a surrogate
    EXPECT_EQ(visible_line("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80"); // beyond Unicode
    EXPECT_EQ(visible_line("\xe2\x80"), "\\xe2\\x80");                   // cut off
}

TEST(Visible, JsonMeansTheSame) {
    const nlohmann::json json = {{"key \u202e\u009b", {"\x1b[0m\n", "\U000e0001", "é\"\\"}}};
    const std::string text = visible_text(json.dump(2));
    EXPECT_NE(text, json.dump(2));
    EXPECT_EQ(nlohmann::json::parse(text), json);
}

TEST(Visible, CutsLongWords) {
    const std::string path = "folder/" + std::string(5000, 'x') + "/end.png";
    const std::string line = visible_line("Cannot write " + path + ": there is no room.");
    EXPECT_LT(line.size(), 450u);
    EXPECT_TRUE(line.starts_with("Cannot write folder/xxx"));
    EXPECT_NE(line.find("..."), std::string::npos);
    EXPECT_TRUE(line.ends_with("x/end.png: there is no room."));
    std::string accents;
    for (int i = 0; i < 1000; ++i) accents += "\u00e9";
    EXPECT_EQ(visible_line(accents).find("\\x"), std::string::npos); // no character is cut into
    const std::string longest(400, 'y');
    EXPECT_EQ(visible_line(longest), longest);
    EXPECT_EQ(visible_text(path), path);
}

} // namespace
} // namespace triptych
