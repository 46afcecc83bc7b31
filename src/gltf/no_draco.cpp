// In place of draco.cpp where the library was not there to build with.
// SPDX-License-Identifier: MIT
#include "gltf/draco.hpp"

namespace triptych {

DracoMesh unpack_draco(JsonCursor place, std::span<const std::byte> /*data*/, std::span<const std::uint32_t> /*ids*/,
                       Budget& /*budget*/) {
    place.fail("the geometry is compressed by Draco, whose library (libdraco-dev) this triptych was built without; "
               "build it with that, or export the file without compression");
}

} // namespace triptych
