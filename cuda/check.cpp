// What a CUDA error means for the user, and the exit code that goes with it.
// SPDX-License-Identifier: MIT
#include "check.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <string_view>

namespace triptych {

namespace {

struct Meaning {
    ExitCode code;
    const char* advice;
};

Meaning meaning_of(cudaError_t error) {
    if (is_refused_by_mps(error))
        return {ExitCode::NO_DEVICE, "CUDA's Multi-Process Service does not serve this process: see its log"};
    switch (error) {
    case cudaErrorMemoryAllocation:
    case cudaErrorLaunchOutOfResources: return {ExitCode::LIMIT, "render a smaller --crop, or choose another device"};
    // These leave the process without a usable context.
    case cudaErrorECCUncorrectable:
    case cudaErrorNvlinkUncorrectable:
    case cudaErrorContained:
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchTimeout:
    case cudaErrorContextIsDestroyed:
    case cudaErrorAssert:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorLaunchFailure:
    case cudaErrorExternalDevice:
    case cudaErrorUnknown:
        return {ExitCode::DEVICE_LOST, "see the kernel's log for what the driver says, and render again"};
    case cudaErrorInitializationError:
        return {ExitCode::NO_DEVICE, "a process that was forked after CUDA had started cannot use it: start a new one"};
    case cudaErrorInsufficientDriver:
    case cudaErrorNoDevice:
    case cudaErrorInvalidDevice:
    case cudaErrorDevicesUnavailable:
    case cudaErrorNoKernelImageForDevice:
    case cudaErrorUnsupportedPtxVersion:
    case cudaErrorSystemNotReady:
    case cudaErrorSystemDriverMismatch:
    case cudaErrorCompatNotSupportedOnDevice:
        return {ExitCode::NO_DEVICE, "see \"triptych devices\" for those that can be used"};
    default: return {ExitCode::INTERNAL, "please report this"};
    }
}

} // namespace

bool is_refused_by_mps(cudaError_t error) {
    switch (error) {
    case cudaErrorMpsConnectionFailed:
    case cudaErrorMpsRpcFailure:
    case cudaErrorMpsServerNotReady:
    case cudaErrorMpsMaxClientsReached:
    case cudaErrorMpsMaxConnectionsReached:
    case cudaErrorMpsClientTerminated: return true;
    default: return false;
    }
}

void check_cuda(cudaError_t error, const char* call) {
    if (error == cudaSuccess) return;
    cudaGetLastError(); // clears an error that the context survives, so that the next launch does not report it again
    const Meaning meaning = meaning_of(error);
    const std::string_view text = call;
    throw Error(meaning.code, fmt::format("CUDA's {} failed with {} ({}); {}.", text.substr(0, text.find('(')),
                                          cudaGetErrorName(error), cudaGetErrorString(error), meaning.advice));
}

} // namespace triptych
