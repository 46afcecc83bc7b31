// Vulkan alone: silent validation layers, mended division, damaged caches, absent devices (the rest: backends_test).
// SPDX-License-Identifier: MIT
#include "backend/vulkan/vulkan.hpp"
#include "backend/vulkan/vulkan_backend.hpp"
#include "base/float_mode.hpp"
#include "expect_error.hpp"
#include "load/load.hpp"
#include "probe_inputs.hpp"
#include "rendering.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

namespace triptych::test {
namespace {

namespace fs = std::filesystem;

/// Sets an environment variable while it lives.
class Environment {
public:
    Environment(const char* name, const std::string& value) : m_name(name) { ::setenv(name, value.c_str(), 1); }
    ~Environment() { ::unsetenv(m_name); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* m_name;
};

/// Runs with the first usable Vulkan device; skipped, with the reason, where there is none.
class Vulkan : public testing::Test {
protected:
    void SetUp() override {
        std::string reason;
        for (const DeviceInfo& device : VULKAN_BACKEND.list({})) {
            if (device.unavailable.empty()) {
                m_index = device.index;
                return;
            }
            reason += device.unavailable;
        }
        GTEST_SKIP() << reason;
    }

    std::unique_ptr<Backend> open(const BackendOptions& options = {}) const {
        return VULKAN_BACKEND.open(m_index, options);
    }

    std::uint32_t m_index = 0;
};

/// The shaders with one text replaced in one file.
class EditedShaders {
public:
    EditedShaders(const std::string& file, const std::string& from, const std::string& to) {
        fs::copy(TRIPTYCH_SOURCE_DIR "/shaders", m_folder.path(), fs::copy_options::recursive);
        std::ifstream in(m_folder / file);
        std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        const std::size_t at = text.find(from);
        if (at == std::string::npos) throw std::runtime_error(file + " has no " + from);
        text.replace(at, from.size(), to);
        put_file(m_folder / file, std::as_bytes(std::span(text)));
    }

    BackendOptions options() const {
        BackendOptions options;
        options.shader_dir = m_folder.path();
        return options;
    }

private:
    TemporaryFolder m_folder;
};

/// Every material, in front of a gradient, without a tree.
PackedScene small_scene() {
    Scene scene = white_scene({0.0f, 1.0f, 4.0f}, {0.0f, 0.0f, 0.0f});
    scene.background = {vec3(1.0f), shared::BACKGROUND_GRADIENT, {0.5f, 0.7f, 1.0f}, shared::NONE};
    scene.camera.defocus_angle = 1.0;
    scene.camera.focus_distance = 4.0;
    add_sphere(scene, {0.0f, -100.5f, 0.0f}, 100.0f, lambertian({0.8f, 0.8f, 0.1f}));
    add_sphere(scene, {-1.0f, 0.0f, 0.0f}, 0.5f, glass(1.5f));
    add_sphere(scene, {-1.0f, 0.0f, 0.0f}, 0.4f, glass(0.66f));
    add_sphere(scene, {0.0f, 0.0f, -0.3f}, 0.5f, lambertian({0.1f, 0.2f, 0.5f}));
    add_sphere(scene, {1.0f, 0.0f, 0.0f}, 0.5f, metal({0.8f, 0.6f, 0.2f}, 0.3f));
    return pack_scene(scene);
}

Film draw(Backend& backend, std::uint32_t samples = 5) {
    return render(backend, small_scene(), settings_of(61, 43, 9), {{0, samples}});
}

/// A picture by the shared function alone, pixel by pixel.
Film expected_film(const PackedScene& scene, const RenderSettings& settings, std::uint32_t samples) {
    const FlushDenormals flush;
    const shared::Frame frame = make_frame(scene.camera, settings);
    Film film(settings);
    auto pixel = film.pixels.begin();
    for (std::uint32_t y = frame.y0; y < frame.y1; y++) {
        for (std::uint32_t x = frame.x0; x < frame.x1; x++) {
            *pixel++ = shared::render_pixel(scene.view(), frame, x, y, 0, samples).film;
        }
    }
    return film;
}

/// What draw() must draw.
Film expected_film(std::uint32_t samples = 5) { return expected_film(small_scene(), settings_of(61, 43, 9), samples); }

void expect_host_bits(Backend& backend, shared::uint end) {
    for (shared::uint which = 0; which < end; which++) {
        const std::vector<shared::ProbeInput> inputs = probe_inputs(which);
        std::vector<shared::ProbeOutput> outputs(inputs.size());
        backend.probe(which, inputs, outputs);
        const FlushDenormals flush;
        for (std::size_t i = 0; i < inputs.size(); i++) {
            const shared::ProbeOutput expected = shared::run_probe(which, inputs[i]);
            ASSERT_EQ(std::memcmp(&expected, &outputs[i], sizeof expected), 0) << "probe " << which << ", input " << i;
        }
    }
}

TEST_F(Vulkan, DrawsWhatTheSharedFunctionDraws) {
    const Film found = draw(*open());
    const Film expected = expected_film();
    ASSERT_EQ(found.pixels.size(), expected.pixels.size());
    for (std::size_t i = 0; i < expected.pixels.size(); i++) {
        ASSERT_EQ(std::memcmp(&expected.pixels[i], &found.pixels[i], sizeof expected.pixels[i]), 0) << "pixel " << i;
    }
}

TEST_F(Vulkan, DescribesTheDevice) {
    const std::unique_ptr<Backend> backend = open();
    const DeviceInfo info = backend->device();
    EXPECT_EQ(info.backend, "vulkan");
    EXPECT_EQ(info.uuid.size(), 36u);
    EXPECT_FALSE(info.name.empty());
    EXPECT_FALSE(info.driver.empty());
    EXPECT_GT(info.memory_bytes, 0u);
    draw(*backend);
    EXPECT_GT(backend->last_render_seconds(), 0.0);
    EXPECT_GT(backend->compile_seconds(), 0.0);
    EXPECT_GT(backend->rays(), 61u * 43 * 5);
}

TEST_F(Vulkan, ForcedFixupDrawsTheSamePicture) {
    const Environment forced("TRIPTYCH_FORCE_FIXUP", "1");
    const std::unique_ptr<Backend> backend = open();
    // The later probes divide and take roots by the same functions, and llvmpipe compiles a minute for them.
    expect_host_bits(*backend, shared::PROBE_SOBOL);
    EXPECT_EQ(draw(*backend).hash(), expected_film().hash());
}

/// What chooses the kernel: that of GPUs, or that of llvmpipe.
constexpr const char* PLAIN = "TRIPTYCH_FORCE_ADDRESSES";
constexpr const char* POOLED = "TRIPTYCH_FORCE_POOL";

TEST_F(Vulkan, BothKernelsDrawTheSamePictureWhicheverArraysAreEmpty) {
    const RenderSettings settings = settings_of(32, 32, 3);
    const PackedScene nothing = pack_scene(white_scene({}, {0.0f, 0.0f, -1.0f}));
    for (const char* kernel : {PLAIN, POOLED}) {
        const Environment forced(kernel, "1");
        const std::unique_ptr<Backend> backend = open();
        EXPECT_EQ(draw(*backend).hash(), expected_film().hash()) << kernel;
        for (const PackedScene& scene : {nothing, packed_with_bvh(load_scene("cornell-box"))}) {
            const Film found = render(*backend, scene, settings, {{0, 3}});
            EXPECT_EQ(found.hash(), expected_film(scene, settings, 3).hash()) << kernel;
        }
    }
}

TEST_F(Vulkan, PoolsPathsOfOneSampleOverWideTiles) {
    const Environment forced(POOLED, "1");
    RenderSettings settings = settings_of(700, 260, 9);
    settings.window = {13, 5, 697, 252};
    for (const std::uint32_t samples : {1u, 2u, 5u}) {
        const Film found = render(*open(), small_scene(), settings, {{0, samples}});
        EXPECT_EQ(found.hash(), expected_film(small_scene(), settings, samples).hash()) << samples;
    }
}

TEST_F(Vulkan, MendsADeviceThatDividesInexactly) {
    const EditedShaders shaders("divide.glsl", "divide_fixup(x, y, x / y);\n    return x / y;",
                                "divide_fixup(x, y, x * (1.0f / y));\n    return x * (1.0f / y);");
    EXPECT_EQ(draw(*open(shaders.options())).hash(), expected_film().hash());
}

TEST_F(Vulkan, RefusesADeviceThatBreaksTheContract) {
    const EditedShaders fused("probe.glsl", "p.b.x * p.b.y + p.b.z,", "p.b.x * p.b.y + 1.0000001f * p.b.z,");
    expect_error(ExitCode::NO_DEVICE, {"add and multiply as written"}, [&] { open(fused.options()); });
    const EditedShaders rough("divide.glsl", "FN float square_root(float x) {",
                              "FN float square_root(float x) {\n    x = 1.0001f * x;");
    expect_error(ExitCode::NO_DEVICE, {"too inexactly"}, [&] { open(rough.options()); });
}

TEST_F(Vulkan, NoticesADispatchThatIsCutShort) {
    const EditedShaders lazy("dispatch.glsl", "tile < dispatch.tiles ?", "tile < dispatch.tiles && tile != 7u ?");
    const EditedShaders hasty("render_pooled.comp", "subgroupAny(is_busy) || handed_out", "handed_out");
    const auto expect_noticed = [&](const char* kernel, const EditedShaders& shaders) {
        const Environment forced(kernel, "1");
        const std::unique_ptr<Backend> backend = open(shaders.options());
        expect_error(ExitCode::INTERNAL, {"cut a dispatch short"}, [&] { draw(*backend); });
    };
    expect_noticed(POOLED, lazy);
    expect_noticed(POOLED, hasty);
    expect_noticed(PLAIN, lazy);
}

TEST_F(Vulkan, NoticesWhereTheDriverEndsLoopsEarly) {
    if (open()->device().driver.find("llvmpipe") == std::string::npos) GTEST_SKIP() << "only llvmpipe does";
    const std::string burn = "uint sink = 0u;\n"
                             "    for (uint i = 0u; i < 65530u + frame.x1; i++) sink = 5u * sink + i;\n"
                             "    if (sink == 1u) return;\n    ";
    // Where all paths are at their ends and counted. Mesa 22 ends such a loop, Mesa 25 does not.
    const auto expect_noticed_or_right = [&](const char* kernel, const char* file, const std::string& before) {
        const Environment forced(kernel, "1");
        const EditedShaders slow(file, before, burn + before);
        const std::unique_ptr<Backend> backend = open(slow.options());
        try {
            EXPECT_EQ(draw(*backend).hash(), expected_film().hash());
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::INTERNAL);
            EXPECT_NE(std::string(error.what()).find("cut a dispatch short"), std::string::npos) << error.what();
        }
    };
    expect_noticed_or_right(POOLED, "render_pooled.comp", "for (uint i = gl_Subgroup");
    expect_noticed_or_right(PLAIN, "render.comp", "add_to_film");
}

TEST_F(Vulkan, CompilesEditedShaders) {
    const EditedShaders dark("background.glsl", "float a = 0.5f", "float a = 0.25f");
    EXPECT_NE(draw(*open(dark.options())).hash(), expected_film().hash());
    const EditedShaders broken("background.glsl", "float a = 0.5f", "float a = ?");
    expect_error(ExitCode::INVALID_INPUT, {"background.glsl:"}, [&] { open(broken.options()); });
}

TEST_F(Vulkan, RefusesAFilmLargerThanTheDevice) {
    const std::unique_ptr<Backend> backend = open();
    const PackedScene scene = small_scene();
    backend->load(scene);
    const RenderSettings huge = settings_of(4000000000u, 4000000000u);
    expect_error(ExitCode::LIMIT, {"film", "bytes"}, [&] { backend->begin(make_frame(scene.camera, huge)); });
    EXPECT_EQ(draw(*backend).hash(), expected_film().hash());
}

TEST_F(Vulkan, ThereIsNoSuchDevice) {
    expect_error(ExitCode::NO_DEVICE, {"no Vulkan device 99"}, [] { VULKAN_BACKEND.open(99, {}); });
}

TEST_F(Vulkan, DamagedCachesAreIgnored) {
    const TemporaryFolder folder;
    BackendOptions options;
    options.cache_dir = folder / "cache";
    const std::string expected = expected_film().hash();
    EXPECT_EQ(draw(*open(options)).hash(), expected);
    const auto entries = fs::directory_iterator(options.cache_dir);
    const fs::path file = std::find_if(begin(entries), end(entries), [](const fs::path& path) {
                              return path.extension() == ".pipelines";
                          })->path();
    std::ifstream in(file, std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    ASSERT_GT(whole.size(), 80u);

    // One byte off, cut short, and empty; cache_file_test has the other ways.
    std::string changed = whole;
    changed.back() ^= 1;
    const std::string damaged[] = {changed, whole.substr(0, whole.size() - 1), {}};
    for (const std::string& text : damaged) {
        put_file(file, std::as_bytes(std::span(text)));
        EXPECT_EQ(draw(*open(options), 5).hash(), expected);
        std::ifstream again(file, std::ios::binary);
        const std::string rebuilt((std::istreambuf_iterator<char>(again)), std::istreambuf_iterator<char>());
        EXPECT_EQ(rebuilt.substr(0, 48), whole.substr(0, 48)); // magic, version and key are back
        EXPECT_NE(rebuilt, text);
    }
}

TEST_F(Vulkan, AFolderThatCannotBeWrittenOnlyCostsTime) {
    const TemporaryFolder folder;
    put_file(folder / "file", {});
    BackendOptions options;
    options.cache_dir = folder / "file";
    EXPECT_EQ(draw(*open(options)).hash(), expected_film().hash());
}

/// Options with validation, or a skip where its layer is not installed.
class Validation : public Vulkan {
protected:
    void SetUp() override {
        Vulkan::SetUp();
        if (IsSkipped()) return;
        m_options.validate = true;
        const DeviceInfo first = VULKAN_BACKEND.list(m_options).front();
        if (!first.unavailable.empty()) GTEST_SKIP() << first.unavailable;
        m_before = validation_message_count();
    }

    /// What the program prints while it begins a picture, first dispatch included, with these kernels under validation.
    std::string printed_by(const EditedShaders& shaders) const {
        BackendOptions options = shaders.options();
        options.validate = true;
        const PackedScene scene = small_scene();
        const auto backend = open(options);
        backend->load(scene);
        testing::internal::CaptureStdout();
        backend->begin(make_frame(scene.camera, settings_of(16, 16)));
        return testing::internal::GetCapturedStdout();
    }

    BackendOptions m_options;
    std::uint64_t m_before = 0;
};

TEST_F(Validation, HasNothingToSay) {
    {
        const std::unique_ptr<Backend> backend = open(m_options);
        EXPECT_EQ(draw(*backend).hash(), expected_film().hash());
        EXPECT_THROW(backend->render({5, 9}, [](std::uint64_t) { throw std::runtime_error("stop"); }),
                     std::runtime_error);
        EXPECT_EQ(render(*backend, small_scene(), settings_of(200, 100), {{0, 7}, {7, 9}}).samples(), 200u * 100 * 9);
        expect_host_bits(*backend, shared::PROBE_COUNT);
    }
    EXPECT_EQ(validation_message_count(), m_before);
}

TEST_F(Validation, SpeaksWhereSomethingIsWrong) {
    // A push constant beyond the pipeline layout's range.
    printed_by({"dispatch.glsl", "uint groups_per_thread;", "layout(offset = 120) uint groups_per_thread;"});
    EXPECT_GT(validation_message_count(), m_before);
}

/// The version of Vulkan that the validation layers are for.
std::uint32_t layers_version() {
    std::uint32_t count = 0;
    vkEnumerateInstanceLayerProperties(&count, nullptr);
    std::vector<VkLayerProperties> layers(count);
    vkEnumerateInstanceLayerProperties(&count, layers.data());
    for (const VkLayerProperties& layer : layers) {
        if (std::strcmp(layer.layerName, "VK_LAYER_KHRONOS_validation") == 0) return layer.specVersion;
    }
    return 0;
}

TEST_F(Validation, WatchesDeviceAddresses) {
    if (layers_version() >= VK_MAKE_API_VERSION(0, 1, 4, 0)) {
        GTEST_SKIP() << "layers 1.4 (1.4.309 was tried) neither notice an access beyond a buffer nor leave it out";
    }
    // A pixel beyond the film; the layer's instrumented code leaves the access out.
    EXPECT_NE(printed_by({"dispatch.glsl", "uint index = ", "uint index = 100000000u + "}).find("out of bounds"),
              std::string::npos);
}

/// Lists the devices of a fresh process, on stderr.
[[noreturn]] void list_and_exit(const BackendOptions& options) {
    const std::vector<DeviceInfo> devices = VULKAN_BACKEND.list(options);
    std::fprintf(stderr, "%zu: %s\n", devices.size(), devices.front().unavailable.c_str());
    std::exit(devices.front().backend == "vulkan" ? 0 : 1);
}

TEST(AbsentVulkan, WithoutADriver) {
    GTEST_FLAG_SET(death_test_style, "threadsafe"); // a process of its own
    const Environment names("VK_DRIVER_FILES", "/nonexistent");
    const Environment old_names("VK_ICD_FILENAMES", "/nonexistent");
    EXPECT_EXIT(list_and_exit({}), testing::ExitedWithCode(0), "1: No Vulkan (driver|loader).* was found.*\\.");
}

TEST(AbsentVulkan, WithoutALoader) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const TemporaryFolder folder;
    put_file(folder / "libvulkan.so.1", {}); // no library, and found first
    put_file(folder / "libvulkan.so", {});
    const Environment path("LD_LIBRARY_PATH", folder.path().string());
    EXPECT_EXIT(list_and_exit({}), testing::ExitedWithCode(0), "1: No Vulkan loader .* was found.*\\.");
}

TEST(AbsentVulkan, WithoutAValidationLayer) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const Environment layers("VK_LAYER_PATH", "/nonexistent");
    BackendOptions options;
    options.validate = true;
    EXPECT_EXIT(list_and_exit(options), testing::ExitedWithCode(0),
                "1: (Vulkan's validation layer .* is not installed|No Vulkan loader).*\\.");
}

} // namespace
} // namespace triptych::test
