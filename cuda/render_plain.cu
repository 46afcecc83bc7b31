// The render kernel for still spheres of the first three materials under a plain background.
// SPDX-License-Identifier: MIT
#define TRIPTYCH_FEATURES 0u
#include "render_kernel.cuh"

namespace triptych {

const RenderKernel PLAIN_KERNEL{launch, load, attributes};

} // namespace triptych
