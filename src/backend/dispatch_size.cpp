// WorkBudget, and DispatchSizer: a pass takes the same samples of every group, in as many blocks as the time allows.
// SPDX-License-Identifier: MIT
#include "backend/dispatch_size.hpp"

#include <algorithm>

namespace triptych {

namespace {
constexpr double LATER_GROWTH = 1.25;
} // namespace

void WorkBudget::took(double work, double seconds) {
    if (seconds > m_target_seconds) m_growth = LATER_GROWTH;
    const double fitting = seconds > 0.0 ? work * m_target_seconds / seconds : m_work * m_growth;
    // Relative to what was measured, so that two pieces in flight do not multiply their growth.
    m_work = std::clamp(fitting, 1.0, std::max(m_work, work * m_growth));
}

DispatchSizer::DispatchSizer(std::uint64_t groups, const DispatchLimits& limits, double target_seconds)
    : m_groups(groups), m_limits(limits), m_budget(limits.first_work, target_seconds) {}

void DispatchSizer::regroup(std::uint64_t groups, const DispatchLimits& limits, double group_share) {
    m_groups = groups;
    m_limits = limits;
    m_budget.scale(group_share);
}

void DispatchSizer::start(std::uint32_t first_sample, std::uint32_t last_sample) {
    m_group = 0;
    m_sample = m_groups == 0 ? last_sample : first_sample;
    m_last_sample = last_sample;
}

DispatchBlock DispatchSizer::next() {
    if (m_group == 0) {
        const double groups = static_cast<double>(std::min(m_groups, m_limits.spread));
        const auto wanted = static_cast<std::uint64_t>(m_budget.work() / groups);
        const std::uint64_t limit = std::min(m_limits.max_samples, m_last_sample - m_sample);
        m_pass_samples = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(wanted, 1, limit));
    }
    const auto wanted = static_cast<std::uint64_t>(m_budget.work() / m_pass_samples);
    const std::uint64_t limit = std::min(m_limits.max_groups, m_groups - m_group);
    DispatchBlock block{m_group, std::clamp<std::uint64_t>(wanted, 1, limit), m_sample, m_pass_samples};
    m_group += block.group_count;
    if (m_group == m_groups) {
        m_group = 0;
        m_sample += m_pass_samples;
    }
    return block;
}

void DispatchSizer::took(const DispatchBlock& block, double seconds) {
    m_budget.took(static_cast<double>(block.group_count) * block.sample_count, seconds);
}

} // namespace triptych
