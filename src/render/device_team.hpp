// Several devices as one: each draws a share of every picture on a thread of its own, and their films are added up.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// What a device of a team has done since it was opened.
struct DeviceShare {
    DeviceInfo device;
    std::uint64_t samples = 0; // over all pixels, of those that count
    double seconds = 0.0;      // that it was busy
    double speed = 0.0;        // samples a second, lately
    std::string failure;       // a sentence where it takes no part any more
};

/// A device that is to take part.
struct TeamCandidate {
    DeviceInfo device;
    std::function<std::unique_ptr<Backend>()> open;
};

class TeamCrew; // render/team_crew.hpp

/// Several devices that draw one picture (see WorkShare). The film is that of any one of them, since sums are exact. A
/// device that fails is warned of and takes no part any more; the others draw what it had not brought home. Only where
/// all have failed, calls throw what the last one threw, as they do where a device throws what is no Error, or an Error
/// of INVALID_INPUT. To be used from one thread, on which all callbacks are called.
class DeviceTeam final : public Backend {
public:
    /// Opens all candidates (one or more) at once.
    DeviceTeam(std::vector<TeamCandidate> candidates, Trace* trace);
    ~DeviceTeam() override;

    /// Those that have drawn something that counts, or that take part where none has yet, as one description.
    DeviceInfo device() const override;
    void load(const PackedScene& scene) override;
    void update(const PackedScene& scene, const SceneChange& change) override;
    void begin(const shared::Frame& frame) override;
    void render(SampleRange samples, const Progress& progress) override;
    bool pauses() const override { return true; }
    std::uint32_t render_until(SampleRange samples, const Progress& progress,
                               const std::function<bool()>& pause) override;
    void read(Film& film) const override;
    double last_render_seconds() const override; // by the wall clock
    std::uint64_t rays() const override;         // of the films that were read
    double compile_seconds() const override;     // of the device that took longest
    void probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
               std::span<shared::ProbeOutput> outputs) override;
    std::vector<KernelReport> inspect() const override;

    /// In the order of the candidates.
    std::vector<DeviceShare> shares() const;

private:
    std::unique_ptr<TeamCrew> m_crew;
};

/// Several devices in the fields of one, separated by ", "; a single one stays as it is.
DeviceInfo describe_together(std::span<const DeviceInfo> devices);

} // namespace triptych
