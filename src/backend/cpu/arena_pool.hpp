// Arenas of TBB's that backends use one after another.
// SPDX-License-Identifier: MIT
#pragma once

#include <tbb/task_arena.h>

#include <cstddef>
#include <memory>

namespace triptych {

/// An arena of a number of threads, 0 for one a core, that nobody else uses. Its end leaves it to the next one who asks
/// for as many: TBB keeps some memory of every arena that there ever was, about 7 KiB.
class PooledArena {
public:
    explicit PooledArena(unsigned threads);
    ~PooledArena();
    PooledArena(const PooledArena&) = delete;
    PooledArena& operator=(const PooledArena&) = delete;

    template <typename Work>
    void execute(const Work& work) {
        m_arena->execute(work);
    }

private:
    unsigned m_threads;
    std::unique_ptr<tbb::task_arena> m_arena;
};

/// How many arenas this process has made.
std::size_t arenas_made();

} // namespace triptych
