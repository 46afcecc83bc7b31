// The yardstick of a build that found no Embree.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "yardstick/yardstick.hpp"

namespace triptych {

std::unique_ptr<Backend> open_yardstick(YardstickKind, const BackendOptions&) {
    throw Error(ExitCode::NO_DEVICE, "This build has no Embree yardstick: install libembree-dev and configure again.");
}

} // namespace triptych
