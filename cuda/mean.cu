// The picture in the device's memory: the film's mean, one lane a pixel.
// SPDX-License-Identifier: MIT
#include "kernels.hpp"

namespace triptych {

namespace {

constexpr unsigned MEAN_LANES = 256;

__global__ void __launch_bounds__(MEAN_LANES)
    mean_kernel(const shared::FilmPixel* film, std::size_t pixels, float* rgb, unsigned long long* invalid) {
    const std::size_t i = std::size_t(blockIdx.x) * MEAN_LANES + threadIdx.x;
    if (i >= pixels) return;
    shared::mean_lane(film, i, rgb, invalid,
                      [](unsigned long long* sum, unsigned long long value) { atomicAdd(sum, value); });
}

} // namespace

cudaError_t launch_mean(const shared::FilmPixel* film, std::size_t pixels, float* rgb, unsigned long long* invalid,
                        cudaStream_t stream) {
    const auto groups = static_cast<unsigned>((pixels + MEAN_LANES - 1) / MEAN_LANES);
    mean_kernel<<<groups, MEAN_LANES, 0, stream>>>(film, pixels, rgb, invalid);
    return cudaGetLastError();
}

} // namespace triptych
