// render_moments: one render for each moment, and the sum of all.
// SPDX-License-Identifier: MIT
#include "render/motion_blur.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace triptych {

namespace {

/// Shows the progress of one moment as part of that of all.
class MomentHost final : public RenderHost {
public:
    MomentHost(RenderHost& host, std::uint64_t total) : m_host(host), m_total(total) {}

    /// What earlier moments have done.
    void set_done(std::uint64_t samples) { m_done_before = samples; }

    Progress start_passes(std::uint64_t /*total*/, std::uint64_t done_before) override {
        return m_host.start_passes(m_total, m_done_before + done_before);
    }
    void show_devices(const std::vector<DeviceShare>& devices) override { m_host.show_devices(devices); }
    bool should_stop() override { return m_host.should_stop(); }
    [[noreturn]] void stop(const std::string& consequence) override {
        m_host.stop(consequence);
        throw Error(ExitCode::INTERNAL, "A render's host did not end it.");
    }
    std::shared_ptr<void> allow_sudden_end(const std::string& consequence, unsigned grace_seconds) override {
        return m_host.allow_sudden_end(consequence, grace_seconds);
    }

private:
    RenderHost& m_host;
    std::uint64_t m_total;
    std::uint64_t m_done_before = 0;
};

/// Adds the figures of a later moment, and the sums of its film.
void add(Rendering& sum, Rendering more) {
    sum.file.film.add(more.file.film);
    for (std::size_t i = 0; i < sum.file.coverage.size(); i++) sum.file.coverage[i] += more.file.coverage[i];
    sum.file.samples.front().last = more.samples().last;
    sum.invalid_samples += more.invalid_samples;
    sum.bad_samples.insert(sum.bad_samples.end(), more.bad_samples.begin(), more.bad_samples.end());
    sum.samples_done += more.samples_done;
    sum.rays += more.rays;
    sum.seconds.upload += more.seconds.upload;
    sum.seconds.compile += more.seconds.compile;
    sum.seconds.render += more.seconds.render;
    sum.seconds.readback += more.seconds.readback;
    for (std::size_t i = 0; i < std::min(sum.devices.size(), more.devices.size()); i++) {
        sum.devices[i].samples += more.devices[i].samples;
        sum.devices[i].seconds += more.devices[i].seconds;
    }
}

} // namespace

ShutterSlice slice_of(std::uint32_t moment, std::uint32_t moments) {
    return {static_cast<double>(moment) / moments, static_cast<double>(moment + 1) / moments};
}

CameraDescription with_slice(CameraDescription camera, ShutterSlice slice) {
    const double open = static_cast<double>(camera.shutter_open);
    const double duration = static_cast<double>(camera.shutter_close) - open;
    camera.shutter_open = static_cast<float>(open + slice.open * duration);
    camera.shutter_close = static_cast<float>(open + slice.close * duration);
    return camera;
}

SampleRange samples_of_moment(std::uint32_t moment, std::uint32_t moments, std::uint32_t spp) {
    const auto begin = [&](std::uint64_t which) { return static_cast<std::uint32_t>(which * spp / moments); };
    return {begin(moment), begin(std::uint64_t{moment} + 1)};
}

Rendering render_moments(std::uint32_t moments, std::uint32_t spp,
                         const std::function<Picture(std::uint32_t)>& picture_at, OpenDevices& devices,
                         const RenderControl& control) {
    Hasher hasher;
    std::optional<Rendering> sum;
    std::optional<MomentHost> host;
    for (std::uint32_t moment = 0; moment < moments; moment++) {
        Picture picture = picture_at(moment);
        if (!host) host.emplace(control.host, picture.sample_count());
        hasher.add(std::as_bytes(std::span(picture.scene->hash)));
        const SampleRange own = samples_of_moment(moment, moments, spp);
        picture.samples = {std::max(own.first, picture.samples.first), std::min(own.last, picture.samples.last)};
        if (picture.samples.first >= picture.samples.last) continue;
        if (sum) host->set_done(sum->samples_done);
        RenderControl own_control{
            .host = *host, .if_interrupted = control.if_interrupted, .since_start = control.since_start};
        Checkpoint none;
        Rendering rendering = render_picture(picture, devices, own_control, none);
        if (sum) {
            add(*sum, std::move(rendering));
        } else {
            sum = std::move(rendering);
        }
    }
    sum->file.scene_hash = hasher.hex();
    return std::move(*sum);
}

} // namespace triptych
