// The picture in a GPU's memory against the host's; skipped where there is no GPU.
// SPDX-License-Identifier: MIT
#include "cuda_backend.hpp"
#include "rendering.hpp"

#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <cstring>

namespace triptych::test {
namespace {

TEST(CudaMean, HasTheHostsBits) {
    const std::vector<DeviceInfo> devices = CUDA_BACKEND.list({});
    if (!devices.front().unavailable.empty()) GTEST_SKIP() << devices.front().unavailable;
    Scene scene = white_scene({0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -1.0f});
    add_sphere(scene, {0.0f, 0.0f, -2.0f}, 0.9f, lambertian({0.7f, 0.5f, 0.3f}));
    RenderSettings settings = settings_of(123, 45);
    settings.window = {5, 3, 120, 44};
    DevicePicture picture;
    Film film;
    {
        const std::unique_ptr<Backend> backend = CUDA_BACKEND.open(0, {});
        film = render(*backend, packed_with_bvh(scene), settings, {{0, 7}});
        picture = backend->mean_on_device();
    }
    cudaPointerAttributes attributes{};
    ASSERT_EQ(cudaPointerGetAttributes(&attributes, picture.rgb.get()), cudaSuccess);
    EXPECT_EQ(attributes.type, cudaMemoryTypeDevice);
    const std::vector<float> expected = film.mean().rgb;
    std::vector<float> found(expected.size());
    ASSERT_EQ(cudaMemcpy(found.data(), picture.rgb.get(), found.size() * sizeof(float), cudaMemcpyDeviceToHost),
              cudaSuccess);
    EXPECT_EQ(std::memcmp(found.data(), expected.data(), found.size() * sizeof(float)), 0);
}

} // namespace
} // namespace triptych::test
