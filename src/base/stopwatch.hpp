// Wall-clock seconds since a start.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace triptych {

class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count(); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace triptych
