// What stands for the CUDA backend in a build without the CUDA Toolkit.
// SPDX-License-Identifier: MIT
#include "cuda_backend.hpp"

#include "base/error.hpp"

namespace triptych {

namespace {

constexpr const char* REASON = "this build has no CUDA backend: " TRIPTYCH_CUDA_ABSENT;

std::vector<DeviceInfo> list(const BackendOptions&) {
    DeviceInfo info;
    info.backend = "cuda";
    info.kind = DeviceKind::DISCRETE_GPU;
    info.unavailable = REASON;
    return {info};
}

std::unique_ptr<Backend> open(std::uint32_t, const BackendOptions&) {
    throw Error(ExitCode::NO_DEVICE, std::string("There is no CUDA device: ") + REASON + ".");
}

} // namespace

const BackendKind CUDA_BACKEND{"cuda", list, open};

} // namespace triptych
