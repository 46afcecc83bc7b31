// The baseline of a build that found no Embree.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "baseline/baseline.hpp"

namespace triptych {

std::unique_ptr<Backend> open_baseline(BaselineKind, const BackendOptions&) {
    throw Error(ExitCode::NO_DEVICE, "This build has no Embree baseline: install libembree-dev and configure again.");
}

} // namespace triptych
