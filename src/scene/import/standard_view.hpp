// A camera and light for mesh files that bring none.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/import/import.hpp"

namespace triptych {

/// The scene of a mesh file, complete: seen by the camera that `camera` names or numbers as of 0, else by the file's
/// first; where it has none, by one that sees all of it in a picture whose width is `aspect` times its height, from the
/// front (+z), the right and above. Where no light and no material emits, under a gray sky, else a black one. Returns
/// what was chosen and added in `said`, a sentence each. Throws Error (USAGE) where the file has no such camera.
Scene with_standard_view(ImportedScene imported, const std::string& camera, double aspect,
                         std::vector<std::string>& said);

} // namespace triptych
