// Asks the CUDA runtime for devices. It is linked statically and loads the driver itself, so a machine without a driver
// gets a reason here instead of a program that does not start.
// SPDX-License-Identifier: MIT
#include "devices.hpp"

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

std::string reason_without_devices(cudaError_t error) {
    const int driver = driver_version();
    switch (error) {
    case cudaErrorInsufficientDriver:
        if (driver == 0) return "there is no NVIDIA driver on this machine";
        return fmt::format("the NVIDIA driver supports CUDA {}, this build needs {}: update the driver",
                           version_text(driver), version_text(runtime_version()));
    case cudaErrorStubLibrary:
        return "the CUDA driver library found is the toolkit's stub: take its folder out of LD_LIBRARY_PATH";
    case cudaSuccess:
    case cudaErrorNoDevice: return "the NVIDIA driver finds no device (CUDA_VISIBLE_DEVICES hides devices, too)";
    default:
        return fmt::format("CUDA cannot list devices: {} ({})", cudaGetErrorName(error), cudaGetErrorString(error));
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
        info.unavailable = fmt::format("CUDA cannot describe device {}: {}", index, cudaGetErrorString(error));
        return info;
    }
    info.name = properties.name;
    info.uuid = uuid_text(properties.uuid);
    info.memory_bytes = properties.totalGlobalMem;
    if (properties.integrated != 0) info.kind = DeviceKind::INTEGRATED_GPU;
    const int capability = 10 * properties.major + properties.minor;
    if (capability < least_compute_capability()) {
        info.unavailable =
            fmt::format("its compute capability {}.{} is below {}.{}, the least that this build has code "
                        "for: build with CMAKE_CUDA_ARCHITECTURES={} if the toolkit still knows it",
                        properties.major, properties.minor, least_compute_capability() / 10,
                        least_compute_capability() % 10, capability);
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
    if (error != cudaSuccess || count == 0) return {absent(reason_without_devices(error))};
    std::vector<DeviceInfo> devices;
    for (int index = 0; index < count; index++) devices.push_back(describe(index));
    cudaGetLastError(); // a device that could not be described has said so in its entry
    return devices;
}

} // namespace triptych
