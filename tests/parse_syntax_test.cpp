// What is no JSON: what follows the value, other encodings, other dialects; each with line, column and what to do.
// SPDX-License-Identifier: MIT
#include "scene_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string>
#include <tuple>

namespace triptych {
namespace {

using nlohmann::json;

TEST(ParseSyntax, RefusesWhateverFollowsTheValue) {
    using namespace std::string_literals;
    for (const std::string& tail : {"\0"s, "\0\0\0"s, "\0{}"s, "\0 // seen by nobody"s, "\n\0\n{\"triptych\": 2}"s,
                                    "\x1a"s, " {}"s, "\n1"s, ","s, "]"s, "\xef\xbb\xbf"s}) {
        SCOPED_TRACE(tail);
        const std::size_t lines = tail.starts_with('\n') ? 16 : 15;
        expect_error(VALID + tail, ExitCode::INVALID_INPUT, {fmt::format("scene.json:{}:", lines)});
    }
    expect_error(replaced(VALID, R"("triptych")", "\"trip\0tych\""s), ExitCode::INVALID_INPUT,
                 {"scene.json:2:8: ", "NUL byte"});
    EXPECT_EQ(outcome_of("\xef\xbb\xbf" + VALID + "\r\n\t ").code, ExitCode::OK);
}

TEST(ParseSyntax, NamesOtherEncodings) {
    const auto encoded = [](std::size_t bytes, bool is_big, bool has_mark) {
        std::string text;
        const auto add = [&](std::uint32_t code) {
            for (std::size_t i = 0; i < bytes; ++i) text += char(code >> 8u * (is_big ? bytes - 1 - i : i) & 0xffu);
        };
        if (has_mark) add(0xfeff);
        for (const char c : VALID) add(static_cast<unsigned char>(c));
        return text;
    };
    for (const bool is_big : {false, true})
        for (const bool has_mark : {false, true}) {
            expect_error(encoded(2, is_big, has_mark), ExitCode::INVALID_INPUT,
                         {"scene.json:1:1: ", "UTF-16", "UTF-8"});
            expect_error(encoded(4, is_big, has_mark), ExitCode::INVALID_INPUT,
                         {"scene.json:1:1: ", "UTF-32", "UTF-8"});
        }
}

TEST(ParseSyntax, KnowsDialectsThatPeopleWrite) {
    const std::tuple<std::string, std::string, std::string> table[] = {
        {"{\"triptych\": 1,}", "1:15", "no comma before }"},
        {"{\"a\": [1, 2 ,\n ]}", "1:13", "no comma before ]"},
        {"{\"a\": 1, # one\n}", "1:10", "no comments"},
        {"/* scene */ {}", "1:1", "no comments"},
        {"{\"a\": // one\n1}", "1:7", "no comments"},
        {"{'triptych': 1}", "1:2", "double quotes, not single"},
        {"{\"a\": 'b'}", "1:7", "double quotes, not single"},
        {"{\"a\": \u201cb\u201d}", "1:7", "plain double quotes"},
        {"{triptych: 1}", "1:2", "write \"triptych\""},
        {"{\"a\": 1, $b_2: 1}", "1:10", "write \"$b_2\""},
        {"{true: 1}", "1:2", "write \"true\""},
        {"{\"a\": True}", "1:7", "JSON writes true"},
        {"{\"a\": FALSE}", "1:7", "JSON writes false"},
        {"{\"a\": None}", "1:7", "JSON writes null"},
        {"{\"a\": undefined}", "1:7", "JSON writes null"},
        {"[NaN]", "1:2", "NaN is no number"},
        {"[-Infinity]", "1:2", "-Infinity is no number"},
        {"[+1]", "1:2", "plus sign"},
        {"[.5]", "1:2", "begin with a digit"},
        {"[-.5]", "1:2", "begin with a digit"},
    };
    for (const auto& [text, place, words] : table)
        expect_error(text, ExitCode::INVALID_INPUT, {"scene.json:" + place + ": ", words});
    EXPECT_EQ(outcome_of("[1 true]").sentence.find("JSON writes"), std::string::npos);
}

TEST(ParseSyntax, RefusesLoneSurrogatesAndCutsLongNumbers) {
    for (const char* escape : {"\\ud800", "\\udc00", "\\ud800\\u0041", "\\ud800x"})
        expect_error(replaced(VALID, R"("triptych")", fmt::format("\"{}\"", escape)), ExitCode::INVALID_INPUT,
                     {"scene.json:2:", "surrogate"});
    for (const std::string& number : {std::string(5000, '9'), "1e" + std::string(3000, '9')}) {
        const std::string sentence =
            outcome_of(replaced(VALID, R"("triptych": 1)", "\"triptych\": " + number)).sentence;
        EXPECT_NE(sentence.find("..."), std::string::npos);
        EXPECT_LT(sentence.size(), 150u) << sentence;
    }
    for (const std::string& text : {std::string(5000, 'k'), std::string(4000, '\t')}) {
        const std::string escaped = json(text).dump();
        const std::string sentence = outcome_of(replaced(VALID, R"("integrator")", escaped)).sentence;
        EXPECT_NE(sentence.find("..."), std::string::npos);
        EXPECT_LT(sentence.size(), 1000u) << sentence;
    }
}

} // namespace
} // namespace triptych
