// DeviceTeam: the interface of one device in front of a TeamCrew.
// SPDX-License-Identifier: MIT
#include "render/device_team.hpp"

#include "render/team_crew.hpp"

#include <algorithm>
#include <utility>

namespace triptych {

DeviceTeam::DeviceTeam(std::vector<TeamCandidate> candidates, Trace* trace)
    : m_crew(std::make_unique<TeamCrew>(std::move(candidates), trace)) {}

DeviceTeam::~DeviceTeam() = default;

DeviceInfo DeviceTeam::device() const {
    const std::vector<DeviceShare> all = shares();
    const bool has_drawn =
        std::any_of(all.begin(), all.end(), [](const DeviceShare& share) { return share.samples > 0; });
    std::vector<DeviceInfo> devices;
    for (const DeviceShare& share : all)
        if (has_drawn ? share.samples > 0 : share.failure.empty()) devices.push_back(share.device);
    return describe_together(devices);
}

void DeviceTeam::load(const PackedScene& scene) {
    m_crew->do_with_all([&](Backend& backend) { backend.load(scene); });
}

void DeviceTeam::update(const PackedScene& scene, const SceneChange& change) {
    m_crew->do_with_all([&](Backend& backend) { backend.update(scene, change); });
}

void DeviceTeam::begin(const shared::Frame& frame) { m_crew->begin(frame); }

void DeviceTeam::render(SampleRange samples, const Progress& progress) { m_crew->render(samples, progress, {}); }

std::uint32_t DeviceTeam::render_until(SampleRange samples, const Progress& progress,
                                       const std::function<bool()>& pause) {
    return m_crew->render(samples, progress, pause);
}

void DeviceTeam::read(Film& film) const { m_crew->read(film); }

double DeviceTeam::last_render_seconds() const { return m_crew->render_seconds(); }

std::uint64_t DeviceTeam::rays() const { return m_crew->rays(); }

double DeviceTeam::compile_seconds() const { return m_crew->compile_seconds(); }

void DeviceTeam::probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
                       std::span<shared::ProbeOutput> outputs) {
    m_crew->do_with_one([&](Backend& backend) { backend.probe(which, inputs, outputs); });
}

std::vector<KernelReport> DeviceTeam::inspect() const {
    std::vector<KernelReport> reports;
    m_crew->do_with_one([&](Backend& backend) { reports = backend.inspect(); });
    return reports;
}

std::vector<DeviceShare> DeviceTeam::shares() const { return m_crew->shares(); }

DeviceInfo describe_together(std::span<const DeviceInfo> devices) {
    DeviceInfo together = devices.front();
    const auto join = [](std::string& text, const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
    for (const DeviceInfo& device : devices.subspan(1)) {
        join(together.backend, device.backend);
        join(together.name, device.name);
        join(together.driver, device.driver);
        if (!device.uuid.empty()) join(together.uuid, device.uuid);
        together.memory_bytes += device.memory_bytes;
    }
    return together;
}

} // namespace triptych
