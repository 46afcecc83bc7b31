// What Zstandard compressed.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// The `size` bytes that one frame holds. Throws Error (INVALID_INPUT), which begins with `name`, where it is damaged
/// or holds another number of bytes, or where Triptych was built without the library.
std::vector<std::byte> unpack_zstd(const std::string& name, std::span<const std::byte> frame, std::size_t size);

} // namespace triptych
