// Sizes dispatches at run time, so that each takes about as long as wished: short enough for watchdogs, progress and
// Ctrl-C, long enough to hide its launch.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace triptych {

/// How much work fits a time, as far as known: starts small, then follows the measured speed.
class WorkBudget {
public:
    WorkBudget(double first, double target_seconds) : m_work(first), m_target_seconds(target_seconds) {}

    double work() const { return m_work; }
    /// Tells how long some work took. Growth is limited to fourfold, so that one easy piece cannot make the next hang.
    void took(double work, double seconds);

private:
    double m_work;
    double m_target_seconds;
};

/// A block of work: `groups` workgroups from `first_group`, samples [first_sample, first_sample + sample_count).
struct DispatchBlock {
    std::uint64_t first_group = 0;
    std::uint64_t group_count = 0;
    std::uint32_t first_sample = 0;
    std::uint32_t sample_count = 0;
};

/// Cuts `groups` workgroups times a range of samples into blocks by a WorkBudget.
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
    WorkBudget m_budget; // in group-samples
};

} // namespace triptych
