// Passes: however a picture is cut into them, kept and gone on from, its film is the same; bad samples are found.
// SPDX-License-Identifier: MIT
#include "render/pass_renderer.hpp"

#include "expect_error.hpp"
#include "render/bad_samples.hpp"
#include "rendering.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace triptych::test {
namespace {

constexpr double ROWS = 0.0;   // seconds a pass: every pass is too long, so that each takes one row
constexpr double WHOLES = 1e9; // no pass is, so that they grow
constexpr std::uint32_t FIRST = 3, LAST = 123;

Scene sphere_scene() {
    Scene scene = white_scene({0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -1.0f});
    add_sphere(scene, {0.0f, 0.0f, -2.0f}, 0.9f, lambertian({0.7f, 0.5f, 0.3f}));
    return scene;
}

class PassRendererTest : public testing::Test {
protected:
    PassRendererTest() : m_scene(packed_with_bvh(sphere_scene())), m_backend(open_cpu(1)) {
        m_settings = settings_of(20, 16, 1, 8);
        m_settings.window = {2, 3, 19, 14};
        m_backend->load(m_scene);
    }

    FilmFile empty() const { return {"scene", m_scene.hash, m_settings, {}, Film(m_settings)}; }
    PassRenderer renderer(FilmFile start, double seconds) {
        return PassRenderer(*m_backend, m_scene.camera, std::move(start), FIRST, seconds);
    }
    std::string hash_at_once() { return render(*m_backend, m_scene, m_settings, {{FIRST, LAST}}).hash(); }

    PackedScene m_scene;
    std::unique_ptr<Backend> m_backend;
    RenderSettings m_settings;
};

TEST_F(PassRendererTest, EveryCutGivesTheSameFilm) {
    const std::string expected = hash_at_once();
    for (const double seconds : {ROWS, WHOLES}) {
        PassRenderer passes = renderer(empty(), seconds);
        int count = 0;
        while (passes.next_sample() < LAST) {
            passes.render_pass(LAST, {});
            ++count;
        }
        // The first pass may take 16,384 samples over pixels, which is 87 of each; 33 are left.
        EXPECT_EQ(count, seconds == ROWS ? 1 + 33 * 11 : 2);
        EXPECT_EQ(passes.fetch().film.hash(), expected);
        EXPECT_EQ(passes.fetch().samples, (std::vector<SampleRange>{{FIRST, LAST}}));
        EXPECT_TRUE(passes.fetch().ahead.empty());
        EXPECT_EQ(passes.samples_done(), 17u * 11u * 120u);
        EXPECT_GT(passes.rays(), passes.samples_done());
    }
}

TEST_F(PassRendererTest, GoesOnFromItsFileAtAnyPoint) {
    const TemporaryFolder folder;
    const std::string expected = hash_at_once();
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
        FilmFile file = empty();
        std::uint32_t samples_before = 0;
        while (file.samples.empty() || file.samples.back().last < LAST) {
            PassRenderer passes = renderer(file, random() % 2 == 0 ? ROWS : WHOLES);
            for (std::uint32_t left = 1 + random() % 40; left > 0 && passes.next_sample() < LAST; --left) {
                passes.render_pass(std::min(LAST, passes.next_sample() + 1 + std::uint32_t(random() % 5)), {});
                if (random() % 4 == 0) passes.fetch();
            }
            write_film(folder / "checkpoint", passes.fetch());
            file = read_film(folder / "checkpoint");
            const std::uint32_t samples = file.samples.empty() ? 0 : file.samples.back().count();
            ASSERT_GE(samples, samples_before);
            samples_before = samples;
            ASSERT_EQ(file.ahead.size() % 17, 0u);
        }
        ASSERT_EQ(file.film.hash(), expected) << round;
    }
}

TEST_F(PassRendererTest, AnEndedPassLosesOnlyWhatWasNotFetched) {
    const std::string expected = hash_at_once();
    PassRenderer passes = renderer(empty(), WHOLES);
    passes.render_pass(FIRST + 2, {});
    passes.fetch();
    passes.render_pass(FIRST + 5, {});
    EXPECT_EQ(passes.next_sample(), FIRST + 5);
    struct Stop {};
    EXPECT_THROW(passes.render_pass(LAST, [](std::uint64_t) { throw Stop(); }), Stop);
    EXPECT_EQ(passes.next_sample(), FIRST + 2);
    EXPECT_EQ(passes.fetch().samples, (std::vector<SampleRange>{{FIRST, FIRST + 2}}));
    while (passes.next_sample() < LAST) passes.render_pass(LAST, {});
    EXPECT_EQ(passes.fetch().film.hash(), expected);
}

TEST_F(PassRendererTest, ProgressCountsOnAcrossPasses) {
    PassRenderer passes = renderer(empty(), ROWS);
    std::uint64_t last = 0;
    while (passes.next_sample() < FIRST + 2)
        passes.render_pass(LAST, [&](std::uint64_t done) {
            EXPECT_GT(done, last);
            last = done;
        });
    EXPECT_EQ(last, passes.samples_done());
}

TEST_F(PassRendererTest, FindsBadSamples) {
    // A light too bright for the film, which only some paths from the sphere reach.
    Scene scene = dark_scene();
    add_sphere(scene, {0.0f, 0.0f, -2.0f}, 0.9f, lambertian({0.7f, 0.5f, 0.3f}));
    add_sphere(scene, {0.0f, 1.5f, -1.0f}, 0.25f, light(vec3(1e9f)));
    const PackedScene packed = packed_with_bvh(scene);
    m_settings.method.integrator = Integrator::PATH;
    const Film film = render(*m_backend, packed, m_settings, {{FIRST, LAST}});
    ASSERT_GT(film.invalid_samples(), 5u);
    ASSERT_LT(film.invalid_samples(), film.samples() / 4);
    const std::vector<BadSample> found =
        find_bad_samples(*m_backend, packed.camera, m_settings, {FIRST, LAST}, film, 5);
    ASSERT_EQ(found.size(), 5u);
    std::size_t pixel = 0;
    for (const BadSample& bad : found) {
        while (film.pixels[pixel].invalid == 0) ++pixel;
        EXPECT_EQ(bad.x, m_settings.window.x0 + pixel % 17);
        EXPECT_EQ(bad.y, m_settings.window.y0 + pixel / 17);
        ++pixel;
        RenderSettings alone = m_settings;
        alone.window = {bad.x, bad.y, bad.x + 1, bad.y + 1};
        const SampleRange before{FIRST, bad.sample};
        if (before.count() > 0) {
            EXPECT_EQ(render(*m_backend, packed, alone, {before}).invalid_samples(), 0u);
        }
        EXPECT_EQ(render(*m_backend, packed, alone, {{bad.sample, bad.sample + 1}}).invalid_samples(), 1u);
    }
}

} // namespace
} // namespace triptych::test
