// DeviceTeam: several devices draw the film of one, whichever of them fail; lists of devices are understood.
// SPDX-License-Identifier: MIT
#include "render/device_team.hpp"

#include "captured_log.hpp"
#include "expect_error.hpp"
#include "render/aovs.hpp"
#include "render/devices.hpp"
#include "render/pass_renderer.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace triptych::test {
namespace {

/// Where a device fails: in the so many-th call of a function, from 1 on; 0: never.
struct Fault {
    int open = 0, load = 0, begin = 0, render = 0, dispatch = 0, read = 0;
    bool loses_samples = false;
    ExitCode code = ExitCode::DEVICE_LOST;
};

std::unique_ptr<Backend> open_kernel(const DeviceInfo& device) {
    BackendOptions options;
    options.threads = 1;
    return open_device(device, options);
}

/// The CPU under another name, with a fault.
class FaultyBackend final : public Backend {
public:
    FaultyBackend(DeviceInfo device, Fault fault)
        : m_device(std::move(device)), m_fault(fault), m_cpu(open_kernel(m_device)) {
        fail_at(m_fault.open);
    }
    DeviceInfo device() const override { return m_device; }
    void load(const PackedScene& scene) override {
        fail_at(m_fault.load);
        m_cpu->load(scene);
    }
    void begin(const shared::Frame& frame) override {
        fail_at(m_fault.begin);
        m_cpu->begin(frame);
    }
    void render(SampleRange samples, const Progress& progress) override {
        fail_at(m_fault.render);
        m_cpu->render(samples, [&](std::uint64_t done) {
            fail_at(m_fault.dispatch);
            progress(done);
        });
    }
    void read(Film& film) const override {
        fail_at(m_fault.read);
        m_cpu->read(film);
        if (m_fault.loses_samples) film.pixels.back().samples--;
    }
    double last_render_seconds() const override { return m_cpu->last_render_seconds(); }
    std::uint64_t rays() const override { return m_cpu->rays(); }
    double compile_seconds() const override { return 0.0; }
    void probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
               std::span<shared::ProbeOutput> outputs) override {
        m_cpu->probe(which, inputs, outputs);
    }
    std::vector<KernelReport> inspect() const override { return {}; }

private:
    void fail_at(int& calls) const {
        if (calls > 0 && --calls == 0) throw Error(m_fault.code, m_device.name + " was lost; plug it in again.");
    }

    DeviceInfo m_device;
    mutable Fault m_fault;
    std::unique_ptr<Backend> m_cpu;
};

TeamCandidate candidate(std::uint32_t number, Fault fault = {}) {
    DeviceInfo device;
    device.backend = "cpu";
    device.name = "device " + std::to_string(number);
    const std::vector<DeviceInfo> kernels = list_devices({});
    const auto last = std::find_if(kernels.rbegin(), kernels.rend(),
                                   [](const DeviceInfo& kernel) { return kernel.backend == "cpu"; });
    device.index = last->index - number % 2; // every processor has the last two
    return {device, [device, fault] { return std::make_unique<FaultyBackend>(device, fault); }};
}

class DeviceTeamTest : public testing::Test {
protected:
    DeviceTeamTest() {
        Scene scene = white_scene({0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -1.0f});
        add_sphere(scene, {0.0f, 0.0f, -2.0f}, 0.9f, lambertian({0.7f, 0.5f, 0.3f}));
        m_scene = packed_with_bvh(scene);
        m_settings = settings_of(70, 90, 1, 8);
        m_settings.window = {2, 3, 67, 84};
    }

    std::string expected_hash(std::uint32_t last = SAMPLES) {
        return render(*open_cpu(1), m_scene, m_settings, {{0, last}}).hash();
    }

    Film draw(DeviceTeam& team, std::uint32_t last = SAMPLES) {
        team.load(m_scene);
        team.begin(make_frame(m_scene.camera, m_settings));
        team.render({0, last / 2}, {});
        team.render({last / 2, last}, {});
        Film film(m_settings);
        team.read(film);
        return film;
    }

    /// Draws pictures, all of them right, until it is so: the system may leave a thread without a share for a while.
    void draw_until(DeviceTeam& team, const std::function<bool()>& is_so) {
        int rounds = 0;
        do {
            ASSERT_LT(rounds++, 1000);
            ASSERT_EQ(draw(team).hash(), expected_hash());
        } while (!is_so());
    }

    static constexpr std::uint32_t SAMPLES = 150;
    PackedScene m_scene;
    RenderSettings m_settings;
};

TEST_F(DeviceTeamTest, DrawsTheFilmOfOneDevice) {
    DeviceTeam team({candidate(0), candidate(1), candidate(2)}, nullptr);
    std::uint64_t pictures = 0;
    draw_until(team, [&] {
        ++pictures;
        const std::vector<DeviceShare> shares = team.shares();
        return std::all_of(shares.begin(), shares.end(), [](const DeviceShare& share) { return share.samples > 0; });
    });
    std::uint64_t samples = 0;
    for (const DeviceShare& share : team.shares()) {
        EXPECT_GT(share.samples, 0u);
        EXPECT_GT(share.seconds, 0.0);
        EXPECT_GT(share.speed, 0.0);
        samples += share.samples;
    }
    EXPECT_EQ(samples, pictures * SAMPLES * 65 * 81);
    EXPECT_EQ(team.device().name, "device 0, device 1, device 2");
    Film again(m_settings);
    team.read(again);
    EXPECT_EQ(again.hash(), expected_hash());
}

TEST_F(DeviceTeamTest, CountsTheRaysOfOneDevice) {
    const std::unique_ptr<Backend> alone = open_cpu(1);
    render(*alone, m_scene, m_settings, {{0, SAMPLES}});
    DeviceTeam team({candidate(0), candidate(1)}, nullptr);
    draw(team);
    EXPECT_EQ(team.rays(), alone->rays());
}

TEST_F(DeviceTeamTest, OthersDrawWhatAFailedDeviceHadNotBroughtHome) {
    for (const Fault& fault : {Fault{.begin = 1}, Fault{.begin = 3}, Fault{.render = 1}, Fault{.render = 4},
                               Fault{.dispatch = 1}, Fault{.dispatch = 9}, Fault{.read = 1}, Fault{.read = 2}}) {
        const CapturedLog log;
        DeviceTeam team({candidate(0), candidate(1, fault), candidate(2)}, nullptr);
        draw_until(team, [&] { return log.lines() > 0; });
        EXPECT_EQ(log.text(), "device 1 was lost; plug it in again. The other devices go on.\n");
        EXPECT_EQ(team.shares()[1].failure, "device 1 was lost; plug it in again.");
        EXPECT_EQ(draw(team).hash(), expected_hash()) << "the next picture";
        EXPECT_EQ(log.lines(), 1);
    }
}

TEST_F(DeviceTeamTest, GoesOnWithoutADeviceThatDoesNotStart) {
    for (const Fault& fault : {Fault{.open = 1}, Fault{.load = 1}}) {
        const CapturedLog log;
        DeviceTeam team({candidate(0, fault), candidate(1)}, nullptr);
        EXPECT_EQ(draw(team).hash(), expected_hash());
        EXPECT_EQ(log.text(), "device 0 was lost; plug it in again. The other devices go on.\n");
        EXPECT_EQ(team.device().name, "device 1");
    }
}

TEST_F(DeviceTeamTest, ADeviceThatLosesSamplesIsNotBelieved) {
    const CapturedLog log;
    DeviceTeam team({candidate(0, {.loses_samples = true}), candidate(1)}, nullptr);
    draw_until(team, [&] { return log.lines() > 0; });
    EXPECT_NE(log.text().find("device 0 left out samples"), std::string::npos) << log.text();
}

TEST_F(DeviceTeamTest, FailsOnceAllHaveFailed) {
    for (const Fault& fault : {Fault{.load = 1}, Fault{.begin = 2}, Fault{.dispatch = 3}, Fault{.read = 1}}) {
        const CapturedLog log;
        DeviceTeam team({candidate(0, fault), candidate(1, fault)}, nullptr);
        try {
            draw_until(team, [] { return false; });
            ADD_FAILURE() << "nothing was thrown";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::DEVICE_LOST);
            EXPECT_NE(std::string(error.what()).find(" was lost; plug it in again."), std::string::npos);
        }
        EXPECT_EQ(log.lines(), 1) << log.text();
    }
    expect_error(ExitCode::DEVICE_LOST, {"was lost"}, [] {
        DeviceTeam({candidate(0, {.open = 1}), candidate(1, {.open = 1})}, nullptr);
    });
}

TEST_F(DeviceTeamTest, AMistakeOfTheUsersEndsAll) {
    const Fault mistake{.open = 1, .code = ExitCode::INVALID_INPUT};
    expect_error(ExitCode::INVALID_INPUT, {"was lost"}, [&] {
        DeviceTeam({candidate(0), candidate(1, mistake)}, nullptr);
    });
}

TEST_F(DeviceTeamTest, ProgressEndsARenderAndTheNextOneIsWhole) {
    DeviceTeam team({candidate(0), candidate(1)}, nullptr);
    team.load(m_scene);
    team.begin(make_frame(m_scene.camera, m_settings));
    struct Stop {};
    EXPECT_THROW(team.render({0, 1'000'000}, [](std::uint64_t) { throw Stop(); }), Stop);
    EXPECT_EQ(draw(team).hash(), expected_hash());
}

TEST_F(DeviceTeamTest, ProgressGrowsToAll) {
    DeviceTeam team({candidate(0), candidate(1, {.dispatch = 9})}, nullptr);
    const CapturedLog log;
    team.load(m_scene);
    team.begin(make_frame(m_scene.camera, m_settings));
    std::uint64_t last = 0;
    team.render({0, 4 * SAMPLES}, [&](std::uint64_t done) {
        EXPECT_GT(done, last);
        last = done;
    });
    EXPECT_EQ(last, 4u * SAMPLES * 65 * 81);
}

TEST_F(DeviceTeamTest, PausesAtAWholeSample) {
    DeviceTeam team({candidate(0), candidate(1)}, nullptr);
    team.load(m_scene);
    FilmFile start{"scene", m_scene.hash, m_settings, {}, Film(m_settings)};
    PassRenderer passes(team, m_scene.camera, std::move(start), 0);
    passes.render_pass(200, {});
    while (passes.next_sample() < 5) passes.render_pass(5, {});
    int asked = 0;
    passes.render_pass(shared::FILM_MAX_SAMPLES, {}, [&] { return ++asked > 2; });
    EXPECT_GT(passes.next_sample(), 5u);
    EXPECT_LT(passes.next_sample(), shared::FILM_MAX_SAMPLES);
    const FilmFile& file = passes.fetch();
    EXPECT_EQ(file.samples, (std::vector<SampleRange>{{0, passes.next_sample()}}));
    EXPECT_EQ(file.film.hash(), expected_hash(passes.next_sample()));
}

TEST_F(DeviceTeamTest, DrawsAovs) {
    DeviceTeam team({candidate(0), candidate(1, {.dispatch = 7})}, nullptr);
    const CapturedLog log;
    const std::unique_ptr<Backend> alone = open_cpu(1);
    team.load(m_scene);
    alone->load(m_scene);
    AovRenderer together(team, m_scene, m_settings, {0, SAMPLES});
    AovRenderer one(*alone, m_scene, m_settings, {0, SAMPLES});
    for (const std::uint32_t quantity : {shared::QUANTITY_ALBEDO, shared::QUANTITY_NORMAL, shared::QUANTITY_POSITION})
        EXPECT_EQ(together.film(quantity).hash(), one.film(quantity).hash());
    EXPECT_EQ(together.channels(Aov::ID).front().values, one.channels(Aov::ID).front().values);
}

DeviceInfo device(const char* backend, std::uint32_t index, DeviceKind kind, const char* uuid) {
    DeviceInfo info;
    info.backend = backend;
    info.index = index;
    info.name = backend;
    info.kind = kind;
    info.uuid = uuid;
    return info;
}

std::string names_of(const std::vector<DeviceInfo>& devices) {
    std::string names;
    for (const DeviceInfo& info : devices) names += " " + info.backend + ":" + std::to_string(info.index);
    return names;
}

TEST(AllDevices, EachPieceOfHardwareOnce) {
    const std::vector<DeviceInfo> machine{device("cuda", 0, DeviceKind::DISCRETE_GPU, "a"),
                                          device("cuda", 1, DeviceKind::DISCRETE_GPU, "b"),
                                          device("vulkan", 0, DeviceKind::SOFTWARE, "s"),
                                          device("vulkan", 1, DeviceKind::DISCRETE_GPU, "b"),
                                          device("vulkan", 2, DeviceKind::DISCRETE_GPU, "a"),
                                          device("vulkan", 3, DeviceKind::INTEGRATED_GPU, "c"),
                                          device("vulkan", 4, DeviceKind::INTEGRATED_GPU, ""),
                                          device("vulkan", 5, DeviceKind::INTEGRATED_GPU, ""),
                                          device("cpu", 0, DeviceKind::CPU, ""),
                                          device("cpu", 1, DeviceKind::CPU, "")};
    EXPECT_EQ(names_of(all_once(machine, false)), " cuda:0 cuda:1 vulkan:3 vulkan:4 vulkan:5 cpu:0");
    EXPECT_EQ(names_of(all_once(machine, true)), " cuda:0 cuda:1 vulkan:3 vulkan:4 vulkan:5");
    std::vector<DeviceInfo> refused = machine;
    refused[1].refusal = "It draws another picture.";
    EXPECT_EQ(names_of(all_once(refused, true)), " cuda:0 vulkan:1 vulkan:3 vulkan:4 vulkan:5");
}

TEST(AllDevices, SoftwareWhereThereIsNothingElse) {
    const std::vector<DeviceInfo> machine{device("vulkan", 0, DeviceKind::SOFTWARE, "s"),
                                          device("vulkan", 1, DeviceKind::SOFTWARE, "t")};
    EXPECT_EQ(names_of(all_once(machine, false)), " vulkan:0");
    EXPECT_EQ(names_of(all_once(machine, true)), "");
    EXPECT_EQ(names_of(all_once({}, false)), "");
}

ChosenDevices chosen(const std::string& text, const std::string& backend = "auto", bool require_hardware = false) {
    return choose_render_devices({backend, text, require_hardware}, {});
}

TEST(DeviceList, NamesSeveral) {
    EXPECT_EQ(names_of(chosen("cpu:0, cpu:1").devices), " cpu:0 cpu:1");
    EXPECT_TRUE(chosen("cpu:0,cpu:1").together);
    EXPECT_EQ(names_of(chosen("1,0", "cpu").devices), " cpu:1 cpu:0");
    EXPECT_EQ(names_of(chosen("cpu:plain reference,cpu").devices).find(" cpu:"), 0u);
    EXPECT_FALSE(chosen("cpu:1").together);
    EXPECT_EQ(names_of(chosen("cpu:1").devices), " cpu:1");
    EXPECT_EQ(names_of(chosen("cpu").devices), " cpu:0");
    EXPECT_EQ(names_of(chosen("all", "cpu").devices), " cpu:0");
}

TEST(DeviceList, OneNameMayHoldCommasAndColons) {
    const std::vector<DeviceInfo> all = list_devices({});
    const auto vector_kernel = std::find_if(all.begin(), all.end(), [](const DeviceInfo& info) {
        return info.backend == "cpu" && info.name.find(',') != std::string::npos;
    });
    if (vector_kernel == all.end()) return; // no kernel of this processor has such a name
    const ChosenDevices one = chosen(vector_kernel->name, "cpu");
    EXPECT_FALSE(one.together);
    EXPECT_EQ(one.devices.size(), 1u);
}

TEST(DeviceList, MistakesAreNamed) {
    expect_error(ExitCode::NO_DEVICE, {"'nonsense'"}, [] { chosen("cpu,nonsense"); });
    expect_error(ExitCode::NO_DEVICE, {"'99'", "'cpu'"}, [] { chosen("cpu:99"); });
    expect_error(ExitCode::USAGE, {"twice", "cpu device 0"}, [] { chosen("cpu,cpu"); });
    expect_error(ExitCode::USAGE, {"twice", "'cpu:0'"}, [] { chosen("cpu,cpu:0"); });
    expect_error(ExitCode::USAGE, {"empty"}, [] { chosen("cpu,"); });
    expect_error(ExitCode::USAGE, {"empty"}, [] { chosen(",cpu"); });
    expect_error(ExitCode::USAGE, {"cpu:0", "vulkan"}, [] { chosen("cpu:0,cpu:1", "vulkan"); });
    expect_error(ExitCode::NO_DEVICE, {"hardware"}, [] { chosen("cpu:0,cpu:1", "auto", true); });
}

} // namespace
} // namespace triptych::test
