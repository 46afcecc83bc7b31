// What reading and writing of EXR files share; whether OpenEXR can read a file's headers without harm.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace triptych {

/// Keeps our keys apart from the attributes that the format itself names ("type", "name", "owner"...).
inline const std::string EXR_KEY_PREFIX = "triptych.";

/// Bytes of a pixel of an Image.
constexpr std::size_t EXR_PIXEL_BYTES = 3 * sizeof(float);

/// OpenEXR works in the thread that calls it.
constexpr int EXR_NO_THREADS = 0;

/// Throws Error (INVALID_INPUT) where an attribute of the headers, which begin behind the eight bytes of magic and
/// version, reaches beyond the file or has another size than its type's values take. OpenEXR allocates what a size
/// promises, up to 2 GiB, before it reads; and it reads values of most types without asking for the size, so that with
/// a wrong one it would see other attributes than were checked. `has_parts`: an empty header ends the headers.
void check_exr_attributes(const std::string& name, std::span<const std::byte> file, bool has_parts);

} // namespace triptych
