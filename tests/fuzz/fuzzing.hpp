// What every fuzz target asks: input is read, or refused by one sentence with a code for bad input; nothing else.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"

#include <spdlog/spdlog.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>

namespace triptych::fuzzing {

/// Runs `read`. Aborts, which libFuzzer reports as a finding, where an Error is not one for bad input or that
/// is no sentence; other exceptions end the process by themselves.
template <typename Read>
void expect_scene_or_refusal(const Read& read) {
    static const bool is_quiet = [] {
        spdlog::set_level(spdlog::level::off);
        return true;
    }();
    static_cast<void>(is_quiet);
    try {
        read();
    } catch (const Error& error) {
        const std::string sentence = error.what();
        const bool is_for_input = error.code() == ExitCode::INVALID_INPUT || error.code() == ExitCode::LIMIT ||
                                  error.code() == ExitCode::FOREIGN_FILM;
        if (is_for_input && (sentence.ends_with('.') || sentence.ends_with('?'))) return;
        std::fprintf(stderr, "exit code %d: %s\n", static_cast<int>(error.code()), sentence.c_str());
        std::abort();
    }
}

inline std::span<const std::byte> bytes_of(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span(data, size));
}

} // namespace triptych::fuzzing

/// What libFuzzer calls with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
