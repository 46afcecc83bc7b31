// What a bench writes: figures, JSON, CSV, charts and the page.
// SPDX-License-Identifier: MIT
#include "bench/html_text.hpp"
#include "bench/result.hpp"
#include "bench/svg.hpp"

#include "fake_backend.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace triptych {
namespace {

/// Three fake devices, of which the second draws another picture and the third is absent.
BenchResult fake_result() {
    std::vector<std::string> log;
    std::vector<Contender> contenders{test::fake_contender("a", {.seconds = {0.002, 0.001}}, log),
                                      test::fake_contender("b", {.seconds = {0.004}, .picture = 2}, log),
                                      test::fake_contender("c", {}, log)};
    contenders[2].device.unavailable = "there is none";
    BenchResult result{"2026-01-31T23:59:58Z", describe_machine(), {}, {}};
    result.settings.runs = 2;
    Caches caches;
    const Tick tick = [](const std::string&) {};
    SceneResult scene;
    scene.work = test::fake_work();
    scene.outcomes = measure(scene.work, contenders, result.settings, caches, tick);
    scene.curves = measure_scaling(scene.work, contenders, scene.outcomes, result.settings, caches, tick);
    result.scenes.push_back(std::move(scene));
    return result;
}

std::set<std::string> keys(const nlohmann::ordered_json& json) {
    std::set<std::string> names;
    for (const auto& [key, value] : json.items()) names.insert(key);
    return names;
}

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
    return found;
}

TEST(Figures, ThreeDigits) {
    EXPECT_EQ(digits3(1234.5), "1234");
    EXPECT_EQ(digits3(99.96), "100");
    EXPECT_EQ(digits3(12.34), "12.3");
    EXPECT_EQ(digits3(1.0), "1.00");
    EXPECT_EQ(digits3(0.01234), "0.0123");
    EXPECT_EQ(digits3(0.0), "0");
}

TEST(Figures, DecimalPrefixes) {
    EXPECT_EQ(si(12345678.0), "12.3 M");
    EXPECT_EQ(si(0.00123, "s"), "1.23 ms");
    EXPECT_EQ(si(999.7), "1.00 k");
    EXPECT_EQ(si(0.0, "s"), "0 s");
    EXPECT_EQ(si_round(2000000.0), "2 M");
    EXPECT_EQ(si_round(1.0, "s"), "1 s");
}

TEST(Figures, EscapedText) { EXPECT_EQ(html_escape("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;"); }

TEST(Figures, PicturesAsData) {
    const std::string address = png_address({1, 1, {0.0f, 0.0f, 0.0f}});
    EXPECT_TRUE(address.starts_with("data:image/png;base64,iVBORw0KGgo")); // the signature of PNG files
    EXPECT_EQ((address.size() - address.find(',') - 1) % 4, 0u);
}

TEST(Scales, RoundTicks) {
    const Scale linear(ScaleKind::LINEAR, 0.0, 17.0, 100.0, 200.0);
    EXPECT_EQ(linear.ticks(), (std::vector<double>{0, 5, 10, 15, 20}));
    EXPECT_EQ(linear.at(5.0), 125.0);
    EXPECT_EQ(linear.at(-1.0), 100.0);
    const Scale log(ScaleKind::LOG, 3.0, 700.0, 0.0, 1.0);
    EXPECT_NEAR(log.at(2.0), 0.0, 1e-12);
    EXPECT_NEAR(log.at(1000.0), 1.0, 1e-12);
    EXPECT_NEAR(log.at(std::sqrt(2000.0)), 0.5, 1e-12);
    ASSERT_EQ(log.ticks().size(), 3u); // 10, 100, 1000
    EXPECT_NEAR(log.ticks()[1], 100.0, 1e-9);
    EXPECT_EQ(Scale(ScaleKind::LOG, 1.0, 8.0, 0.0, 1.0).ticks().size(), 4u); // 1, 2, 5, 10
    EXPECT_EQ(Scale(ScaleKind::LOG, 1.0, 1.0, 0.0, 1.0).ticks().size(), 2u); // 1, 2
}

TEST(Writers, JsonHasTheDocumentedKeys) {
    const nlohmann::ordered_json json = bench_json(fake_result());
    EXPECT_EQ(keys(json), (std::set<std::string>{"version", "date", "machine", "runs", "warmup", "budget_seconds",
                                                 "interval", "scenes"}));
    const auto& scene = json["scenes"][0];
    EXPECT_EQ(scene["devices"].size(), 3u);
    EXPECT_EQ(scene["devices"][0]["picture"], "reference");
    EXPECT_EQ(scene["devices"][0]["runs"].size(), 2u);
    EXPECT_EQ(scene["devices"][0]["render_seconds"]["coverage"], 0.5);
    EXPECT_EQ(scene["devices"][1]["picture"], "different");
    EXPECT_EQ(scene["devices"][2]["status"], "absent");
    EXPECT_EQ(scene["devices"][2]["reason"], "there is none");
    EXPECT_FALSE(scene["devices"][2].contains("render_seconds"));
    EXPECT_EQ(scene["samples"], 16 * 9 * 4);
    EXPECT_EQ(scene["scaling"].size(), 4u); // spp and pixels of two devices
}

TEST(Writers, CsvHasOneRowADevice) {
    const std::string csv = bench_csv(fake_result());
    EXPECT_EQ(count(csv, "\r\n"), 4u);
    EXPECT_NE(csv.find("\"a <device> & \"\"co\"\"\""), std::string::npos);
    EXPECT_NE(csv.find("\"fake, 1.0\""), std::string::npos);
}

TEST(Writers, PageShowsEveryDeviceAndWhatDiffers) {
    const std::string html = bench_html(fake_result());
    for (const char* words : {"a &lt;device&gt; &amp; &quot;co&quot;", "absent: there is none", "no &lt;scene&gt;",
                              "1 of 2", "devices drew another picture", "144 of 144 pixels differ", "50 %"})
        EXPECT_NE(html.find(words), std::string::npos) << words;
    EXPECT_EQ(html.find("<device>"), std::string::npos);
    EXPECT_EQ(html.find("http"), std::string::npos);
    EXPECT_EQ(count(html, "<img "), 3u); // the first's picture, the other's own, and their differences
    EXPECT_EQ(count(html, "<svg "), count(html, "</svg>"));
    EXPECT_EQ(count(html, "<svg "), 2u + 1u + 2u + 2u); // speed, runs, starts, scaling
}

TEST(Writers, ADeviceAloneNeedsNoChartsOfOthers) {
    BenchResult result = fake_result();
    result.scenes[0].outcomes[0].status = Status::FAILED;
    result.scenes[0].outcomes[1].status = Status::FAILED;
    result.scenes[0].curves.clear();
    EXPECT_NE(bench_html(result).find("No device could be measured"), std::string::npos);
}

} // namespace
} // namespace triptych
