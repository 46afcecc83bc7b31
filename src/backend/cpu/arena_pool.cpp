// Arenas of TBB's that backends use one after another.
// SPDX-License-Identifier: MIT
#include "backend/cpu/arena_pool.hpp"

#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace triptych {

namespace {

struct Pool {
    std::mutex mutex;
    std::map<unsigned, std::vector<std::unique_ptr<tbb::task_arena>>> unused; // by number of threads
    std::size_t made = 0;
};

/// Never destroyed, since backends may outlive static objects.
Pool& pool() {
    static Pool* const ONLY = new Pool;
    return *ONLY;
}

} // namespace

PooledArena::PooledArena(unsigned threads) : m_threads(threads) {
    const std::lock_guard lock(pool().mutex);
    auto& unused = pool().unused[threads];
    if (unused.empty()) {
        m_arena =
            std::make_unique<tbb::task_arena>(threads == 0 ? tbb::task_arena::automatic : static_cast<int>(threads));
        ++pool().made;
    } else {
        m_arena = std::move(unused.back());
        unused.pop_back();
    }
}

PooledArena::~PooledArena() {
    const std::lock_guard lock(pool().mutex);
    pool().unused[m_threads].push_back(std::move(m_arena));
}

std::size_t arenas_made() {
    const std::lock_guard lock(pool().mutex);
    return pool().made;
}

} // namespace triptych
