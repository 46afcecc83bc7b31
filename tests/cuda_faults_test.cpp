// The CUDA backend over a runtime that fails: no device, an old driver, memory, and each call in turn.
// SPDX-License-Identifier: MIT
#include "architectures.hpp"
#include "base/error.hpp"
#include "cuda_backend.hpp"
#include "expect_error.hpp"
#include "fake_cuda.hpp"
#include "render/pass_renderer.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace triptych::test {
namespace {

constexpr std::uint32_t SAMPLES = 300;

class CudaFaults : public testing::Test {
protected:
    CudaFaults() {
        fake_cuda() = {};
        Scene scene = white_scene({0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -1.0f});
        add_sphere(scene, {0.0f, 0.0f, -2.0f}, 0.9f, lambertian({0.7f, 0.5f, 0.3f}));
        m_scene = packed_with_bvh(scene);
        m_settings = settings_of(12, 10, 1, 8);
    }

    FilmFile empty() const { return {"scene", m_scene.hash, m_settings, {}, Film(m_settings)}; }

    /// Goes on from `film` in passes, each of which is fetched before the next; `film` holds what is kept where it
    /// throws.
    void draw(Backend& backend, FilmFile& film) const {
        backend.load(m_scene);
        PassRenderer passes(backend, m_scene.camera, film, 0, 1e9);
        try {
            while (passes.next_sample() < SAMPLES) {
                passes.render_pass(SAMPLES, {});
                passes.fetch();
            }
        } catch (const Error&) {
            film = passes.fetch(); // asks nothing of a device that was lost
            throw;
        }
        film = passes.fetch();
    }

    void draw_with_mean(FilmFile& film) const {
        const std::unique_ptr<Backend> backend = CUDA_BACKEND.open(0, {});
        draw(*backend, film);
        backend->mean_on_device();
    }

    /// Draws with one failing call; the error, or none. `film` holds what was done.
    std::optional<Error> draw_faulty(int call, cudaError_t error, FilmFile& film) const {
        fake_cuda() = {};
        fake_cuda().failing_call = call;
        fake_cuda().error = error;
        try {
            draw_with_mean(film);
        } catch (const Error& thrown) {
            return thrown;
        }
        return {};
    }

    PackedScene m_scene;
    RenderSettings m_settings;
};

TEST_F(CudaFaults, WithoutFaultsItDrawsThePicture) {
    FilmFile film = empty();
    draw(*CUDA_BACKEND.open(0, {}), film);
    EXPECT_EQ(film.film.hash(), render(*open_cpu(1), m_scene, m_settings, {{0, SAMPLES}}).hash());
    EXPECT_EQ(fake_cuda().live, 0);
}

TEST_F(CudaFaults, AbsenceHasItsReason) {
    const auto expect_reason = [](const std::string& words) {
        const std::vector<DeviceInfo> devices = CUDA_BACKEND.list({});
        ASSERT_EQ(devices.size(), 1u);
        EXPECT_NE(devices[0].unavailable.find(words), std::string::npos) << devices[0].unavailable;
        expect_error(ExitCode::NO_DEVICE, {words}, [] { CUDA_BACKEND.open(0, {}); });
    };
    fake_cuda().devices = 0;
    expect_reason("finds no device");
    fake_cuda().driver_version = 12080;
    expect_reason("supports CUDA 12.8, this build needs 13.0");
    fake_cuda().driver_version = 0;
    expect_reason("no NVIDIA driver");
}

TEST_F(CudaFaults, TheLimitOfMemoryIsNamed) {
    const std::unique_ptr<Backend> backend = CUDA_BACKEND.open(0, {});
    fake_cuda().free_bytes = 10;
    expect_error(ExitCode::LIMIT, {"scene", "10 free"}, [&] { backend->load(m_scene); });
    fake_cuda().free_bytes = 3000;
    backend->load(m_scene);
    expect_error(ExitCode::LIMIT, {"film", "3840", "3000 free"},
                 [&] { backend->begin(make_frame(m_scene.camera, m_settings)); });
    fake_cuda().stack_bytes = 1000;
    expect_error(ExitCode::LIMIT, {"kernel's stack", "4000", "3000 free"},
                 [&] { backend->begin(make_frame(m_scene.camera, m_settings)); });
}

TEST_F(CudaFaults, DevicesWithoutCodeInTheBuildSaySo) {
    fake_cuda().capability = 72; // the build's code, for this test: 75 and 80-real
    const std::vector<DeviceInfo> devices = CUDA_BACKEND.list({});
    ASSERT_EQ(devices.size(), 1u);
    EXPECT_NE(devices[0].unavailable.find("no code for its compute capability 7.2, only for 75,80-real"),
              std::string::npos)
        << devices[0].unavailable;
    for (const int capability : {75, 80, 86, 110, 130}) {
        fake_cuda().capability = capability;
        EXPECT_EQ(CUDA_BACKEND.list({})[0].unavailable, "") << capability;
    }
}

TEST(CudaArchitectures, CodeRunsWhereCudaSaysItDoes) {
    EXPECT_TRUE(has_code_for("80-real", 86)); // a later member of its generation
    EXPECT_FALSE(has_code_for("86-real", 80));
    EXPECT_FALSE(has_code_for("80-real", 90));
    EXPECT_TRUE(has_code_for("90-real,75-virtual", 110)); // PTX
    EXPECT_FALSE(has_code_for("90-real,120", 110));
    EXPECT_TRUE(has_code_for("90-real,120", 130));
    EXPECT_TRUE(has_code_for("90a", 90));
    EXPECT_FALSE(has_code_for("90a", 100)); // of that architecture alone
    EXPECT_TRUE(has_code_for("100f-real", 103));
    EXPECT_FALSE(has_code_for("100f", 110)); // of that family
    EXPECT_TRUE(has_code_for("native", 75));
}

/// What a process forked from a user of CUDA meets, and one that the Multi-Process Service refuses.
TEST_F(CudaFaults, ProcessesThatCannotStartCudaSayWhy) {
    for (const auto& [error, words] : {std::pair{cudaErrorInitializationError, "forked"},
                                       std::pair{cudaErrorMpsMaxClientsReached, "Multi-Process Service"}}) {
        for (const int call : {0, 1, 3}) { // counting devices, describing one, and opening it
            fake_cuda() = {};
            fake_cuda().failing_call = call;
            fake_cuda().error = error;
            try {
                CUDA_BACKEND.open(0, {});
                ADD_FAILURE() << fake_cuda().calls[static_cast<std::size_t>(call)] << " passed";
            } catch (const Error& failure) {
                EXPECT_EQ(failure.code(), ExitCode::NO_DEVICE) << failure.what();
                EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
            }
        }
    }
}

/// What the picture is to programs on the device has the host's bits; it stays when the backend goes.
TEST_F(CudaFaults, TheMeanStaysOnTheDevice) {
    m_settings.window = {2, 1, 11, 9};
    Film film;
    DevicePicture picture;
    {
        const std::unique_ptr<Backend> backend = CUDA_BACKEND.open(0, {});
        film = render(*backend, m_scene, m_settings, {{0, 7}});
        picture = backend->mean_on_device();
        fake_cuda().free_bytes = 100;
        expect_error(ExitCode::LIMIT, {"picture", "864", "100 free"}, [&] { backend->mean_on_device(); });
    }
    EXPECT_EQ(fake_cuda().live, 1);
    const std::vector<float> expected = film.mean().rgb;
    ASSERT_EQ(expected.size(), 3u * 9u * 8u);
    EXPECT_EQ(std::memcmp(picture.rgb.get(), expected.data(), expected.size() * sizeof(float)), 0);
    EXPECT_EQ(picture.invalid_samples, 0u);
    picture = {};
    EXPECT_EQ(fake_cuda().live, 0);
}

/// Each ends with the code that its error has, keeps the passes that were done, and asks nothing more of a lost device.
TEST_F(CudaFaults, EachCallFailsInTurn) {
    const std::string expected = render(*open_cpu(1), m_scene, m_settings, {{0, SAMPLES}}).hash();
    FilmFile whole = empty();
    draw_with_mean(whole);
    const std::vector<std::string> calls = fake_cuda().calls;
    ASSERT_GT(calls.size(), 100u);
    const std::unique_ptr<Backend> cpu = open_cpu(1);
    const std::pair<cudaError_t, ExitCode> errors[] = {{cudaErrorMemoryAllocation, ExitCode::LIMIT},
                                                       {cudaErrorIllegalAddress, ExitCode::DEVICE_LOST},
                                                       {cudaErrorDevicesUnavailable, ExitCode::NO_DEVICE}};
    bool kept_any = false;
    for (std::size_t call = 0; call < calls.size(); call++) {
        for (const auto& [error, code] : errors) {
            SCOPED_TRACE(testing::Message() << "call " << call << ", " << calls[call] << ", error " << error);
            FilmFile film = empty();
            const std::optional<Error> thrown = draw_faulty(static_cast<int>(call), error, film);
            EXPECT_EQ(fake_cuda().live, 0);
            EXPECT_EQ(fake_cuda().after_loss, std::vector<std::string>());
            if (call == 2 && !is_sticky(error)) {
                EXPECT_EQ(calls[call], "cudaDeviceGetAttribute");
                EXPECT_FALSE(thrown); // the compute mode is not needed
            } else if (calls[call].starts_with("cudaGetDevice")) {
                ASSERT_TRUE(thrown);
                EXPECT_EQ(thrown->code(), ExitCode::NO_DEVICE);
            } else if (thrown) {
                EXPECT_EQ(thrown->code(), code);
            }
            kept_any = kept_any || (thrown && !film.samples.empty());
            draw(*cpu, film); // from what was kept, to the same picture
            ASSERT_EQ(film.film.hash(), expected);
        }
    }
    EXPECT_TRUE(kept_any);
}

} // namespace
} // namespace triptych::test
