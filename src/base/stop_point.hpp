// Where long work lets its caller end it: by an exception of a function that the caller has set.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

namespace triptych {

/// While it lives, stop_point() on this thread calls a function now and then. They may nest; the inner one counts.
class StopHook {
public:
    /// `check` may throw, which ends the work. It is called no more often than every `interval`.
    explicit StopHook(std::function<void()> check,
                      std::chrono::steady_clock::duration interval = std::chrono::milliseconds(20));
    ~StopHook();
    StopHook(const StopHook&) = delete;
    StopHook& operator=(const StopHook&) = delete;

private:
    friend void stop_point();

    std::function<void()> m_check;
    std::chrono::steady_clock::duration m_interval;
    std::chrono::steady_clock::time_point m_last;
    StopHook* m_outer;
};

/// To be called often by work that takes long; does nothing where this thread has no StopHook. Throws what its function
/// throws.
void stop_point();

} // namespace triptych
