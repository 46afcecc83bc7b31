// Clock and power of a device while it works, where the system or the driver tells.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <memory>
#include <optional>

namespace triptych {

struct Reading {
    std::optional<double> clock_hz;
    std::optional<double> watts;
};

/// Read around one run. Nothing is read while the run goes on.
class Sensors {
public:
    virtual ~Sensors() = default;
    /// To be called just before a run.
    virtual void start() = 0;
    /// To be called just after it.
    virtual Reading stop() = 0;
};

/// For processors and what computes on them: clocks and the package's energy counter from /sys. For a GPU whose UUID
/// NVIDIA's management library knows: its clock and power draw. Else sensors that read nothing. Never throws for what
/// is absent.
std::unique_ptr<Sensors> make_sensors(const DeviceInfo& device);

} // namespace triptych
