// WorkShare: each sample counts once, and devices of whatever speeds end together, under a simulated clock.
// SPDX-License-Identifier: MIT
#include "render/work_share.hpp"

#include "simulated_devices.hpp"

#include <gtest/gtest.h>

#include <string>

namespace triptych::test {
namespace {

constexpr double LATE = 1.05; // of the ideal

struct Work {
    std::string name;
    std::uint32_t width;
    std::vector<double> row_costs;
    std::uint32_t samples;
};

/// A picture whose lower half costs four times as much as its upper one.
std::vector<double> uneven(std::size_t rows) {
    std::vector<double> costs(rows, 1.0);
    std::fill(costs.begin() + static_cast<std::ptrdiff_t>(rows / 2), costs.end(), 4.0);
    return costs;
}

std::vector<Work> works() {
    return {{"whole picture", 1920, uneven(1080), 300}, {"few samples", 3840, uneven(2160), 40},
            {"short", 640, uneven(480), 250},           {"small picture", 1000, uneven(48), 20'000},
            {"one row", 10'000, {1.0}, 50'000},         {"one column", 100, uneven(2'000), 3'000}};
}

void expect_once(const Simulation& simulation, SampleRange samples) {
    for (std::uint32_t sample = 0; sample < simulation.added().size(); ++sample) {
        const unsigned expected = sample >= samples.first && sample < samples.last ? 1 : 0;
        for (const unsigned times : simulation.added()[sample]) ASSERT_EQ(times, expected) << "sample " << sample;
    }
}

std::vector<SimulatedDevice> devices_of(const std::vector<double>& speeds) {
    std::vector<SimulatedDevice> devices;
    for (const double speed : speeds) devices.push_back({.speed = speed});
    return devices;
}

TEST(WorkShare, AllDevicesEndTogether) {
    for (const std::vector<double>& speeds :
         {std::vector{1e7}, {1e7, 1e7}, {1e6, 1e7, 1e8}, {1e8, 1e6, 1e7}, {1e5, 1e8}, {1e7, 2e7, 3e7, 5e7, 1e5}}) {
        for (const Work& work : works()) {
            SCOPED_TRACE(work.name + ", " + std::to_string(speeds.size()) + " devices");
            Simulation simulation(devices_of(speeds), work.width, work.row_costs);
            simulation.add({0, work.samples});
            simulation.run(true);
            expect_once(simulation, {0, work.samples});
            EXPECT_LT(simulation.now(), LATE * simulation.ideal_seconds(work.samples));
        }
    }
}

TEST(WorkShare, ADeviceThatGetsSlowIsNotWaitedFor) {
    for (const double when : {0.5, 1.0, 2.0, 2.9}) {
        SCOPED_TRACE(when);
        std::vector<SimulatedDevice> devices = devices_of({1e7, 1e8, 1e8});
        devices[0].slow_from = when;
        devices[0].slower = 1000.0;
        Simulation simulation(devices, 800, std::vector<double>(600, 1.0));
        simulation.add({0, 1300});
        simulation.run(true);
        expect_once(simulation, {0, 1300});
        EXPECT_LT(simulation.now(), LATE * simulation.ideal_seconds(1300));
        EXPECT_GT(simulation.copies(), 0u);
    }
}

TEST(WorkShare, WhatAFailedDeviceHeldIsDrawnByTheOthers) {
    for (int i = 0; i < 40; ++i) {
        const double when = 0.1 * i;
        SCOPED_TRACE(when);
        std::vector<SimulatedDevice> devices = devices_of({1e8, 1e8, 1e6});
        devices[static_cast<std::size_t>(i) % 3].fails_at = when;
        Simulation simulation(devices, 800, uneven(600));
        simulation.add({0, 250});
        simulation.run(true);
        expect_once(simulation, {0, 250});
        EXPECT_TRUE(simulation.share().is_collected());
    }
}

TEST(WorkShare, NothingIsDoneOnceAllHaveFailed) {
    std::vector<SimulatedDevice> devices = devices_of({1e6, 1e7});
    devices[0].fails_at = 0.3;
    devices[1].fails_at = 0.2;
    Simulation simulation(devices, 100, uneven(100));
    simulation.add({0, 10'000});
    simulation.run(true);
    EXPECT_FALSE(simulation.share().is_drawn());
    EXPECT_GT(simulation.share().samples_left(), 0u);
}

TEST(WorkShare, ADrainedPictureHasWholeSamplesOnly) {
    for (const std::vector<double>& speeds : {std::vector{1e6, 1e7, 1e8}, {2e5, 3e5}, {1e5, 1e8}}) {
        for (int i = 1; i < 20; ++i) {
            SCOPED_TRACE(i);
            Simulation simulation(devices_of(speeds), 320, uneven(200));
            simulation.add({7, 20'000});
            double drained_at = 0.0;
            simulation.run(false, [&] {
                if (drained_at > 0.0 || simulation.now() < 0.3 * i) return;
                drained_at = simulation.now();
                simulation.share().drain();
            });
            const std::uint32_t end = simulation.share().end();
            EXPECT_GT(end, 7u);
            EXPECT_LT(end, 20'000u);
            // The pieces under way, and of one sample what is left.
            const double sample = 2.5 * 320 * 200 / (speeds[0] + speeds[1]);
            EXPECT_LT(simulation.now() - drained_at, 1.3 + sample);
            simulation.run(true);
            expect_once(simulation, {7, end});
            simulation.add({end, end + 50});
            simulation.run(false);
            simulation.run(true);
            expect_once(simulation, {7, end + 50});
        }
    }
}

TEST(WorkShare, WhatWasHeldSinceAnEarlierRangeIsDrawnAgain) {
    std::vector<SimulatedDevice> devices = devices_of({1e7, 1e7});
    devices[0].fails_at = 3.0;
    Simulation simulation(devices, 10, uneven(10));
    std::uint32_t end = 0;
    while (simulation.now() < 4.0) {
        simulation.add({end, end + 5000});
        end += 5000;
        simulation.run(false);
        EXPECT_EQ(simulation.share().end(), end);
    }
    simulation.run(true);
    expect_once(simulation, {0, end});
}

TEST(WorkShare, SpeedsAreMeasured) {
    Simulation simulation(devices_of({1e6, 1e8}), 400, std::vector<double>(300, 1.0));
    EXPECT_EQ(simulation.share().speed(0), 0.0);
    simulation.add({0, 2000});
    double slow = 0.0;
    double fast = 0.0;
    simulation.run(false, [&] {
        if (simulation.now() > 1.5) return;
        slow = simulation.share().speed(0);
        fast = simulation.share().speed(1);
    });
    EXPECT_NEAR(slow, 1e6, 5e4);
    EXPECT_NEAR(fast, 1e8, 5e6);
}

} // namespace
} // namespace triptych::test
