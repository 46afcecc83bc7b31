// Asks the CUDA runtime for devices. It is linked statically and loads the driver itself, so a machine without a driver
// gets a reason here instead of a program that does not start.
// SPDX-License-Identifier: MIT
#include "devices.hpp"

#include "architectures.hpp"
#include "check.hpp"
#include "kernels.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

std::string version_text(int version) { return fmt::format("{}.{}", version / 1000, version % 1000 / 10); }

/// Versions as CUDA counts them, 1000 * major + 10 * minor; 0 where there is no driver.
int driver_version() {
    int version = 0;
    cudaDriverGetVersion(&version);
    return version;
}

int runtime_version() {
    int version = 0;
    cudaRuntimeGetVersion(&version);
    return version;
}

DeviceInfo absent(const std::string& reason) {
    DeviceInfo info;
    info.backend = "cuda";
    info.kind = DeviceKind::DISCRETE_GPU;
    info.unavailable = reason;
    return info;
}

/// Why CUDA does not tell of its devices.
std::string reason_for(cudaError_t error) {
    const int driver = driver_version();
    if (is_refused_by_mps(error))
        return fmt::format("CUDA's Multi-Process Service does not serve this process: {}", cudaGetErrorString(error));
    switch (error) {
    case cudaErrorInsufficientDriver:
        if (driver == 0) return "there is no NVIDIA driver on this machine";
        return fmt::format("the NVIDIA driver supports CUDA {}, this build needs {}: update the driver",
                           version_text(driver), version_text(runtime_version()));
    case cudaErrorStubLibrary:
        return "the CUDA driver library found is the toolkit's stub: take its folder out of LD_LIBRARY_PATH";
    case cudaErrorInitializationError:
        return "CUDA cannot start in this process; one that was forked after CUDA had started never can, so start a "
               "new one, as Python's multiprocessing does with \"spawn\"";
    case cudaSuccess:
    case cudaErrorNoDevice: return "the NVIDIA driver finds no device (CUDA_VISIBLE_DEVICES hides devices, too)";
    default:
        return fmt::format("CUDA does not tell of its devices: {} ({})", cudaGetErrorName(error),
                           cudaGetErrorString(error));
    }
}

/// 8-4-4-4-12 hexadecimal digits, as Vulkan's deviceUUID is written.
std::string uuid_text(const cudaUUID_t& uuid) {
    std::string text;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += fmt::format("{:02x}", static_cast<unsigned char>(uuid.bytes[i]));
    }
    return text;
}

DeviceInfo describe(int index) {
    DeviceInfo info = absent("");
    info.index = static_cast<std::uint32_t>(index);
    info.driver =
        fmt::format("CUDA driver {}, runtime {}", version_text(driver_version()), version_text(runtime_version()));
    cudaDeviceProp properties;
    const cudaError_t error = cudaGetDeviceProperties(&properties, index);
    if (error != cudaSuccess) {
        info.unavailable = reason_for(error);
        return info;
    }
    info.name = properties.name;
    info.uuid = uuid_text(properties.uuid);
    info.memory_bytes = properties.totalGlobalMem;
    if (properties.integrated != 0) info.kind = DeviceKind::INTEGRATED_GPU;
    const int capability = 10 * properties.major + properties.minor;
    if (!has_code_for(TRIPTYCH_CUDA_CODE, capability)) {
        info.unavailable = fmt::format("this build has no code for its compute capability {}.{}, only for {}: "
                                       "build with CMAKE_CUDA_ARCHITECTURES={} if the toolkit knows it",
                                       properties.major, properties.minor, TRIPTYCH_CUDA_CODE, capability);
    }
    int mode = cudaComputeModeDefault;
    if (cudaDeviceGetAttribute(&mode, cudaDevAttrComputeMode, index) == cudaSuccess &&
        mode == cudaComputeModeProhibited) {
        info.unavailable = "its compute mode is \"prohibited\": set another with nvidia-smi --compute-mode";
    }
    return info;
}

} // namespace

std::vector<DeviceInfo> list_cuda_devices(const BackendOptions&) {
    int count = 0;
    const cudaError_t error = cudaGetDeviceCount(&count);
    if (error != cudaSuccess || count == 0) return {absent(reason_for(error))};
    std::vector<DeviceInfo> devices;
    for (int index = 0; index < count; index++) devices.push_back(describe(index));
    cudaGetLastError(); // a device that could not be described has said so in its entry
    return devices;
}

} // namespace triptych
