// Capabilities and execution modes put into a module's words.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/float_modes.hpp"

#include "base/error.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace triptych {

namespace {

// The few numbers of the SPIR-V specification that this needs.
constexpr std::size_t FIRST_INSTRUCTION = 5; // behind the header
constexpr std::uint32_t OP_ENTRY_POINT = 15;
constexpr std::uint32_t OP_EXECUTION_MODE = 16;
constexpr std::uint32_t OP_CAPABILITY = 17;

struct Mode {
    bool FloatModes::*wanted;
    const char* name;
    std::uint32_t capability;
    std::uint32_t execution_mode;
};

constexpr std::array MODES{Mode{&FloatModes::rounds_to_even, "RoundingModeRTE", 4467, 4462},
                           Mode{&FloatModes::flushes_denormals, "DenormFlushToZero", 4465, 4460}};

} // namespace

std::string FloatModes::text() const {
    std::string names;
    for (const Mode& mode : MODES)
        if (this->*mode.wanted) names += (names.empty() ? "" : ", ") + std::string(mode.name);
    return names.empty() ? "none" : names;
}

Spirv with_float_modes(const Spirv& module, const FloatModes& modes) {
    if (!modes.any()) return module;
    const Error malformed(ExitCode::INTERNAL, "The kernel whose float modes are to be declared is no SPIR-V.");
    std::vector<std::uint32_t> entry_points;
    std::optional<std::size_t> behind_entry_points;
    for (std::size_t at = FIRST_INSTRUCTION; at < module.size();) {
        const std::size_t words = module[at] >> 16;
        if (words == 0 || at + words > module.size()) throw malformed;
        if ((module[at] & 0xffffu) == OP_ENTRY_POINT) {
            entry_points.push_back(module[at + 2]);
            behind_entry_points = at + words;
        }
        at += words;
    }
    if (!behind_entry_points) throw malformed;
    const auto start = module.begin() + FIRST_INSTRUCTION;
    const auto middle = module.begin() + static_cast<std::ptrdiff_t>(*behind_entry_points);
    Spirv result(module.begin(), start);
    for (const Mode& mode : MODES)
        if (modes.*mode.wanted) result.insert(result.end(), {(2u << 16) | OP_CAPABILITY, mode.capability});
    result.insert(result.end(), start, middle);
    constexpr std::uint32_t WIDTH = 32;
    for (const std::uint32_t entry_point : entry_points)
        for (const Mode& mode : MODES)
            if (modes.*mode.wanted)
                result.insert(result.end(), {(4u << 16) | OP_EXECUTION_MODE, entry_point, mode.execution_mode, WIDTH});
    result.insert(result.end(), middle, module.end());
    return result;
}

} // namespace triptych
