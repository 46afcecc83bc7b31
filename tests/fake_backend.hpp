// A device that draws a flat picture in the time that it is told to, for tests of what measures devices.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "bench/measure.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace triptych::test {

/// How a fake device behaves. Each run takes the next of `seconds`, over and over.
struct FakeBehaviour {
    std::vector<double> seconds{0.001};
    std::uint32_t picture = 1; // devices with one number draw the same
    bool unstable = false;     // draws another picture each time
    bool loses_samples = false;
    bool fails = false;
    double compile_seconds = 0.0;
};

class FakeBackend final : public Backend {
public:
    FakeBackend(DeviceInfo device, FakeBehaviour behaviour, std::vector<std::string>* log)
        : m_device(std::move(device)), m_behaviour(std::move(behaviour)), m_log(log) {}

    DeviceInfo device() const override { return m_device; }
    void load(const PackedScene&) override {}

    void begin(const shared::Frame& frame) override {
        m_pixels.assign(std::size_t{frame.x1 - frame.x0} * (frame.y1 - frame.y0), shared::FilmPixel{});
    }

    void render(SampleRange samples, const Progress& progress) override {
        if (m_behaviour.fails) throw Error(ExitCode::DEVICE_LOST, "The fake device was lost; plug it in again.");
        m_log->push_back(m_device.backend);
        if (m_behaviour.unstable) ++m_behaviour.picture;
        for (shared::FilmPixel& pixel : m_pixels) {
            pixel.red.low = m_behaviour.picture;
            pixel.samples = samples.count() - (m_behaviour.loses_samples ? 1 : 0);
        }
        if (progress) progress(1); // one sample is done after the first dispatch
    }

    void read(Film& film) const override { film.pixels = m_pixels; }
    double last_render_seconds() const override { return m_behaviour.seconds[m_run++ % m_behaviour.seconds.size()]; }
    std::uint64_t rays() const override { return 3 * m_pixels.size(); }
    double compile_seconds() const override { return m_behaviour.compile_seconds; }
    void probe(shared::uint, std::span<const shared::ProbeInput>, std::span<shared::ProbeOutput>) override {}
    std::vector<KernelReport> inspect() const override { return {}; }

private:
    DeviceInfo m_device;
    FakeBehaviour m_behaviour;
    std::vector<std::string>* m_log;
    mutable std::size_t m_run = 0;
    std::vector<shared::FilmPixel> m_pixels;
};

/// A contender with a fake device; its renders are noted in `log` by the name of its backend.
inline Contender fake_contender(const std::string& backend, const FakeBehaviour& behaviour,
                                std::vector<std::string>& log) {
    Contender contender;
    contender.device.backend = backend;
    contender.device.name = backend + " <device> & \"co\"";
    contender.device.driver = "fake, 1.0";
    contender.device.kind = DeviceKind::DISCRETE_GPU;
    contender.open = [device = contender.device, behaviour, &log](const BackendOptions&) {
        return std::make_unique<FakeBackend>(device, behaviour, &log);
    };
    return contender;
}

/// 16 x 9 pixels, 4 samples each, of no scene at all.
inline Picture fake_work() {
    Picture work;
    work.scene_name = "no <scene>";
    work.scene = std::make_shared<PackedScene>();
    work.settings.width = 16;
    work.settings.height = 9;
    work.settings.window = {0, 0, 16, 9};
    work.samples = {0, 4};
    return work;
}

} // namespace triptych::test
