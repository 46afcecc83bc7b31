// The order of a window's tiles, and the sizes of dispatches on devices whose times are told, not measured.
// SPDX-License-Identifier: MIT
#include "backend/dispatch_size.hpp"
#include "backend/window_tiles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

namespace triptych::test {
namespace {

WindowTiles tiles_of(std::uint32_t x0, std::uint32_t y0, std::uint32_t x1, std::uint32_t y1,
                     std::uint64_t tile_width = WindowTiles::SIDE) {
    shared::Frame frame{};
    frame.x0 = x0, frame.y0 = y0, frame.x1 = x1, frame.y1 = y1;
    return WindowTiles(frame, tile_width);
}

/// Where a tile lies in the window, in [0, 1)^2.
std::pair<double, double> place_of(const WindowTiles& tiles, std::uint64_t tile) {
    const std::uint64_t row = tile / tiles.per_row();
    const std::uint64_t rows = tiles.count() / tiles.per_row();
    return {double(tile % tiles.per_row()) / double(tiles.per_row()), double(row) / double(rows)};
}

const WindowTiles WINDOWS[] = {tiles_of(0, 0, 1, 1),        tiles_of(3, 5, 40, 34),   tiles_of(0, 0, 16, 24),
                               tiles_of(0, 0, 8, 2000),     tiles_of(1, 2, 10, 10),   tiles_of(0, 0, 2000, 8),
                               tiles_of(0, 0, 1200, 675),   tiles_of(0, 0, 512, 512), tiles_of(0, 0, 1200, 675, 64),
                               tiles_of(0, 0, 512, 512, 16)};

TEST(WindowTiles, EveryTileHasOnePlace) {
    for (const WindowTiles& tiles : WINDOWS) {
        std::vector<int> times(tiles.place_count());
        for (std::uint64_t place = 0; place < tiles.place_count(); place++) times.at(tiles.tile(place))++;
        for (std::uint64_t tile = 0; tile < tiles.count(); tile++) ASSERT_EQ(times[tile], 1) << tile;
        EXPECT_LT(tiles.place_count() - tiles.count(), tiles.run_length());
    }
    EXPECT_EQ(WindowTiles().place_count(), 0u);
    EXPECT_EQ(tiles_of(5, 5, 5, 9).place_count(), 0u);
}

TEST(WindowTiles, CountsPixelsOfPlaces) {
    const std::uint32_t windows[][5] = {{0, 0, 1, 1, 8},    {3, 5, 40, 34, 8},   {0, 0, 16, 24, 8}, {1, 2, 10, 10, 8},
                                        {0, 0, 100, 20, 8}, {0, 0, 100, 20, 32}, {3, 5, 40, 34, 64}};
    for (const auto& [x0, y0, x1, y1, tile_width] : windows) {
        const WindowTiles tiles = tiles_of(x0, y0, x1, y1, tile_width);
        std::vector<std::uint64_t> pixels(tiles.place_count()); // of each tile, then of places that have none
        for (std::uint32_t y = 0; y < y1 - y0; y++) {
            for (std::uint32_t x = 0; x < x1 - x0; x++) pixels.at(y / 8 * tiles.per_row() + x / tile_width)++;
        }
        for (std::uint64_t first = 0; first < tiles.place_count(); first++) {
            std::uint64_t sum = 0;
            for (std::uint64_t last = first; last < tiles.place_count(); last++) {
                sum += pixels[tiles.tile(last)];
                ASSERT_EQ(tiles.pixels(first, last + 1 - first), sum) << first << " to " << last;
            }
        }
    }
}

/// Of any hundred places on end, about as many lie in a part of the picture as it has of the picture.
TEST(WindowTiles, PlacesOnEndLieAllOver) {
    for (const WindowTiles& tiles : {tiles_of(0, 0, 1200, 675), tiles_of(0, 0, 512, 512), tiles_of(0, 0, 3840, 2160),
                                     tiles_of(0, 0, 640, 1920), tiles_of(0, 0, 4096, 4096)}) {
        const auto expect_even = [&](const char* part, double share, const std::function<bool(double, double)>& holds) {
            constexpr std::uint64_t PLACES = 200;
            for (std::uint64_t first = 0; first + PLACES <= tiles.count(); first += 97) {
                int inside = 0;
                for (std::uint64_t place = first; place < first + PLACES; place++) {
                    const std::uint64_t tile = tiles.tile(place);
                    const auto [x, y] = place_of(tiles, tile);
                    inside += tile < tiles.count() && holds(x, y) ? 1 : 0;
                }
                ASSERT_NEAR(inside, share * PLACES, 0.1 * PLACES) << part << " from place " << first;
            }
        };
        expect_even("left", 0.2, [](double x, double) { return x < 0.2; });
        expect_even("right", 0.2, [](double x, double) { return x >= 0.8; });
        expect_even("top", 0.2, [](double, double y) { return y < 0.2; });
        expect_even("corner", 0.25, [](double x, double y) { return x >= 0.5 && y >= 0.5; });
    }
}

struct Times {
    std::vector<double> seconds; // ascending
    double longest() const { return seconds.back(); }
    double percentile99() const { return seconds[seconds.size() * 99 / 100]; }
};

/// Runs samples [0, samples) twice, two dispatches under way at a time, on a device that takes `cost` seconds for a
/// sample of 64 pixels of the tile at (x, y) in [0, 1)^2, and 50 us for a dispatch.
Times simulate(const WindowTiles& tiles, std::uint32_t samples, const DispatchLimits& limits,
               const std::function<double(double, double)>& cost) {
    std::vector<double> before(tiles.place_count() + 1); // sums over places
    for (std::uint64_t place = 0; place < tiles.place_count(); place++) {
        const std::uint64_t tile = tiles.tile(place);
        const auto [x, y] = place_of(tiles, tile);
        const double seconds = tile < tiles.count() ? cost(x, y) * double(tiles.tile_width() / WindowTiles::SIDE) : 0.0;
        before[place + 1] = before[place] + seconds;
    }
    DispatchSizer sizer(tiles.place_count(), limits);
    Times times;
    for (int pass = 0; pass < 2; pass++) {
        std::uint64_t work = 0;
        std::deque<DispatchBlock> flying;
        sizer.start(0, samples);
        while (sizer.more() || !flying.empty()) {
            while (sizer.more() && flying.size() < 2) flying.push_back(sizer.next());
            const DispatchBlock block = flying.front();
            flying.pop_front();
            EXPECT_LE(block.sample_count, limits.max_samples);
            EXPECT_LE(block.group_count, limits.max_groups);
            const double seconds =
                5e-5 + block.sample_count * (before[block.first_group + block.group_count] - before[block.first_group]);
            sizer.took(block, seconds);
            times.seconds.push_back(seconds);
            work += block.group_count * block.sample_count;
        }
        EXPECT_EQ(work, tiles.place_count() * samples);
    }
    std::sort(times.seconds.begin(), times.seconds.end());
    return times;
}

constexpr DispatchLimits LIMITS[] = {
    {.max_samples = 8, .max_groups = 65535},
    {.max_samples = 1u << 20, .max_groups = 65535},
    {.spread = 64, .max_samples = 12, .max_groups = 1000},
    {.spread = 64, .max_samples = 5, .max_groups = 1000, .first_work = 2.0},
    {.spread = 64, .max_samples = 1, .max_groups = 1000, .first_work = 1.0},
};

/// Whatever part of the picture is the hard one, no dispatch takes half a second, and hardly any a tenth.
TEST(DispatchSizer, KeepsDispatchesShort) {
    constexpr double EASY = 5e-6; // seconds of a tile: an empty background on llvmpipe
    constexpr double HARD = 5e-3; // a thousand scatterings of most paths
    const std::pair<const char*, std::function<double(double, double)>> pictures[] = {
        {"empty", [](double, double) { return EASY; }},
        {"hard", [](double, double) { return HARD; }},
        {"corner", [](double x, double y) { return x > 0.9 && y > 0.9 ? HARD : EASY; }},
        {"spot", [](double x, double y) { return std::hypot(x - 0.3, y - 0.6) < 0.02 ? HARD : EASY; }},
        {"first rows", [](double, double y) { return y < 0.05 ? HARD : EASY; }},
        {"last rows", [](double, double y) { return y > 0.9 ? HARD : EASY; }},
        {"columns", [](double x, double) { return x > 0.5 && x < 0.6 ? HARD : EASY; }},
        {"steep", [](double x, double y) { return EASY + HARD * std::pow(x * y, 16.0); }},
    };
    for (const WindowTiles& tiles : WINDOWS) {
        for (const auto& [name, cost] : pictures) {
            for (const DispatchLimits& limits : LIMITS) {
                // Tiles are wider where few samples of each pixel are taken at a time, to twelve paths a lane.
                const std::uint64_t pool = limits.max_samples * tiles.tile_width() / WindowTiles::SIDE;
                if (tiles.tile_width() > WindowTiles::SIDE && pool > 12) continue;
                // llvmpipe takes this many samples only where each takes few steps (render_queue.cpp).
                const double share = limits.spread < tiles.count() ? 1.0 / limits.max_samples : 1.0;
                const Times times = simulate(tiles, 40, limits, [&](double x, double y) { return share * cost(x, y); });
                EXPECT_LE(times.longest(), 0.5) << name << ", " << tiles.count() << " tiles";
                EXPECT_LE(times.percentile99(), 0.1) << name << ", " << tiles.count() << " tiles";
            }
        }
    }
}

TEST(DispatchSizer, KeepsWhatIsKnownOfTheSpeedInOtherGroups) {
    DispatchSizer sizer(1000, LIMITS[1]);
    sizer.start(0, 1);
    const DispatchBlock first = sizer.next();
    EXPECT_EQ(first.group_count, 4u);
    sizer.took(first, 0.02); // half the target, so eight would have fitted
    sizer.regroup(250, LIMITS[1], 0.25);
    sizer.start(1, 2);
    const DispatchBlock block = sizer.next();
    EXPECT_EQ(block.first_group, 0u);
    EXPECT_EQ(block.group_count, 2u);
    EXPECT_EQ(block.first_sample, 1u);
}

/// A dispatch of few groups takes few samples of each; with enough of them it takes more before it takes more groups.
TEST(DispatchSizer, TakesMoreSamplesOfManyGroups) {
    DispatchSizer sizer(1000, LIMITS[2]);
    sizer.start(0, 3);
    EXPECT_EQ(sizer.next().sample_count, 1u);
    DispatchBlock last;
    while (sizer.more()) {
        last = sizer.next();
        sizer.took(last, 1e-5 * double(last.group_count * last.sample_count)); // 4,000 fit
    }
    EXPECT_EQ(last.first_sample, 1u);
    EXPECT_EQ(last.sample_count, 2u); // all that was left
    sizer.start(3, 30);
    EXPECT_EQ(sizer.next().sample_count, 12u);
}

/// Large enough to hide what a dispatch costs by itself: once the speed is known, about the target.
TEST(DispatchSizer, GrowsToTheTarget) {
    const Times times = simulate(tiles_of(0, 0, 1200, 675), 2000, LIMITS[1], [](double, double) { return 2e-7; });
    EXPECT_GT(times.seconds[times.seconds.size() / 2], 0.03);
    EXPECT_LT(times.longest(), 0.1);
}

} // namespace
} // namespace triptych::test
