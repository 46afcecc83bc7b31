// Where long work lets its caller end it.
// SPDX-License-Identifier: MIT
#include "base/stop_point.hpp"

#include <utility>

namespace triptych {

namespace {

thread_local StopHook* innermost = nullptr;

} // namespace

StopHook::StopHook(std::function<void()> check, std::chrono::steady_clock::duration interval)
    : m_check(std::move(check)), m_interval(interval), m_last(std::chrono::steady_clock::now()), m_outer(innermost) {
    innermost = this;
}

StopHook::~StopHook() { innermost = m_outer; }

void stop_point() {
    StopHook* const hook = innermost;
    if (hook == nullptr) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - hook->m_last < hook->m_interval) return;
    hook->m_last = now;
    hook->m_check();
}

} // namespace triptych
