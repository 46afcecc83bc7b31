// The bench as JSON.
// SPDX-License-Identifier: MIT
#include "bench/result.hpp"

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

Json summary_json(const Summary& summary) {
    if (summary.count == 0) return nullptr;
    return {{"median", summary.median},
            {"min", summary.min},
            {"max", summary.max},
            {"low", summary.interval.low},
            {"high", summary.interval.high},
            {"coverage", summary.interval.coverage}};
}

Json start_json(const Start& start) {
    return {{"open", start.open},
            {"compile", start.compile},
            {"upload", start.upload},
            {"first_sample", start.first_sample}};
}

Json optional_json(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

Json runs_json(const Outcome& outcome) {
    Json runs = Json::array();
    for (const Run& run : outcome.runs)
        runs.push_back({{"render", run.render_seconds},
                        {"readback", run.readback_seconds},
                        {"clock_hz", optional_json(run.reading.clock_hz)},
                        {"watts", optional_json(run.reading.watts)}});
    return runs;
}

Json outcome_json(const SceneResult& scene, const Outcome& outcome) {
    Json json = {
        {"backend", outcome.device.backend},
        {"index", outcome.device.index},
        {"device", {{"name", outcome.device.name}, {"uuid", outcome.device.uuid}, {"driver", outcome.device.driver}}},
        {"threads", outcome.threads},
        {"baseline", outcome.baseline},
        {"status", status_name(outcome.status)},
        {"reason", outcome.reason}};
    if (!measured(outcome)) return json;
    json["film_hash"] = outcome.film_hash;
    json["picture"] = verdict_name(outcome.verdict);
    json["differing_pixels"] = outcome.differing_pixels;
    json["rays"] = outcome.rays;
    json["start"] = {{"cold", start_json(outcome.cold)}, {"warm", start_json(outcome.warm)}};
    json["render_seconds"] = summary_json(outcome.render);
    json["readback_seconds"] = summary_json(outcome.readback);
    json["samples_per_second"] = summary_json(samples_per_second(scene, outcome));
    json["rays_per_second"] = summary_json(rays_per_second(outcome));
    json["ratio_to_first"] = summary_json(outcome.speed);
    json["clock_hz"] = optional_json(median_clock_hz(outcome));
    json["watts"] = optional_json(median_watts(outcome));
    json["runs"] = runs_json(outcome);
    return json;
}

/// Devices are named by their place in `devices`.
Json comparisons_json(const std::vector<Comparison>& comparisons) {
    Json json = Json::array();
    for (const Comparison& comparison : comparisons)
        json.push_back({{"a", comparison.a}, {"b", comparison.b}, {"ratio", summary_json(comparison.ratio)}});
    return json;
}

Json together_json(const std::optional<Teamwork>& work) {
    if (!work) return nullptr;
    Json shares = Json::array();
    for (const TeamShare& share : work->shares) shares.push_back({{"device", share.outcome}, {"share", share.share}});
    return {{"device", work->outcome}, {"efficiency", work->efficiency}, {"shares", shares}};
}

Json curves_json(const std::vector<Curve>& curves) {
    Json json = Json::array();
    for (const Curve& curve : curves) {
        Json points = Json::array();
        for (const CurvePoint& point : curve.points)
            points.push_back(
                {{"x", point.x}, {"samples", point.samples}, {"render_seconds", summary_json(point.render)}});
        json.push_back({{"device", curve.outcome}, {"over", axis_name(curve.axis)}, {"points", points}});
    }
    return json;
}

Json scene_json(const SceneResult& scene) {
    const Picture& work = scene.work;
    Json devices = Json::array();
    for (const Outcome& outcome : scene.outcomes) devices.push_back(outcome_json(scene, outcome));
    Json json = picture_json(work);
    json.update({{"method", method_name(work.settings.method)},
                 {"samples", work.sample_count()},
                 {"seconds", {{"load", work.load_seconds}, {"build", work.build_seconds}}},
                 {"devices", devices},
                 {"same_gpu", comparisons_json(scene.gpu_pairs)},
                 {"over_baselines", comparisons_json(scene.baselines)},
                 {"together", together_json(scene.together)},
                 {"scaling", curves_json(scene.curves)}});
    return json;
}

} // namespace

nlohmann::ordered_json bench_json(const BenchResult& result) {
    Json machine = Json::object();
    for (const MachineFact& fact : result.machine) machine[fact.key] = fact.value;
    Json scenes = Json::array();
    for (const SceneResult& scene : result.scenes) scenes.push_back(scene_json(scene));
    return {{"version", TRIPTYCH_VERSION},
            {"date", result.date},
            {"machine", machine},
            {"runs", result.settings.runs},
            {"warmup", result.settings.warmup},
            {"budget_seconds", result.settings.budget_seconds},
            {"interval", "order statistics of the median; coverage is its probability"},
            {"scenes", scenes}};
}

} // namespace triptych
