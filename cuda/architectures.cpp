// Reads CMake's names of GPU architectures.
// SPDX-License-Identifier: MIT
#include "architectures.hpp"

#include <algorithm>
#include <charconv>

namespace triptych {

namespace {

bool has_code_in(std::string_view architecture, int capability) {
    int number = 0;
    const char* const end = architecture.data() + architecture.size();
    const auto [rest, error] = std::from_chars(architecture.data(), end, number);
    if (error != std::errc()) return true;
    const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
    if (suffix.starts_with('a')) return capability == number; // architecture-specific code runs there alone
    const bool same_generation = capability / 10 == number / 10;
    if (suffix.starts_with('f') || suffix == "-real") return same_generation && capability >= number;
    return capability >= number;
}

} // namespace

bool has_code_for(std::string_view architectures, int capability) {
    while (true) {
        const std::size_t end = std::min(architectures.find(','), architectures.size());
        if (has_code_in(architectures.substr(0, end), capability)) return true;
        if (end == architectures.size()) return false;
        architectures.remove_prefix(end + 1);
    }
}

} // namespace triptych
