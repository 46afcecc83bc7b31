// The render kernel for every scene.
// SPDX-License-Identifier: MIT
#define TRIPTYCH_FEATURES 16383u
#include "render_kernel.cuh"

namespace triptych {

const RenderKernel FULL_KERNEL{launch, load, attributes};

} // namespace triptych
