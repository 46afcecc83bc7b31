// The render kernel for flat shapes and spheres, moving ones and lights among them.
// SPDX-License-Identifier: MIT
#define TRIPTYCH_FEATURES 25u
#include "render_kernel.cuh"

namespace triptych {

const RenderKernel LIT_KERNEL{launch, load, attributes};

} // namespace triptych
