// How much files may ask for, so that none exhausts the machine that reads it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace triptych {

struct Limits {
    std::uint64_t json_depth = 64;                       // of arrays and objects in each other
    std::uint64_t image_side = 16384;                    // pixels of an image that a scene reads
    std::uint64_t image_bytes = std::uint64_t{1} << 30u; // of such an image, decoded
    std::uint64_t expansion = 1000;                      // decoded bytes for each byte of an image file, beyond 64 MiB
    std::uint64_t scene_bytes =
        0; // of a scene's shapes, meshes and images; 0: 75 % of the memory that the process may take
};

/// The limits of this process: what is read is bounded whichever way it comes in.
const Limits& limits();

/// To be called before anything is read, from one thread.
void set_limits(const Limits& limits);

/// Changes the limit that "NAME=VALUE" names, as in "image-side=32768"; bytes may end in KiB, MiB, GiB or TiB.
/// Throws Error (USAGE) for another name, or a value that is no whole number within the limit's range.
void change_limit(Limits& limits, std::string_view text);

/// Throws Error (LIMIT), its sentence beginning with `origin`, where a scene takes more than it may.
void check_scene_memory(std::uint64_t bytes, const std::string& origin);

} // namespace triptych
