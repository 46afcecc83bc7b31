// The parts of the command line that have no devices or files to do with.
// SPDX-License-Identifier: MIT
#include "cli/child_process.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "film/film_difference.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <unistd.h>

namespace triptych {
namespace {

RenderSettings cropped_settings() {
    RenderSettings settings;
    settings.width = 10;
    settings.height = 8;
    settings.window = {2, 3, 6, 5}; // 4 columns, 2 rows
    return settings;
}

using Tell = std::function<void(const std::string& line)>;

/// How a child that does `work` ends; adds what it tells to `lines`.
std::string end_of(const std::function<void(const Tell&)>& work, std::vector<std::string>& lines, int seconds = 60) {
    return run_in_child(
        work, [&](const std::string& line) { lines.push_back(line); }, std::chrono::seconds(seconds));
}

TEST(RunInChild, TellsLinesAndTheEnd) {
    std::vector<std::string> lines;
    const std::string wide(100000, 'x');
    EXPECT_EQ(end_of([&](const Tell& tell) { tell("one"), tell(wide), tell(""); }, lines), "");
    EXPECT_EQ(lines, (std::vector<std::string>{"one", wide, ""}));
}

TEST(RunInChild, OutlivesSignalsExceptionsAndSilence) {
    std::vector<std::string> lines;
    const auto crash = [](const Tell& tell) {
        tell("before");
        std::signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    };
    EXPECT_EQ(end_of(crash, lines).substr(0, 10), "signal 11 ");
    EXPECT_EQ(lines, std::vector<std::string>{"before"});
    EXPECT_EQ(end_of([](const Tell&) { throw 1; }, lines), "exit code 1");
    EXPECT_EQ(end_of([](const Tell&) { pause(); }, lines, 1), "no answer for 1 seconds");
}

TEST(RunInChild, PassesOnWhatTheListenerThrows) {
    const auto talk = [](const Tell& tell) {
        tell("x");
        pause();
    };
    EXPECT_THROW(run_in_child(
                     talk, [](const std::string&) { throw 2; }, std::chrono::seconds(60)),
                 int);
}

TEST(FilmDifference, EqualFilms) {
    const Film film(cropped_settings());
    const FilmDifference difference = compare_films(film, film);
    EXPECT_EQ(difference.pixels, 0u);
    EXPECT_EQ(difference.words, 0u);
}

TEST(FilmDifference, CountsAndFindsTheFirst) {
    const Film a(cropped_settings());
    Film b = a;
    b.pixels[5].green.high ^= 1u;
    b.pixels[5].blue.low ^= 4u;
    b.pixels[7].invalid = 1;
    const FilmDifference difference = compare_films(a, b);
    EXPECT_EQ(difference.pixels, 2u);
    EXPECT_EQ(difference.words, 3u);
    EXPECT_EQ(difference.x, 3u); // of the whole image
    EXPECT_EQ(difference.y, 4u);
    EXPECT_EQ(difference.channel, "green");
}

TEST(FilmDifference, NamesEveryChannel) {
    const Film a(cropped_settings());
    const auto channel_of = [&a](auto change) {
        Film b = a;
        change(b.pixels[0]);
        return compare_films(a, b).channel;
    };
    EXPECT_EQ(channel_of([](shared::FilmPixel& pixel) { pixel.red.high = 1; }), "red");
    EXPECT_EQ(channel_of([](shared::FilmPixel& pixel) { pixel.green.low = 1; }), "green");
    EXPECT_EQ(channel_of([](shared::FilmPixel& pixel) { pixel.blue.high = 1; }), "blue");
    EXPECT_EQ(channel_of([](shared::FilmPixel& pixel) { pixel.samples = 1; }), "samples");
    EXPECT_EQ(channel_of([](shared::FilmPixel& pixel) { pixel.invalid = 1; }), "invalid");
}

TEST(ProgressLine, TellsShareSpeedAndTimeLeft) {
    EXPECT_EQ(progress_line(25'000'000, 100'000'000, 10.0, 60),
              " 25 % [======                  ] 2.50 Msamples/s, 0:30 left");
    EXPECT_EQ(progress_line(1'000'000, 4'001'000'000, 1.0, 200),
              "  0 % [                                        ] 1.00 Msamples/s, 1:06:40 left");
}

TEST(ProgressWords, TellShareSpeedAndTimeLeft) {
    EXPECT_EQ(progress_words(25'000'000, 100'000'000, 10.0), "25 %, 2.50 Msamples/s, 0:30 left");
    EXPECT_EQ(progress_words(75, 100, 1.0, 50), "75 %, 0.00 Msamples/s, 0:01 left");
}

TEST(ProgressLine, FitsEveryTerminal) {
    for (unsigned columns = 0; columns < 120; ++columns)
        for (const std::uint64_t done : {0, 1, 999, 1000})
            EXPECT_LE(progress_line(done, 1000, 3.0, columns).size(), columns == 0 ? 0 : columns - 1);
}

TEST(ProgressLine, NothingToDo) { EXPECT_EQ(progress_line(0, 0, 0.0, 80).substr(0, 5), "100 %"); }

TEST(Table, AlignsColumns) {
    EXPECT_EQ(format_table({{"a", "wide", "c"}, {"longer", "b"}, {"x", "", "a long last cell"}}),
              "a       wide  c\n"
              "longer  b\n"
              "x             a long last cell\n");
}

} // namespace
} // namespace triptych
