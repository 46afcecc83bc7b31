// A small picture whose film is known, by which a driver that has never been met is tried.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <string>
#include <string_view>

namespace triptych {

/// The hash of the known picture's film (Film::hash); known_picture_test holds it against the CPU.
inline constexpr std::string_view KNOWN_PICTURE_HASH = "06adc0d3920d603761891dcb297e6b8f";

/// Draws the known picture and returns its film's hash: 32 x 24 pixels of a room with instances, textures, glass, a
/// moving ball, fog, and lamps enough for a tree. A device that passes the float contract's table may still miscompile
/// a kernel a hundred times as long; the picture passes through most of one. It leaves out principled materials, whose
/// kernel takes some drivers minutes to compile. Throws what Backend's functions throw.
std::string draw_known_picture(Backend& backend);

} // namespace triptych
