// Meshes that Draco compressed (KHR_draco_mesh_compression).
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_accessor.hpp"

#include <cstddef>
#include <map>
#include <span>

namespace triptych {

struct DracoMesh {
    UnpackedNumbers indices;                             // three for each triangle
    std::map<std::uint32_t, UnpackedNumbers> attributes; // of its points, by their unique ids
};

/// Decodes a mesh by Google's library ("Draco 3D graphics compression", bitstream 2.2, which the extension asks for)
/// with those of its attributes that `ids` name. The library yields whole numbers alone; what was quantised becomes
/// float32 here, by one rounding of a result in double precision, so that every machine has the same numbers. Memory is
/// asked of `budget` before the library takes it. Throws Error: INVALID_INPUT at `place` for data that are no such
/// mesh, or where Triptych was built without the library; LIMIT as Budget does.
DracoMesh unpack_draco(JsonCursor place, std::span<const std::byte> data, std::span<const std::uint32_t> ids,
                       Budget& budget);

} // namespace triptych
