// Backends share arenas one after another, never at the same time.
// SPDX-License-Identifier: MIT
#include "backend/cpu/arena_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <tbb/parallel_for.h>
#include <vector>

namespace triptych {
namespace {

TEST(ArenaPool, ArenasAreUsedAgain) {
    { const PooledArena first(3); }
    const std::size_t made = arenas_made();
    for (int i = 0; i < 100; ++i) const PooledArena again(3);
    EXPECT_EQ(arenas_made(), made);
    { const PooledArena other(2); }
    EXPECT_EQ(arenas_made(), made + 1);
}

TEST(ArenaPool, NobodySharesOne) {
    const std::size_t made = arenas_made();
    std::vector<std::unique_ptr<PooledArena>> arenas;
    for (int i = 0; i < 4; ++i) arenas.push_back(std::make_unique<PooledArena>(5));
    EXPECT_EQ(arenas_made(), made + 4);
    arenas.clear();
    for (int i = 0; i < 4; ++i) arenas.push_back(std::make_unique<PooledArena>(5));
    EXPECT_EQ(arenas_made(), made + 4);
}

TEST(ArenaPool, TheNumberOfThreadsHolds) {
    for (int round = 0; round < 3; ++round) {
        PooledArena arena(1);
        std::atomic<int> running = 0, most = 0;
        arena.execute([&] {
            tbb::parallel_for(0, 1000, [&](int) {
                const int now = ++running;
                if (now > most) most = now;
                --running;
            });
        });
        EXPECT_EQ(most, 1);
    }
}

} // namespace
} // namespace triptych
