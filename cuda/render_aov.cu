// The kernel that gathers what camera rays meet first, for every scene.
// SPDX-License-Identifier: MIT
#define TRIPTYCH_FEATURES 32767u
#include "render_kernel.cuh"

namespace triptych {

const RenderKernel AOV_KERNEL{launch, load, attributes};

} // namespace triptych
