// What cuda/ calls of CUDA's runtime, and its kernels, which run on the host as soon as they are launched.
// SPDX-License-Identifier: MIT
#include "fake_cuda.hpp"

#include "base/float_mode.hpp"
#include "cuda_lanes.hpp"
#include "inspect.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace triptych::test {

FakeCuda& fake_cuda() {
    static FakeCuda the_runtime;
    return the_runtime;
}

bool is_sticky(cudaError_t error) {
    return error == cudaErrorIllegalAddress || error == cudaErrorLaunchTimeout || error == cudaErrorLaunchFailure;
}

namespace {

/// Counts a call; what it returns. `works`: it gives the device something to do.
cudaError_t judge(const char* name, bool works) {
    FakeCuda& runtime = fake_cuda();
    const bool fails = runtime.failing_call == static_cast<int>(runtime.calls.size());
    runtime.calls.emplace_back(name);
    if (runtime.sticky != cudaSuccess) {
        if (works) runtime.after_loss.emplace_back(name);
        return runtime.last_error = runtime.sticky;
    }
    if (!fails) return cudaSuccess;
    if (is_sticky(runtime.error)) runtime.sticky = runtime.error;
    return runtime.last_error = runtime.error;
}

cudaError_t make(const char* name, void** object, std::size_t bytes) {
    if (const cudaError_t error = judge(name, true); error != cudaSuccess) return error;
    *object = std::calloc(std::max<std::size_t>(bytes, 1), 1);
    fake_cuda().live++;
    return cudaSuccess;
}

/// Whatever becomes of the context, what was made is given back.
cudaError_t destroy(void* object) {
    std::free(object);
    fake_cuda().live--;
    return fake_cuda().sticky;
}

template <shared::uint FEATURES>
cudaError_t launch(const shared::Scene& scene, const shared::Frame& frame, const shared::Dispatch& dispatch,
                   shared::uint group_count, shared::FilmPixel* film, shared::Counters* counters, cudaStream_t) {
    if (const cudaError_t error = judge("launch", true); error != cudaSuccess) return error;
    launch_on_host<FEATURES>(scene, frame, dispatch, group_count, film, counters);
    return cudaSuccess;
}

cudaError_t load() { return judge("load", true); }
cudaError_t attributes(cudaFuncAttributes* attributes, int* groups) {
    *attributes = {};
    attributes->localSizeBytes = fake_cuda().stack_bytes;
    *groups = 1;
    return judge("attributes", true);
}

} // namespace
} // namespace triptych::test

namespace triptych {

const RenderKernel PLAIN_KERNEL{test::launch<KERNEL_SETS[0].features>, test::load, test::attributes};
const RenderKernel LIT_KERNEL{test::launch<KERNEL_SETS[1].features>, test::load, test::attributes};
const RenderKernel COMMON_KERNEL{test::launch<KERNEL_SETS[2].features>, test::load, test::attributes};
const RenderKernel FULL_KERNEL{test::launch<KERNEL_SETS[3].features>, test::load, test::attributes};
const RenderKernel AOV_KERNEL{test::launch<KERNEL_SETS[4].features>, test::load, test::attributes};
const RenderKernel COMPOSITE_KERNEL{test::launch<KERNEL_SETS[5].features>, test::load, test::attributes};

cudaError_t launch_probe(shared::uint which, const shared::ProbeInput* inputs, shared::ProbeOutput* outputs,
                         shared::uint count, cudaStream_t) {
    if (const cudaError_t error = test::judge("launch_probe", true); error != cudaSuccess) return error;
    const FlushDenormals flush;
    std::transform(inputs, inputs + count, outputs,
                   [which](const shared::ProbeInput& input) { return shared::run_probe(which, input); });
    return cudaSuccess;
}

cudaError_t launch_mean(const shared::FilmPixel* film, std::size_t pixels, float* rgb, unsigned long long* invalid,
                        cudaStream_t) {
    if (const cudaError_t error = test::judge("launch_mean", true); error != cudaSuccess) return error;
    for (std::size_t i = 0; i < pixels; i++) {
        shared::mean_lane(film, i, rgb, invalid,
                          [](unsigned long long* sum, unsigned long long value) { *sum += value; });
    }
    return cudaSuccess;
}

cudaError_t load_probes() { return test::load(); }

KernelReport report_cuda_build(std::size_t) { return {}; }
void add_cuda_attributes(KernelReport&, std::size_t) {}
std::vector<KernelReport> inspect_cuda_build(const BackendOptions&, std::uint32_t) { return {}; }

} // namespace triptych

using triptych::test::destroy;
using triptych::test::fake_cuda;
using triptych::test::judge;
using triptych::test::make;

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
    *count = 0;
    if (fake_cuda().driver_version < 13000) return cudaErrorInsufficientDriver;
    if (const cudaError_t error = judge("cudaGetDeviceCount", false); error != cudaSuccess) return error;
    *count = fake_cuda().devices;
    return *count > 0 ? cudaSuccess : cudaErrorNoDevice;
}
cudaError_t cudaDriverGetVersion(int* version) {
    *version = fake_cuda().driver_version;
    return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
    *version = 13000;
    return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
    if (const cudaError_t error = judge("cudaGetDeviceProperties", false); error != cudaSuccess) return error;
    *properties = {};
    std::strcpy(properties->name, "a fake GPU");
    properties->major = fake_cuda().capability / 10;
    properties->minor = fake_cuda().capability % 10;
    properties->totalGlobalMem = fake_cuda().free_bytes;
    return cudaSuccess;
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int) {
    *value = attribute == cudaDevAttrComputeMode ? 0 : 2; // multiprocessors, and lanes in each
    return judge("cudaDeviceGetAttribute", false);
}
cudaError_t cudaSetDevice(int) { return judge("cudaSetDevice", false); }
cudaError_t cudaGetLastError() { return std::exchange(fake_cuda().last_error, fake_cuda().sticky); }
const char* cudaGetErrorName(cudaError_t error) {
    return error == cudaErrorMemoryAllocation ? "cudaErrorMemoryAllocation" : "an error";
}
const char* cudaGetErrorString(cudaError_t) { return "what CUDA says of it"; }

cudaError_t cudaMalloc(void** memory, std::size_t bytes) { return make("cudaMalloc", memory, bytes); }
cudaError_t cudaMallocHost(void** memory, std::size_t bytes) { return make("cudaMallocHost", memory, bytes); }
cudaError_t cudaFree(void* memory) { return destroy(memory); }
cudaError_t cudaFreeHost(void* memory) { return destroy(memory); }
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
    return make("cudaStreamCreateWithFlags", reinterpret_cast<void**>(stream), 1);
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) { return destroy(stream); }
/// An event may be waited for, since whatever comes before it is done already.
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
    return make("cudaEventCreateWithFlags", reinterpret_cast<void**>(event), 1);
}
cudaError_t cudaEventDestroy(cudaEvent_t event) { return destroy(event); }

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes) {
    *free_bytes = *total_bytes = fake_cuda().free_bytes;
    return judge("cudaMemGetInfo", false);
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind, cudaStream_t) {
    if (const cudaError_t error = judge("cudaMemcpyAsync", true); error != cudaSuccess) return error;
    std::memcpy(to, from, bytes);
    return cudaSuccess;
}
cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t bytes, cudaStream_t) {
    if (const cudaError_t error = judge("cudaMemsetAsync", true); error != cudaSuccess) return error;
    std::memset(memory, value, bytes);
    return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t, cudaStream_t) { return judge("cudaEventRecord", true); }
cudaError_t cudaEventSynchronize(cudaEvent_t) { return judge("cudaEventSynchronize", true); }
/// A millisecond for whatever there was.
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t, cudaEvent_t) {
    *milliseconds = 1.0f;
    return judge("cudaEventElapsedTime", false);
}
/// After a loss it returns at once, so it may be called all the same.
cudaError_t cudaStreamSynchronize(cudaStream_t) { return judge("cudaStreamSynchronize", false); }
}
