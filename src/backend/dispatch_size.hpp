// Sizes dispatches at run time, so that each takes about as long as wished: short enough for watchdogs, progress and
// Ctrl-C, long enough to hide its launch.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace triptych {

/// A block of work: `groups` workgroups from `first_group`, samples [first_sample, first_sample + sample_count).
struct DispatchBlock {
    std::uint64_t first_group = 0;
    std::uint64_t group_count = 0;
    std::uint32_t first_sample = 0;
    std::uint32_t sample_count = 0;
};

/// Cuts `groups` workgroups times a range of samples into blocks. Starts small, then follows the measured speed, with
/// growth limited to fourfold a step so that one easy block cannot make the next one hang.
class DispatchSizer {
public:
    /// `max_samples` and `max_groups` bound a block whatever its speed.
    DispatchSizer(std::uint64_t groups, std::uint32_t first_sample, std::uint32_t last_sample,
                  std::uint32_t max_samples, std::uint64_t max_groups, double target_seconds = 0.1);

    /// True while blocks are left.
    bool more() const { return m_sample < m_last_sample; }
    /// The next block; not empty while more().
    DispatchBlock next();
    /// Tells how long the block took on the device.
    void took(const DispatchBlock& block, double seconds);

private:
    std::uint64_t m_groups;
    std::uint64_t m_group = 0; // next group of the current pass
    std::uint32_t m_sample;
    std::uint32_t m_last_sample;
    std::uint32_t m_pass_samples = 0; // samples a pixel of the current pass over the groups
    std::uint32_t m_max_samples;
    std::uint64_t m_max_groups;
    double m_target_seconds;
    double m_budget; // group-samples that fit the target, as far as known
};

} // namespace triptych
