// Renders a picture on several devices and compares the film sums bit by bit.
// SPDX-License-Identifier: MIT
#include "render/verify.hpp"

#include "render/devices.hpp"
#include "render/rendering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace triptych {
namespace {

/// Puts the reference first, whether it is among the devices or not.
void put_reference_first(std::vector<DeviceInfo>& devices, const BackendOptions& options) {
    const std::vector<DeviceInfo> all = list_devices(options);
    const auto reference = std::find_if(all.rbegin(), all.rend(), [](const DeviceInfo& device) {
        return device.kind == DeviceKind::CPU && device.unavailable.empty();
    });
    if (reference == all.rend()) return;
    std::erase_if(devices, [&](const DeviceInfo& device) { return is_same_device(device, *reference); });
    devices.insert(devices.begin(), *reference);
}

DeviceVerdict verify_device(const Picture& picture, const DeviceInfo& device, const BackendOptions& options,
                            const RenderControl& control, std::optional<Film>& reference) {
    DeviceVerdict verdict;
    verdict.device = device;
    verdict.reason = device.unavailable;
    if (!device.unavailable.empty()) return verdict;
    try {
        Checkpoint none;
        Rendering rendering = render_picture(picture, {.devices = {device}}, options, control, none);
        verdict.device = rendering.device;
        verdict.film_hash = rendering.file.film.hash();
        verdict.seconds = rendering.seconds.render;
        if (!reference) {
            verdict.status = VerdictStatus::REFERENCE;
            reference = std::move(rendering.file.film);
            return verdict;
        }
        verdict.difference = compare_films(*reference, rendering.file.film);
        verdict.status = verdict.difference.words == 0 ? VerdictStatus::EQUAL : VerdictStatus::DIFFERENT;
    } catch (const Error& error) {
        if (control.host.should_stop()) throw;
        verdict.status = VerdictStatus::FAILED;
        verdict.reason = error.what();
        verdict.code = error.code();
    }
    return verdict;
}

} // namespace

std::string_view name_of(VerdictStatus status) {
    switch (status) {
    case VerdictStatus::REFERENCE: return "reference";
    case VerdictStatus::EQUAL: return "equal";
    case VerdictStatus::DIFFERENT: return "different";
    case VerdictStatus::FAILED: return "failed";
    case VerdictStatus::SKIPPED: return "skipped";
    }
    return "unknown";
}

std::vector<DeviceVerdict> verify(const Picture& picture, std::vector<DeviceInfo> devices,
                                  const BackendOptions& options, RenderHost& host, const std::string& if_interrupted) {
    put_reference_first(devices, options);
    const RenderControl control{.host = host, .if_interrupted = if_interrupted};
    std::optional<Film> reference;
    std::vector<DeviceVerdict> verdicts;
    for (const DeviceInfo& device : devices)
        verdicts.push_back(verify_device(picture, device, options, control, reference));
    return verdicts;
}

void require_equal(std::span<const DeviceVerdict> verdicts) {
    std::size_t rendered = 0;
    for (const DeviceVerdict& verdict : verdicts) {
        const FilmDifference& difference = verdict.difference;
        if (verdict.status == VerdictStatus::DIFFERENT)
            throw Error(ExitCode::IMAGES_DIFFER,
                        fmt::format("{} ({}) differs from the reference in {} pixels, first at column {}, row {}, "
                                    "channel {}; please report it with the driver's version ({}).",
                                    verdict.device.name, verdict.device.backend, difference.pixels, difference.x,
                                    difference.y, difference.channel, verdict.device.driver));
        if (!verdict.film_hash.empty()) ++rendered;
    }
    for (const DeviceVerdict& verdict : verdicts)
        if (verdict.status == VerdictStatus::FAILED) throw Error(verdict.code, verdict.reason);
    if (rendered < 2)
        throw Error(ExitCode::NO_DEVICE, "Only one device could render, so there was nothing to compare it with; "
                                         "`triptych devices` says why the others are absent.");
}

} // namespace triptych
