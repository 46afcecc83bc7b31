// Expects an Error of one exit code whose sentence holds some words.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
#include <string>

namespace triptych {

template <typename Call>
void expect_error(ExitCode code, std::initializer_list<std::string> words, Call call) {
    try {
        call();
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        const std::string sentence = error.what();
        EXPECT_EQ(int(error.code()), int(code)) << sentence;
        EXPECT_TRUE(sentence.ends_with(".")) << sentence;
        for (const std::string& word : words) EXPECT_NE(sentence.find(word), std::string::npos) << sentence;
    }
}

} // namespace triptych
