// A render's host on the command line: shows progress and ends the render at signals.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/interruption.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "render/host.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace triptych {

/// note_interrupts() is to be called before.
class SignalHost : public RenderHost {
public:
    explicit SignalHost(ProgressMode progress) : m_progress(progress) {}

    Progress start_passes(std::uint64_t total, std::uint64_t done_before) override {
        const auto display = std::make_shared<ProgressDisplay>(total, m_progress, done_before);
        m_display = display;
        return [display](std::uint64_t done) { display->update(done); };
    }
    void show_devices(const std::vector<DeviceShare>& devices) override {
        if (const std::shared_ptr<ProgressDisplay> display = m_display.lock()) display->set_note(speeds_note(devices));
    }
    bool should_stop() override { return interrupted(); }
    [[noreturn]] void stop(const std::string& consequence) override { throw stop_error(consequence); }
    std::shared_ptr<void> allow_sudden_end(const std::string& consequence, unsigned grace_seconds) override {
        return std::make_shared<EndAtSignal>(consequence, grace_seconds);
    }

private:
    ProgressMode m_progress;
    std::weak_ptr<ProgressDisplay> m_display; // while passes are drawn
};

} // namespace triptych
