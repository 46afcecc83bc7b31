// The one exception: a whole sentence for the user, and the exit code that goes with it.
// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace triptych {

/// How the process ends; see docs/user-guide.md.
enum class ExitCode : int {
    OK = 0,
    INTERNAL = 1,
    USAGE = 2,
    INVALID_INPUT = 3,
    LIMIT = 4,
    IMAGES_DIFFER = 5,
    NO_DEVICE = 6,
    DEVICE_LOST = 7,
    OUTPUT = 8,
    FOREIGN_FILM = 10,
    BAD_SAMPLES = 11,
    // 128 and the signal's number, as shells have it.
    HUNG_UP = 129,
    INTERRUPTED = 130,
    TERMINATED = 143,
    CPU_TIME_OVER = 152,
};

/// `what()` is one sentence: what went wrong, where (file and JSON pointer or line), and what to do.
class Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& sentence) : std::runtime_error(sentence), m_code(code) {}
    ExitCode code() const { return m_code; }

private:
    ExitCode m_code;
};

} // namespace triptych
