// Films of windows joined: to the whole, bit for bit, or refused with what is missing.
// SPDX-License-Identifier: MIT
#include "film/join_films.hpp"

#include "expect_error.hpp"

#include <string>
#include <vector>

namespace triptych {
namespace {

constexpr std::uint32_t WIDTH = 10, HEIGHT = 8;

/// A film whose sums depend on pixel and samples alone, as those of renders do.
FilmFile film_of(const Window& window, std::vector<SampleRange> samples = {{0, 4}}) {
    FilmFile file{"scene", "0123", {}, std::move(samples), {}};
    file.settings.width = WIDTH;
    file.settings.height = HEIGHT;
    file.settings.window = window;
    file.film = Film(file.settings);
    for (std::uint32_t y = window.y0; y < window.y1; ++y)
        for (std::uint32_t x = window.x0; x < window.x1; ++x) {
            shared::FilmPixel& pixel = file.film.pixels[(y - window.y0) * window.width() + x - window.x0];
            for (const SampleRange& range : file.samples) {
                pixel.red.low += 1000 * x * range.count();
                pixel.green.low += 1000 * y * range.count() + range.first;
                pixel.samples += range.count();
            }
        }
    return file;
}

const Window WHOLE{0, 0, WIDTH, HEIGHT};
const Window LEFT{0, 0, 4, HEIGHT}, TOP_RIGHT{4, 0, WIDTH, 3}, BOTTOM_RIGHT{4, 3, WIDTH, HEIGHT};

FilmFile join(std::vector<FilmFile> films) {
    FilmJoin all;
    for (std::size_t i = 0; i < films.size(); ++i) all.add(std::move(films[i]), "film " + std::to_string(i));
    return all.whole();
}

TEST(Uncovered, NamesRectangles) {
    EXPECT_EQ(uncovered(WHOLE, {WHOLE}), "");
    EXPECT_EQ(uncovered(WHOLE, {LEFT, TOP_RIGHT, BOTTOM_RIGHT}), "");
    EXPECT_EQ(uncovered(WHOLE, {{2, 0, 7, HEIGHT}, LEFT, {6, 0, WIDTH, HEIGHT}}), ""); // overlaps
    EXPECT_EQ(uncovered(WHOLE, {LEFT}), "columns 4 to 9 of rows 0 to 7");
    EXPECT_EQ(uncovered(WHOLE, {LEFT, BOTTOM_RIGHT}), "columns 4 to 9 of rows 0 to 2");
    EXPECT_EQ(uncovered(WHOLE, {LEFT, {4, 0, WIDTH, 2}, {4, 5, WIDTH, HEIGHT}}), "columns 4 to 9 of rows 2 to 4");
    EXPECT_EQ(uncovered({2, 1, 6, 4}, {{0, 0, 3, HEIGHT}, {4, 0, 6, HEIGHT}}), "columns 3 to 3 of rows 1 to 3");
    EXPECT_EQ(uncovered(WHOLE, {{3, 3, 5, 5}}),
              "columns 0 to 9 of rows 0 to 2, columns 0 to 2 of rows 3 to 4, columns 5 "
              "to 9 of rows 3 to 4, columns 0 to 9 of rows 5 to 7");
}

TEST(FilmJoin, WindowsBecomeTheWhole) {
    const std::string whole = film_of(WHOLE).film.hash();
    EXPECT_EQ(join({film_of(WHOLE)}).film.hash(), whole);
    const FilmFile joined = join({film_of(BOTTOM_RIGHT), film_of(LEFT), film_of(TOP_RIGHT)});
    EXPECT_EQ(joined.film.hash(), whole);
    EXPECT_EQ(joined.settings.window, WHOLE);
    EXPECT_EQ(joined.samples, (std::vector<SampleRange>{{0, 4}}));
    EXPECT_EQ(join({film_of({0, 0, 7, HEIGHT}), film_of({3, 0, WIDTH, HEIGHT})}).film.hash(), whole); // overlapping
    EXPECT_EQ(join({film_of(TOP_RIGHT), film_of(BOTTOM_RIGHT)}).film.hash(),
              film_of({4, 0, WIDTH, HEIGHT}).film.hash());
}

TEST(FilmJoin, SamplesOfEachWindowAreAddedFirst) {
    const std::string whole = film_of(WHOLE, {{0, 4}, {6, 9}}).film.hash();
    const FilmFile joined = join({film_of(LEFT), film_of({4, 0, WIDTH, HEIGHT}, {{6, 9}}), film_of(LEFT, {{6, 9}}),
                                  film_of({4, 0, WIDTH, HEIGHT})});
    EXPECT_EQ(joined.film.hash(), whole);
    EXPECT_EQ(joined.samples, (std::vector<SampleRange>{{0, 4}, {6, 9}}));
}

TEST(FilmJoin, RefusesWhatMakesNoWhole) {
    constexpr ExitCode FOREIGN = ExitCode::FOREIGN_FILM;
    expect_error(FOREIGN, {"leave out columns 4 to 9 of rows 0 to 2"}, [] {
        join({film_of(LEFT), film_of(BOTTOM_RIGHT)});
    });
    expect_error(FOREIGN, {"film 0 and film 2", "0:4 and 0:3"}, [] {
        join({film_of(LEFT), film_of(TOP_RIGHT), film_of(BOTTOM_RIGHT, {{0, 3}})});
    });
    expect_error(FOREIGN, {"film 1 cannot be added to film 0", "same samples"}, [] {
        join({film_of(LEFT), film_of(LEFT, {{3, 6}})});
    });
    FilmFile other = film_of(TOP_RIGHT);
    other.scene_hash = "4567";
    expect_error(FOREIGN, {"film 1 cannot be added to film 0", "another scene"}, [&] { join({film_of(LEFT), other}); });
    other = film_of(TOP_RIGHT);
    other.settings.seed = 1;
    expect_error(FOREIGN, {"seed is 1, not 0"}, [&] { join({film_of(LEFT), other}); });
    FilmFile damaged = film_of({3, 0, WIDTH, HEIGHT});
    damaged.film.pixels[0].blue.low = 1;
    expect_error(FOREIGN, {"film 0 and film 1 overlap", "damaged"}, [&] { join({film_of(LEFT), damaged}); });
}

} // namespace
} // namespace triptych
