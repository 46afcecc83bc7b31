// What a backend can tell about its compiled kernels.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace triptych {

/// A kernel in one of the languages that it passes through on its way to the device.
struct KernelText {
    std::string title;    // no other text of the device has it
    std::string language; // "spirv", "ptx", "asm" (machine code) or "text" (anything else)
    std::string text;
};

/// A figure that a driver, a toolkit or the program itself gives.
struct KernelStatistic {
    std::string name;
    std::variant<std::uint64_t, double, std::string> value;
    std::string unit; // "bytes", or empty
};

struct KernelReport {
    std::string name;
    std::vector<KernelText> texts;
    std::vector<KernelStatistic> statistics;
    std::vector<std::string> notes; // whole sentences: what is not known and why, what to do next
};

} // namespace triptych
