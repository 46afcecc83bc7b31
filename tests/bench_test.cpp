// The bench's statistics, its turns, and its verdicts on fake devices.
// SPDX-License-Identifier: MIT
#include "bench/comparison.hpp"
#include "bench/result.hpp"
#include "bench/statistics.hpp"

#include "expect_error.hpp"
#include "fake_backend.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace triptych {
namespace {

using test::fake_contender;
using test::fake_work;
using test::FakeBehaviour;

std::vector<Outcome> measure_fakes(const std::vector<Contender>& contenders, unsigned runs = 3, unsigned warmup = 1) {
    BenchSettings settings;
    settings.runs = runs;
    settings.warmup = warmup;
    Caches caches;
    return measure(fake_work(), contenders, settings, caches, [](const std::string&) {});
}

// By hand: of ten values, P(Binomial(10, 1/2) < 2) = (1 + 10) / 1024.
TEST(Statistics, CoverageOfTheMedian) {
    EXPECT_DOUBLE_EQ(median_coverage(10, 2), 1.0 - 2.0 * 11.0 / 1024.0);
    EXPECT_DOUBLE_EQ(median_coverage(10, 1), 1.0 - 2.0 / 1024.0);
    EXPECT_DOUBLE_EQ(median_coverage(5, 1), 1.0 - 2.0 / 32.0);
    EXPECT_DOUBLE_EQ(median_coverage(6, 1), 1.0 - 2.0 / 64.0);
    EXPECT_NEAR(median_coverage(100, 40), 0.9648, 5e-5); // Conover, table A3
}

TEST(Statistics, SummaryOfTen) {
    const Summary summary = summarize({9, 1, 8, 2, 7, 3, 6, 4, 5, 100});
    EXPECT_EQ(summary.count, 10u);
    EXPECT_EQ(summary.median, 5.5);
    EXPECT_EQ(summary.min, 1.0);
    EXPECT_EQ(summary.max, 100.0);
    EXPECT_EQ(summary.interval.low, 2.0);
    EXPECT_EQ(summary.interval.high, 9.0);
    EXPECT_DOUBLE_EQ(summary.interval.coverage, 0.978515625);
}

TEST(Statistics, FewValuesSaySo) {
    const Summary five = summarize({5, 1, 4, 2, 3});
    EXPECT_EQ(five.median, 3.0);
    EXPECT_EQ(five.interval.low, 1.0);
    EXPECT_EQ(five.interval.high, 5.0);
    EXPECT_DOUBLE_EQ(five.interval.coverage, 0.9375);
    EXPECT_EQ(summarize({7}).median, 7.0);
    EXPECT_EQ(summarize({7}).interval.coverage, 0.0);
    EXPECT_EQ(summarize({}).count, 0u);
    EXPECT_EQ(coverage_words(6), "95 %");
    EXPECT_EQ(coverage_words(5), "94 %");
    EXPECT_EQ(coverage_words(2), "50 %");
}

TEST(Statistics, RatiosGoRoundByRound) {
    // The machine slows down fourfold; each round still says two.
    const std::vector<double> a{2, 4, 8};
    const std::vector<double> b{1, 2, 4};
    const Summary ratio = summarize_ratios(a, b);
    EXPECT_EQ(ratio.min, 2.0);
    EXPECT_EQ(ratio.max, 2.0);
}

TEST(Statistics, SpeedsTurnIntervalsAround) {
    const Summary speed = inverted(summarize({1, 2, 4}), 8.0);
    EXPECT_EQ(speed.median, 4.0);
    EXPECT_EQ(speed.min, 2.0);
    EXPECT_EQ(speed.max, 8.0);
    EXPECT_EQ(speed.interval.low, 2.0);
    EXPECT_EQ(speed.interval.high, 8.0);
}

TEST(Bench, TakesTurnsAndLeavesTheWarmUpOut) {
    std::vector<std::string> log;
    const auto outcomes = measure_fakes({fake_contender("a", {.seconds = {9.0, 1.0, 2.0, 3.0}}, log),
                                         fake_contender("b", {.seconds = {9.0, 2.0, 4.0, 6.0}}, log)});
    const std::vector<std::string> starts{"a", "a", "b", "b"}; // cold and warm
    const std::vector<std::string> rounds{"a", "b", "b", "a", "a", "b", "b", "a"};
    EXPECT_EQ(std::vector<std::string>(log.begin(), log.begin() + 4), starts);
    EXPECT_EQ(std::vector<std::string>(log.begin() + 4, log.end()), rounds);
    EXPECT_EQ(render_seconds(outcomes[0]), (std::vector<double>{1.0, 2.0, 3.0}));
    EXPECT_EQ(outcomes[1].render.median, 4.0);
    EXPECT_EQ(outcomes[0].speed.median, 1.0);
    EXPECT_EQ(outcomes[1].speed.median, 0.5);
    EXPECT_EQ(outcomes[0].rays, 3u * 16u * 9u);
}

TEST(Bench, EqualPictures) {
    std::vector<std::string> log;
    const auto outcomes = measure_fakes({fake_contender("a", {}, log), fake_contender("b", {}, log)});
    EXPECT_EQ(outcomes[0].verdict, Verdict::REFERENCE);
    EXPECT_EQ(outcomes[1].verdict, Verdict::EQUAL);
    EXPECT_EQ(outcomes[0].film_hash, outcomes[1].film_hash);
    EXPECT_NO_THROW(require_sound(outcomes));
}

TEST(Bench, AnotherPictureEndsWithItsOwnCode) {
    std::vector<std::string> log;
    const auto outcomes = measure_fakes({fake_contender("a", {}, log), fake_contender("b", {.picture = 2}, log)});
    EXPECT_EQ(outcomes[1].verdict, Verdict::DIFFERENT);
    EXPECT_EQ(outcomes[1].differing_pixels, 16u * 9u);
    EXPECT_EQ(outcomes[1].speed.count, 0u);
    expect_error(ExitCode::IMAGES_DIFFER, {"b <device>", "144 pixels"}, [&] { require_sound(outcomes); });
}

TEST(Bench, APictureThatChangesIsNoPicture) {
    std::vector<std::string> log;
    const auto outcomes = measure_fakes({fake_contender("a", {.unstable = true}, log)});
    EXPECT_EQ(outcomes[0].status, Status::FAILED);
    expect_error(ExitCode::IMAGES_DIFFER, {"two different pictures"}, [&] { require_sound(outcomes); });
}

TEST(Bench, LostSamplesAreNoticed) {
    std::vector<std::string> log;
    const auto outcomes = measure_fakes({fake_contender("a", {.loses_samples = true}, log)});
    EXPECT_EQ(outcomes[0].status, Status::FAILED);
    EXPECT_NE(outcomes[0].reason.find("left out samples"), std::string::npos);
}

TEST(Bench, ABaselineMayDrawAnotherPictureAndIsNeverTheFirst) {
    std::vector<std::string> log;
    std::vector<Contender> contenders{fake_contender("peer", {.seconds = {3.0}, .picture = 2}, log),
                                      fake_contender("a", {.seconds = {1.5}}, log)};
    contenders[0].baseline = true;
    contenders[0].threads = contenders[1].threads = 2;
    const auto outcomes = measure_fakes(contenders);
    EXPECT_EQ(outcomes[0].verdict, Verdict::NOT_COMPARED);
    EXPECT_EQ(outcomes[1].verdict, Verdict::REFERENCE);
    EXPECT_NO_THROW(require_sound(outcomes));
    const auto ratios = over_baselines(outcomes);
    ASSERT_EQ(ratios.size(), 1u);
    EXPECT_EQ(ratios[0].a, 1u);
    EXPECT_EQ(ratios[0].ratio.median, 2.0);
}

TEST(Bench, WhoCannotIsReportedAndTheOthersGoOn) {
    std::vector<std::string> log;
    std::vector<Contender> contenders{fake_contender("gone", {}, log), fake_contender("lost", {.fails = true}, log),
                                      fake_contender("a", {}, log)};
    contenders[0].device.unavailable = "there is none";
    const auto outcomes = measure_fakes(contenders);
    EXPECT_EQ(outcomes[0].status, Status::ABSENT);
    EXPECT_EQ(outcomes[0].reason, "there is none");
    EXPECT_EQ(outcomes[1].status, Status::FAILED);
    EXPECT_EQ(outcomes[2].status, Status::MEASURED);
    EXPECT_EQ(outcomes[2].verdict, Verdict::REFERENCE);
    expect_error(ExitCode::DEVICE_LOST, {"fake device was lost"}, [&] { require_sound(outcomes); });
}

TEST(Bench, WhoExceedsTheBudgetIsReported) {
    std::vector<std::string> log;
    BenchSettings settings;
    settings.budget_seconds = 0.0; // any dispatch takes longer
    Caches caches;
    const auto outcomes =
        measure(fake_work(), {fake_contender("slow", {}, log)}, settings, caches, [](const std::string&) {});
    EXPECT_EQ(outcomes[0].status, Status::TOO_SLOW);
    EXPECT_NE(outcomes[0].reason.find("--budget"), std::string::npos);
    EXPECT_TRUE(outcomes[0].runs.empty());
    expect_error(ExitCode::NO_DEVICE, {"No device"}, [&] { require_sound(outcomes); });
}

TEST(Bench, OneGpuUnderTwoInterfaces) {
    std::vector<std::string> log;
    std::vector<Contender> contenders;
    for (const char* name : {"one", "other", "two"}) contenders.push_back(fake_contender(name, {}, log));
    contenders[0].device.uuid = contenders[2].device.uuid = "00000000-0000-0000-0000-000000000001";
    join_by_uuid(contenders);
    EXPECT_EQ(contenders[1].device.backend, "two");
    EXPECT_EQ(contenders[2].device.backend, "other");
    for (Contender& contender : contenders)
        contender.open =
            fake_contender(contender.device.backend, {.seconds = {contender.device.backend == "two" ? 4.0 : 1.0}}, log)
                .open;
    auto outcomes = measure_fakes(contenders);
    for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i].device.uuid = contenders[i].device.uuid;
    const auto pairs = same_gpu(outcomes);
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_EQ(pairs[0].a, 0u);
    EXPECT_EQ(pairs[0].b, 1u);
    EXPECT_EQ(pairs[0].ratio.median, 4.0);
}

TEST(Bench, ColdStartsHaveEmptyCaches) {
    ::setenv("CUDA_CACHE_PATH", "before", 1);
    std::filesystem::path first;
    {
        Caches caches;
        first = caches.renew();
        EXPECT_EQ(std::getenv("CUDA_CACHE_PATH"), (first / "driver").string());
        EXPECT_TRUE(std::filesystem::exists(first));
        EXPECT_NE(caches.renew(), first);
    }
    EXPECT_STREQ(std::getenv("CUDA_CACHE_PATH"), "before");
    EXPECT_FALSE(std::filesystem::exists(first));
}

TEST(Machine, ReadsWhatTheSystemTells) {
    const TemporaryFolder root;
    const auto put = [&](const std::string& name, const std::string& text) {
        std::filesystem::create_directories((root / name).parent_path());
        put_file(root / name, std::as_bytes(std::span(text)));
    };
    put("proc/cpuinfo", "model name\t: A <CPU>\ncpu MHz\t: 1000.0\nflags\t: fpu hypervisor sse\n");
    put("proc/meminfo", "MemTotal:       2097152 kB\n");
    put("proc/loadavg", "0.50 0.40 0.30 1/2 3\n");
    put("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "2000000\n");
    put("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "3000000\n");
    std::map<std::string, std::string> facts;
    for (const MachineFact& fact : describe_machine(root.path())) facts[fact.key] = fact.value;
    EXPECT_EQ(facts["processor"], "A <CPU>");
    EXPECT_EQ(facts["virtual_machine"], "yes");
    EXPECT_EQ(facts["clock"], "2.50 GHz");
    EXPECT_EQ(facts["memory"], "2.0 GiB");
    EXPECT_EQ(facts["load_average"], "0.50");
    EXPECT_EQ(facts["governor"], NOT_READABLE);
    EXPECT_EQ(facts["system"], NOT_READABLE);
}

} // namespace
} // namespace triptych
