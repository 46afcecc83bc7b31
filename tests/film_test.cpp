// The exact film: sums, means, hash, and the .film file that carries them.
// SPDX-License-Identifier: MIT
#include "film/film_file.hpp"

#include "base/atomic_file.hpp"
#include "base/hash.hpp"
#include "expect_error.hpp"
#include "film.glsl"
#include "temporary_folder.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace triptych {
namespace {

namespace fs = std::filesystem;

RenderSettings settings_of(std::uint32_t width, std::uint32_t height, Window window = {}) {
    RenderSettings settings;
    settings.width = width;
    settings.height = height;
    settings.seed = 1;
    settings.window = window;
    return settings;
}

const RenderSettings SETTINGS = settings_of(9, 7, {2, 1, 8, 5});

/// A radiance that depends on the pixel and sample alone; now and then one that cannot be summed.
vec3 radiance(std::size_t pixel, std::uint32_t sample) {
    std::mt19937 random(std::uint32_t(pixel * 7919 + sample));
    if (random() % 50 == 0) return vec3(std::numeric_limits<float>::infinity());
    const auto value = [&] { return std::ldexp(float(random() >> 8u), int(random() % 42) - 24 - 24); };
    return {value(), value(), value()};
}

Film render(const RenderSettings& settings, SampleRange samples) {
    Film film(settings);
    for (std::size_t i = 0; i < film.pixels.size(); ++i) {
        for (std::uint32_t s = samples.first; s < samples.last; ++s) {
            film.pixels[i] = shared::add_sample(film.pixels[i], radiance(i, s));
        }
    }
    return film;
}

FilmFile render_file(SampleRange samples) {
    return {"test-scene", "0123456789abcdef0123456789abcdef", SETTINGS, {samples}, render(SETTINGS, samples)};
}

TEST(Film, StartsEmptyOverItsWindow) {
    const Film film(SETTINGS);
    EXPECT_EQ(film.pixels.size(), 24u);
    EXPECT_EQ(film.samples(), 0u);
    for (const float value : film.mean().rgb) EXPECT_EQ(value, 0.0f);
    EXPECT_EQ(Film(settings_of(9, 7)).pixels.size(), 63u);
}

TEST(Film, AddsAsTheKernelDoes) {
    Film a = render(SETTINGS, {0, 20});
    const Film b = render(SETTINGS, {20, 50});
    std::vector<shared::FilmPixel> expected;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) expected.push_back(shared::add_pixels(a.pixels[i], b.pixels[i]));
    a.add(b);
    EXPECT_EQ(std::memcmp(a.pixels.data(), expected.data(), expected.size() * sizeof expected[0]), 0);
    EXPECT_EQ(a.hash(), render(SETTINGS, {0, 50}).hash());
    EXPECT_EQ(a.samples(), 24u * 50u);
    EXPECT_GT(a.invalid_samples(), 0u);
}

TEST(Film, CarriesBetweenWords) {
    Film a(settings_of(1, 1)), b = a;
    a.pixels[0] = {{0xffffffffu, 1u}, {0x80000000u, 0u}, {5u, 0xfffffff0u}, 3, 1};
    b.pixels[0] = {{1u, 2u}, {0x80000000u, 7u}, {6u, 1u}, 4, 2};
    a.add(b);
    const std::uint32_t expected[] = {0u, 4u, 0u, 8u, 11u, 0xfffffff1u, 7u, 3u};
    EXPECT_EQ(std::memcmp(a.pixels.data(), expected, sizeof expected), 0);
}

TEST(Film, MeansItsValidSamples) {
    Film film(settings_of(2, 1));
    for (const vec3 value : {vec3(1.0f, 0.25f, 200000.0f), vec3(2.0f, 0.0f, 200001.0f), vec3(-1.0f)}) {
        film.pixels[1] = shared::add_sample(film.pixels[1], value);
    }
    film.pixels[0] = shared::add_sample(film.pixels[0], vec3(std::numeric_limits<float>::quiet_NaN()));
    EXPECT_EQ(film.mean().rgb, (std::vector<float>{0.0f, 0.0f, 0.0f, 1.5f, 0.125f, 200000.5f}));
    EXPECT_EQ(film.samples(), 4u);
    EXPECT_EQ(film.invalid_samples(), 2u);
}

TEST(Film, HashIsOfSizeWindowAndWords) {
    Film film(settings_of(3, 2, {1, 0, 2, 1}));
    film.pixels[0] = {{1u, 2u}, {3u, 4u}, {5u, 6u}, 7u, 8u};
    std::vector<std::byte> bytes;
    for (const unsigned word : {3u, 2u, 1u, 0u, 2u, 1u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u}) {
        bytes.insert(bytes.end(), {std::byte(word), std::byte(0), std::byte(0), std::byte(0)});
    }
    EXPECT_EQ(film.hash(), Hasher().add(bytes).hex());

    const std::string hash = film.hash();
    film.pixels[0].invalid = 9u;
    EXPECT_NE(film.hash(), hash);
}

TEST(Film, RefusesOtherWindows) {
    Film film(SETTINGS);
    RenderSettings other = SETTINGS;
    other.window = {1, 1, 7, 5}; // as large, elsewhere
    expect_error(ExitCode::FOREIGN_FILM, {"columns 1 to 7", "columns 2 to 8"}, [&] { film.add(Film(other)); });
}

TEST(FilmFile, KeepsAll) {
    const TemporaryFolder folder;
    FilmFile file = render_file({3, 9});
    file.settings.max_depth = 12;
    file.settings.seed = 0xfffffff0u;
    file.settings.method.integrator = Integrator::PATH;
    file.settings.method.roulette = true;
    write_film(folder / "a.film", file);
    const FilmFile copy = read_film(folder / "a.film");
    EXPECT_EQ(copy.scene_name, file.scene_name);
    EXPECT_EQ(copy.scene_hash, file.scene_hash);
    EXPECT_EQ(copy.settings.width, 9u);
    EXPECT_EQ(copy.settings.height, 7u);
    EXPECT_EQ(copy.settings.max_depth, 12u);
    EXPECT_EQ(copy.settings.seed, 0xfffffff0u);
    EXPECT_EQ(copy.settings.method.integrator, Integrator::PATH);
    EXPECT_EQ(copy.settings.method.sampler, Sampler::SOBOL);
    EXPECT_TRUE(copy.settings.method.roulette);
    EXPECT_EQ(copy.settings.effective_window(), file.settings.effective_window());
    EXPECT_EQ(copy.samples, file.samples);
    EXPECT_EQ(copy.film.hash(), file.film.hash());
}

TEST(FilmFile, KeepsEverySetting) {
    const TemporaryFolder folder;
    FilmFile file = render_file({0, 1});
    for (const Integrator integrator : {Integrator::PATH, Integrator::PATH_MIS}) {
        for (const Sampler sampler : {Sampler::INDEPENDENT, Sampler::SOBOL}) {
            for (const bool roulette : {false, true}) {
                file.settings.method.integrator = integrator;
                file.settings.method.sampler = sampler;
                file.settings.method.roulette = roulette;
                write_film(folder / "a.film", file);
                const RenderSettings copy = read_film(folder / "a.film").settings;
                EXPECT_EQ(copy.method.integrator, integrator);
                EXPECT_EQ(copy.method.sampler, sampler);
                EXPECT_EQ(copy.method.roulette, roulette);
            }
        }
    }
}

TEST(FilmFile, AnyPartitionMergesToTheSameFilm) {
    const std::uint32_t samples = 40;
    const std::string expected = render(SETTINGS, {0, samples}).hash();
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
        std::vector<std::uint32_t> cuts{0, samples};
        for (std::uint32_t i = 0; i < random() % 10; ++i) cuts.push_back(1 + random() % (samples - 1));
        std::sort(cuts.begin(), cuts.end());
        cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
        std::vector<FilmFile> parts;
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i) parts.push_back(render_file({cuts[i], cuts[i + 1]}));
        std::shuffle(parts.begin(), parts.end(), random);
        FilmFile whole = parts[0];
        for (std::size_t i = 1; i < parts.size(); ++i) merge_films(whole, "whole", parts[i], "part");
        EXPECT_EQ(whole.film.hash(), expected);
        EXPECT_EQ(whole.samples, (std::vector<SampleRange>{{0, samples}}));
    }
}

TEST(FilmFile, MergingKeepsGapsApart) {
    FilmFile whole = render_file({8, 10});
    merge_films(whole, "whole", render_file({2, 4}), "part");
    EXPECT_EQ(whole.samples, (std::vector<SampleRange>{{2, 4}, {8, 10}}));
    merge_films(whole, "whole", render_file({4, 6}), "part");
    EXPECT_EQ(whole.samples, (std::vector<SampleRange>{{2, 6}, {8, 10}}));
    const TemporaryFolder folder;
    write_film(folder / "gaps.film", whole);
    EXPECT_EQ(read_film(folder / "gaps.film").samples, whole.samples);
}

TEST(FilmFile, RefusesOverlapAndLeavesTheWholeAlone) {
    FilmFile whole = render_file({0, 10});
    merge_films(whole, "a.film", render_file({20, 30}), "x");
    const std::string hash = whole.film.hash();
    for (const SampleRange range : {SampleRange{9, 12}, {0, 10}, {3, 4}, {15, 21}, {29, 40}, {5, 25}}) {
        expect_error(ExitCode::FOREIGN_FILM, {"a.film", "b.film", "same samples", "0:10, 20:30"},
                     [&] { merge_films(whole, "a.film", render_file(range), "b.film"); });
    }
    EXPECT_EQ(whole.film.hash(), hash);
    EXPECT_EQ(whole.samples.size(), 2u);
}

TEST(FilmFile, RefusesOtherScenesAndSettings) {
    const auto refused = [](const std::string& word, auto change) {
        FilmFile whole = render_file({0, 2}), part = render_file({2, 4});
        change(part);
        part.film = render(part.settings, {2, 4});
        expect_error(ExitCode::FOREIGN_FILM, {"a.film", "b.film", word},
                     [&] { merge_films(whole, "a.film", part, "b.film"); });
    };
    refused("scene", [](FilmFile& part) { part.scene_hash[0] = 'f'; });
    refused("width", [](FilmFile& part) { part.settings.width = 10; });
    refused("height", [](FilmFile& part) { part.settings.height = 8; });
    refused("depth", [](FilmFile& part) { part.settings.max_depth = 49; });
    refused("seed", [](FilmFile& part) { part.settings.seed = 2; });
    refused("its integrator is path, not path-mis",
            [](FilmFile& part) { part.settings.method.integrator = Integrator::PATH; });
    refused("its sampler is independent, not sobol",
            [](FilmFile& part) { part.settings.method.sampler = Sampler::INDEPENDENT; });
    refused("its roulette is true, not false", [](FilmFile& part) { part.settings.method.roulette = true; });
    refused("window", [](FilmFile& part) { part.settings.window = {1, 1, 7, 5}; });
}

TEST(FilmFile, RefusesMoreSamplesThanSumsCanHold) {
    FilmFile whole{"s", "h", settings_of(1, 1), {{0, shared::FILM_MAX_SAMPLES}}, {}};
    whole.film = Film(whole.settings);
    FilmFile part = whole;
    part.samples = {{shared::FILM_MAX_SAMPLES, shared::FILM_MAX_SAMPLES + 1}};
    expect_error(ExitCode::FOREIGN_FILM, {"a.film", "b.film", "1048576"},
                 [&] { merge_films(whole, "a.film", part, "b.film"); });
}

/// Reads the bytes as a film; they must be refused.
void expect_refused(const fs::path& path, const std::vector<std::byte>& bytes, const std::string& word = "") {
    put_file(path, bytes);
    expect_error(ExitCode::FOREIGN_FILM, {path.string(), word}, [&] { read_film(path); });
}

TEST(FilmFile, RefusesEveryDamage) {
    const TemporaryFolder folder;
    FilmFile file = render_file({0, 4});
    file.settings = settings_of(2, 1);
    file.film = render(file.settings, {0, 4});
    write_film(folder / "a.film", file);
    const std::vector<std::byte> bytes = read_file(folder / "a.film", 10000);
    ASSERT_EQ(bytes.size(), 8u + 64u + 10u + 32u + 8u + 2u * 32u + 32u);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::vector<std::byte> damaged = bytes;
        for (const unsigned mask : {0x01u, 0x80u, 0xffu}) {
            damaged[i] = bytes[i] ^ std::byte(mask);
            expect_refused(folder / "damaged.film", damaged);
        }
        expect_refused(folder / "cut.film", {bytes.begin(), bytes.begin() + std::ptrdiff_t(i)});
    }
    std::vector<std::byte> longer = bytes;
    longer.push_back(std::byte(0));
    expect_refused(folder / "longer.film", longer);
    expect_error(ExitCode::INVALID_INPUT, {"absent.film"}, [&] { read_film(folder / "absent.film"); });
}

TEST(FilmFile, RefusesContradictionsUnderAValidChecksum) {
    const TemporaryFolder folder;
    const FilmFile file = render_file({0, 4});
    write_film(folder / "a.film", file);
    const std::vector<std::byte> bytes = read_file(folder / "a.film", 10000);
    const auto refused = [&](std::size_t offset, std::uint32_t word, const std::string& reason) {
        std::vector<std::byte> changed = bytes;
        std::memcpy(changed.data() + offset, &word, sizeof word);
        const std::string checksum = Hasher().add(std::span(changed).first(changed.size() - 32)).hex();
        std::memcpy(changed.data() + changed.size() - 32, checksum.data(), 32);
        expect_refused(folder / "changed.film", changed, reason);
    };
    refused(8, 2, "version 2");
    refused(8, 4, "version 4");
    refused(28, 8, "does not know");
    refused(28, 0x80000000u, "does not know");
    refused(12, 7, "window");         // narrower than the window's right side
    refused(40, 0xffffffffu, "size"); // x1 and all sizes that follow: far more than the file holds
    refused(40, 1, "size");
    for (const std::size_t offset : {48u, 52u, 56u, 60u}) refused(offset, 0xffffffffu, "size");
    refused(60, 1, "size"); // a row ahead that is not there
    refused(64, 4, "ahead");
    refused(68, 1, "size"); // noise that is not there
    const std::size_t ranges = 8 + 64 + 10 + 32;
    refused(ranges, 4, "order");
    refused(ranges + 4, 5, "do not match");
    refused(ranges + 4, 0xffffffffu, "more samples");
    refused(ranges + 8 + 24, 3, "do not match");
    refused(ranges + 8 + 28, 5, "do not match");
}

/// As a render leaves it that is interrupted: its first row is ahead, and 32 of its 40 samples have been measured.
FilmFile unfinished_file() {
    FilmFile file = render_file({0, 40});
    const Film more = render(SETTINGS, {40, 41});
    file.ahead.assign(more.pixels.begin(), more.pixels.begin() + SETTINGS.window.width());
    file.ahead_sample = 40;
    NoiseMeter meter(SETTINGS);
    for (const std::uint32_t end : {16u, 32u}) meter.add_batch(render(SETTINGS, {0, end}));
    file.noise = meter.state();
    return file;
}

TEST(FilmFile, KeepsWhatAnUnfinishedRenderGoesOnFrom) {
    const TemporaryFolder folder;
    const FilmFile file = unfinished_file();
    write_film(folder / "a.film", file);
    FilmFile copy = read_film(folder / "a.film");
    EXPECT_EQ(copy.film.hash(), file.film.hash());
    ASSERT_EQ(copy.ahead.size(), file.ahead.size());
    EXPECT_EQ(std::memcmp(copy.ahead.data(), file.ahead.data(), std::span(file.ahead).size_bytes()), 0);
    EXPECT_EQ(copy.ahead_sample, 40u);
    ASSERT_TRUE(copy.noise);
    EXPECT_EQ(copy.noise->batches, 2u);
    EXPECT_EQ(copy.noise->measured.hash(), file.noise->measured.hash());
    EXPECT_EQ(NoiseMeter(*copy.noise).variance().rgb, NoiseMeter(*file.noise).variance().rgb);

    merge_films(copy, "a.film", render_file({40, 41}), "b.film");
    EXPECT_EQ(copy.film.hash(), render(SETTINGS, {0, 41}).hash());
    EXPECT_TRUE(copy.ahead.empty());
    EXPECT_FALSE(copy.noise);
}

TEST(FilmFile, RefusesContradictionsInWhatIsUnfinished) {
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& reason, auto change) {
        FilmFile file = unfinished_file();
        change(file);
        expect_error(ExitCode::INTERNAL, {reason}, [&] { write_film(folder / "a.film", file); });
    };
    refused("not whole", [](FilmFile& file) { file.ahead.pop_back(); });
    refused("not whole", [](FilmFile& file) { file.ahead = render(SETTINGS, {40, 41}).pixels; });
    refused("not whole", [](FilmFile& file) { file.ahead[0].samples = 2; });
    refused("not follow", [](FilmFile& file) { file.ahead_sample = 41; });
    refused("sample ahead", [](FilmFile& file) { file.ahead.clear(); });
    refused("not fill", [](FilmFile& file) { file.noise->pixels.pop_back(); });
    refused("not fill", [](FilmFile& file) { file.noise->measured = Film(settings_of(9, 7)); });
    refused("other samples", [](FilmFile& file) { file.noise->measured = render(SETTINGS, {0, 48}); });
    refused("other samples", [](FilmFile& file) { file.noise->measured.pixels[3].samples = 31; });
    refused("not finite", [](FilmFile& file) { file.noise->pixels[3].squares[1] = std::nan(""); });
    refused("batches", [](FilmFile& file) { file.noise->pixels[3].batches = 3; });
}

TEST(FilmFile, RefusesToWriteContradictions) {
    const TemporaryFolder folder;
    FilmFile file = render_file({0, 4});
    file.samples = {{0, 5}};
    expect_error(ExitCode::INTERNAL, {"a.film"}, [&] { write_film(folder / "a.film", file); });
    EXPECT_FALSE(fs::exists(folder / "a.film"));
}

} // namespace
} // namespace triptych
