// What the checks of arrays share.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "scene/key.hpp"
#include "scene/ranges.hpp"
#include "scene/scene.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace triptych {

/// Throws Error (INVALID_INPUT): "ARRAY[INDEX]: COMPLAINT."
[[noreturn]] inline void fail_element(std::string_view array, std::size_t index, const std::string& complaint) {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("{}[{}]: {}.", array, index, complaint));
}

/// NaN lies in no range.
inline bool lies_in(float value, Range range) {
    const auto wide = static_cast<double>(value);
    return wide >= range.min && (range.open ? wide < range.max : wide <= range.max);
}

inline bool lies_in(vec3 v, Range range) { return lies_in(v.x, range) && lies_in(v.y, range) && lies_in(v.z, range); }

} // namespace triptych
