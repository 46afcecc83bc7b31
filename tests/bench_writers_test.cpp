// What a bench writes: figures, JSON, CSV and the page, whose script bench_page_test.py runs.
// SPDX-License-Identifier: MIT
#include "bench/result.hpp"

#include "fake_backend.hpp"

#include <gtest/gtest.h>

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

/// The JSON in a page, which ends where a browser would end its element.
nlohmann::ordered_json page_data(const std::string& page) {
    const std::string opening = "<script type=\"application/json\" id=\"data\">";
    const std::size_t first = page.find(opening) + opening.size();
    return nlohmann::ordered_json::parse(page.substr(first, page.find("</script", first) - first));
}

TEST(Page, HoldsTheFiguresThatJsonHas) {
    const BenchResult result = fake_result();
    const nlohmann::ordered_json data = page_data(bench_html(result));
    EXPECT_EQ(data["bench"], bench_json(result));
    for (const MachineFact& fact : result.machine) EXPECT_EQ(data["labels"][fact.key], fact.label);
}

TEST(Page, ShowsAPictureOfItsOwnOnlyWhereItDiffers) {
    const nlohmann::ordered_json pictures = page_data(bench_html(fake_result()))["pictures"][0];
    EXPECT_EQ(keys(pictures), (std::set<std::string>{"picture", "others"}));
    ASSERT_EQ(pictures["others"].size(), 1u);
    EXPECT_EQ(keys(pictures["others"][0]), (std::set<std::string>{"device", "difference", "own_picture"}));
    for (const std::string address : {pictures["picture"], pictures["others"][0]["own_picture"]}) {
        EXPECT_TRUE(address.starts_with("data:image/png;base64,iVBORw0KGgo")); // the signature of PNG files
        EXPECT_EQ((address.size() - address.find(',') - 1) % 4, 0u);
    }
}

TEST(Page, HasNoPicturesWhereNothingWasMeasured) {
    BenchResult result = fake_result();
    for (Outcome& outcome : result.scenes[0].outcomes) {
        outcome.status = Status::FAILED;
        outcome.verdict = Verdict::NOT_COMPARED;
    }
    EXPECT_EQ(page_data(bench_html(result))["pictures"][0], nullptr);
}

TEST(Page, TextsCanNeitherEndTheirScriptNorHide) {
    const std::string hostile = "</script><script>alert(1)</script><!--<script>";
    BenchResult result = fake_result();
    const std::size_t scripts = count(bench_html(result), "<script");
    result.scenes[0].work.scene_name = hostile;
    result.scenes[0].outcomes[0].device.name = hostile;
    result.scenes[0].outcomes[2].reason = "a\u202eb\x1b[2J\xff";
    result.machine[0].value = hostile;
    const std::string page = bench_html(result);
    EXPECT_EQ(count(page, "<script"), scripts);
    EXPECT_EQ(count(page, "</script"), scripts);
    EXPECT_EQ(count(page, "<!--"), 1u); // the template's own
    const nlohmann::ordered_json scene = page_data(page)["bench"]["scenes"][0];
    EXPECT_EQ(scene["scene"], hostile);
    EXPECT_EQ(scene["devices"][0]["device"]["name"], hostile);
    EXPECT_EQ(scene["devices"][2]["reason"], "a\\u202eb\\u001b[2J\\xff");
}

} // namespace
} // namespace triptych
