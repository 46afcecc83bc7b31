// Loads the picture that the options describe, from a file, a built-in scene or standard input.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/render_options.hpp"
#include "render/picture.hpp"

namespace triptych {

/// Loads the scene. Throws Error: INVALID_INPUT or LIMIT.
Scene load_described(const RenderOptions& options);

/// Loads the scene and builds its tree. Throws Error: INVALID_INPUT or LIMIT for the scene, and as requested_picture
/// does.
Picture load_picture(const RenderOptions& options);

} // namespace triptych
