// Holds all parallel work of the process to a number of threads.
// SPDX-License-Identifier: MIT
#pragma once

#include <tbb/global_control.h>

#include <optional>

namespace triptych {

/// While it lives, `threads` threads work at most; 0 leaves it at one a core. More than there are cores are possible.
class ThreadLimit {
public:
    explicit ThreadLimit(unsigned threads) {
        if (threads > 0) m_control.emplace(tbb::global_control::max_allowed_parallelism, threads);
    }

private:
    std::optional<tbb::global_control> m_control;
};

} // namespace triptych
