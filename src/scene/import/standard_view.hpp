// A camera and light for mesh files that bring none.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/import/import.hpp"

namespace triptych {

/// The scene of a mesh file, complete: where it has no camera, one that sees all of it in a picture whose width is
/// `aspect` times its height, from the front (+z), the right and above; where no light and no material emits, a gray
/// sky, else a black one. Returns what was added in `said`, a sentence each.
Scene with_standard_view(ImportedScene imported, double aspect, std::vector<std::string>& said);

} // namespace triptych
