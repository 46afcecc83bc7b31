// The machine that a bench ran on, as far as the system tells.
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// Stands where the system does not tell.
inline constexpr const char* NOT_READABLE = "not readable";

/// One line of the description: a key for programs, a label and a value with its unit for people.
struct MachineFact {
    std::string key;
    std::string label;
    std::string value; // NOT_READABLE where the system does not tell
};

/// Processor, cores, clocks, memory, load, system and build. `root` is where /proc, /sys and /etc lie.
std::vector<MachineFact> describe_machine(const std::filesystem::path& root = "/");

/// The mean clock of all cores just now, in hertz.
std::optional<double> cpu_clock_hz(const std::filesystem::path& root = "/");

/// The first line of a small file; nothing where it cannot be read.
std::optional<std::string> read_line(const std::filesystem::path& file);

} // namespace triptych
