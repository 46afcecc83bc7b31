// Traces: tracks, times and marks as written, and what backends tell of their dispatches.
// SPDX-License-Identifier: MIT
#include "base/trace.hpp"
#include "expect_error.hpp"
#include "rendering.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace triptych::test {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

/// The events of a trace that are no names of tracks.
std::vector<Json> events_of(const Trace& trace) {
    std::vector<Json> events;
    for (const Json& event : Json::parse(trace.json()))
        if (event["ph"] != "M") events.push_back(event);
    return events;
}

double end_of(const Json& event) { return event["ts"].get<double>() + event["dur"].get<double>(); }

TEST(Trace, WritesSpansInMicrosecondsWithTheirArguments) {
    const auto start = Trace::Clock::now();
    Trace trace;
    trace.add_span("load", start + 2s, start + 2s + 1500ns, {{"file", std::string("a\"b\n")}, {"bytes", 7u}});
    const Json event = events_of(trace).at(0);
    EXPECT_EQ(event["name"], "load");
    EXPECT_EQ(event["ph"], "X");
    EXPECT_EQ(event["dur"], 1.5);
    EXPECT_LE(event["ts"].get<double>(), 2e6);
    EXPECT_EQ(event["args"], Json({{"file", "a\"b\n"}, {"bytes", 7}}));
}

TEST(Trace, NamesEachTrackOnce) {
    Trace trace;
    trace.add_dispatch("gpu 0", 0.0, {});
    trace.add_dispatch("gpu 1", 0.0, {});
    trace.add_dispatch("gpu 0", 0.0, {});
    std::vector<std::string> names;
    for (const Json& event : Json::parse(trace.json()))
        if (event["name"] == "thread_name") names.push_back(event["args"]["name"]);
    EXPECT_EQ(names, (std::vector<std::string>{"host", "gpu 0", "gpu 1"}));
    const std::vector<Json> events = events_of(trace);
    EXPECT_EQ(events[0]["tid"], events[2]["tid"]);
    EXPECT_NE(events[0]["tid"], events[1]["tid"]);
}

/// Devices keep clocks of their own: two dispatches in flight may seem to end at once.
TEST(Trace, DispatchesKeepTheirLengthsAndNeverOverlap) {
    Trace trace;
    for (const double seconds : {0.004, 0.002, 0.001}) trace.add_dispatch("gpu", seconds, {});
    const std::vector<Json> events = events_of(trace);
    EXPECT_EQ(events[0]["dur"], 4000.0);
    EXPECT_EQ(events[1]["dur"], 2000.0);
    EXPECT_EQ(events[2]["dur"], 1000.0);
    EXPECT_GE(events[0]["ts"].get<double>(), 0.0);
    for (std::size_t i = 1; i < events.size(); i++)
        EXPECT_GE(events[i]["ts"].get<double>() + 1e-3, end_of(events[i - 1]));
}

TEST(TraceSpan, EndsWithItsScopeEvenByAnException) {
    Trace trace;
    try {
        const TraceSpan outer(&trace, "outer");
        const TraceSpan inner(&trace, "inner");
        throw std::runtime_error("on purpose");
    } catch (const std::runtime_error&) {
    }
    const std::vector<Json> events = events_of(trace);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0]["name"], "inner");
    EXPECT_EQ(events[1]["name"], "outer");
    EXPECT_LE(events[1]["ts"], events[0]["ts"]);
    EXPECT_GE(end_of(events[1]) + 1e-3, end_of(events[0]));
}

TEST(TraceSpan, NextLeavesNoGap) {
    Trace trace;
    {
        TraceSpan phase(&trace, "first");
        phase.next("second", {{"samples", std::uint64_t{3}}});
    }
    const std::vector<Json> events = events_of(trace);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_NEAR(end_of(events[0]), events[1]["ts"].get<double>(), 1e-3);
    EXPECT_TRUE(events[0]["args"].empty());
    EXPECT_EQ(events[1]["args"]["samples"], 3);
}

TEST(TraceSpan, DoesNothingWithoutATrace) {
    TraceSpan phase(nullptr, "first");
    phase.next("second");
}

TEST(Trace, IsWrittenWholeOrNotAtAll) {
    const TemporaryFolder folder;
    Trace trace;
    trace.add_mark("here");
    trace.write(folder / "trace.json");
    std::ifstream file(folder / "trace.json");
    EXPECT_EQ(Json::parse(file), Json::parse(trace.json()));
    expect_error(ExitCode::OUTPUT, {"trace.json"}, [&] { trace.write(folder / "missing" / "trace.json"); });
}

/// Every device of this machine; a width that is no multiple of a tile's.
TEST(Trace, DispatchesOfEveryDeviceHoldAllSamplesAndAllRenderTime) {
    const PackedScene scene = packed_with_bvh(white_scene({0.0f, 1.0f, 4.0f}, {0.0f, 0.0f, 0.0f}));
    const RenderSettings settings = settings_of(83, 45, 7, 20);
    for (const DeviceInfo& device : list_devices({})) {
        if (!device.unavailable.empty()) continue;
        SCOPED_TRACE(device.backend + " " + device.name);
        Trace trace;
        BackendOptions options;
        options.trace = &trace;
        const std::unique_ptr<Backend> backend = open_device(device, options);
        backend->load(scene);
        backend->begin(make_frame(scene.camera, settings));
        backend->render({2, 8}, {});
        std::uint64_t samples = 0;
        double microseconds = 0.0;
        std::size_t dispatches = 0;
        for (const Json& event : events_of(trace)) {
            if (event["cat"] != "device") continue;
            EXPECT_EQ(event["args"]["backend"], device.backend);
            EXPECT_GE(event["args"]["first_sample"], 2);
            samples += event["args"]["samples"].get<std::uint64_t>();
            microseconds += event["dur"].get<double>();
            dispatches++;
        }
        EXPECT_EQ(samples, 83u * 45u * 6u);
        EXPECT_GT(dispatches, 0u);
        EXPECT_NEAR(microseconds * 1e-6, backend->last_render_seconds(), 1e-9 * double(dispatches + 1));
    }
}

} // namespace
} // namespace triptych::test
