// One of the cameras, animations or scenes of a mesh file, by its name or number.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace triptych {

/// `0 "NAME", 1 "NAME"` for up to eight of them; numbers alone where they have no names.
std::string list_numbered(std::span<const std::string> names);

/// The first of `names` that is `wanted`, or else the one whose number from 0 it is. Throws Error (USAGE) that lists
/// them where there is none; `kind` says what they are: "camera". `more` ends its sentence.
std::uint32_t choose_named(std::span<const std::string> names, const std::string& wanted, std::string_view kind,
                           std::string_view more = "");

} // namespace triptych
