// Sizes dispatches at run time, so that each takes about as long as wished: short enough for watchdogs, progress and
// Ctrl-C, long enough to hide its launch.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

namespace triptych {

/// How much work fits a time, as far as known: starts small, then follows the measured speed.
class WorkBudget {
public:
    WorkBudget(double first, double target_seconds) : m_work(first), m_target_seconds(target_seconds) {}

    double work() const { return m_work; }
    /// Counts work in other units from now on, of which `factor` make one of the old.
    void scale(double factor) { m_work = std::max(m_work * factor, 1.0); }
    /// Tells how long some work took. Growth is limited, so that one easy piece cannot make the next one hang: to
    /// fourfold until a piece takes longer than wished, to a quarter from then on.
    void took(double work, double seconds);

private:
    double m_work;
    double m_target_seconds;
    double m_growth = 4.0;
};

/// A block of work: `groups` workgroups from `first_group`, samples [first_sample, first_sample + sample_count).
struct DispatchBlock {
    std::uint64_t first_group = 0;
    std::uint64_t group_count = 0;
    std::uint32_t first_sample = 0;
    std::uint32_t sample_count = 0;
};

/// What a device allows of a block, and does well with.
struct DispatchLimits {
    std::uint64_t spread = UINT64_MAX; // groups from which on it does better with more samples of each
    std::uint32_t max_samples = 1;     // whatever the speed, as is max_groups
    std::uint64_t max_groups = 1;
    // Group-samples that a first block is to have: with 64 pixels a group 256 paths, which may each take 0.1 ms and
    // more.
    double first_work = 4.0;
};

/// Cuts `groups` workgroups times ranges of samples into blocks by a WorkBudget. It takes any run of groups to cost
/// about as much as another one, which WindowTiles sees to.
class DispatchSizer {
public:
    DispatchSizer() = default;
    /// The target is well below the 100 ms that hardly any dispatch is to exceed.
    DispatchSizer(std::uint64_t groups, const DispatchLimits& limits, double target_seconds = 0.04);

    /// From the next start() on, other groups and limits; a new group has the pixels of 1 / `group_share` old ones.
    /// What is known of the speed stays.
    void regroup(std::uint64_t groups, const DispatchLimits& limits, double group_share);
    /// Begins a range of samples; what is known of the speed stays.
    void start(std::uint32_t first_sample, std::uint32_t last_sample);
    /// True while blocks are left.
    bool more() const { return m_sample < m_last_sample; }
    /// The next block; not empty while more().
    DispatchBlock next();
    /// Tells how long the block took on the device.
    void took(const DispatchBlock& block, double seconds);

private:
    std::uint64_t m_groups = 0;
    std::uint64_t m_group = 0; // next group of the current pass
    std::uint32_t m_sample = 0;
    std::uint32_t m_last_sample = 0;
    std::uint32_t m_pass_samples = 0; // samples a pixel of the current pass over the groups
    DispatchLimits m_limits;
    WorkBudget m_budget{1.0, 1.0}; // in group-samples
};

} // namespace triptych
