// Renders, pictures and devices as JSON.
// SPDX-License-Identifier: MIT
#include "cli/report.hpp"

#include <sys/resource.h>

namespace triptych {
namespace {

double per_second(std::uint64_t count, double seconds) {
    return seconds > 0.0 ? static_cast<double>(count) / seconds : 0.0;
}

} // namespace

std::uint64_t peak_rss_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024; // Linux counts in KiB
}

Json device_json(const DeviceInfo& device) {
    return {{"name", device.name}, {"uuid", device.uuid}, {"driver", device.driver}};
}

Json shares_json(const std::vector<DeviceShare>& devices) {
    std::uint64_t all = 0;
    for (const DeviceShare& share : devices) all += share.samples;
    Json json = Json::array();
    for (const DeviceShare& share : devices)
        json.push_back({{"backend", share.device.backend},
                        {"index", share.device.index},
                        {"device", device_json(share.device)},
                        {"samples", share.samples},
                        {"share", all > 0 ? static_cast<double>(share.samples) / static_cast<double>(all) : 0.0},
                        {"seconds", share.seconds},
                        {"failure", share.failure}});
    return json;
}

Json render_stats(const Picture& picture, const Rendering& rendering, const std::string& film_hash,
                  double write_seconds, double total_seconds) {
    const RenderSeconds& seconds = rendering.seconds;
    Json json{{"version", TRIPTYCH_VERSION}};
    json.update(picture_json(picture));
    json["backend"] = rendering.device.backend;
    json["device"] = device_json(rendering.device);
    json["devices"] = shares_json(rendering.devices);
    json["film_hash"] = film_hash;
    json["seconds"] = {{"load", picture.load_seconds}, {"build", picture.build_seconds}, {"open", seconds.open},
                       {"upload", seconds.upload},     {"compile", seconds.compile},     {"render", seconds.render},
                       {"readback", seconds.readback}, {"write", write_seconds},         {"total", total_seconds}};
    json["ended_by"] = name_of(rendering.end);
    json["samples_resumed"] = picture.sample_count() - rendering.samples_done;
    json["relative_noise"] = rendering.noise ? Json(rendering.noise->relative_error()) : Json();
    json["samples_per_second"] = per_second(rendering.samples_done, seconds.render);
    json["rays"] = rendering.rays;
    json["rays_per_second"] = per_second(rendering.rays, seconds.render);
    json["peak_rss_bytes"] = peak_rss_bytes();
    json["invalid_samples"] = rendering.invalid_samples;
    json["invalid_at"] = Json::array();
    for (const BadSample& bad : rendering.bad_samples)
        json["invalid_at"].push_back({{"x", bad.x}, {"y", bad.y}, {"sample", bad.sample}});
    return json;
}

} // namespace triptych
