// A packed scene as bytes, so that another process or machine draws it without packing or building its tree anew.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace triptych {

/// All of a packed scene, its tree included, with a checksum. For the same version of Triptych on a little-endian
/// machine.
std::vector<std::byte> packed_bytes(const PackedScene& scene);

/// The scene of those bytes. Throws Error (INVALID_INPUT) where they are damaged, cut off or of another version. The
/// checksum finds accidents, not intent: indices are not checked, so the bytes must come from where programs may come
/// from.
PackedScene packed_of_bytes(std::span<const std::byte> bytes);

} // namespace triptych
