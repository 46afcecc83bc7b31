// Renders a picture on several devices and compares the film sums bit by bit.
// SPDX-License-Identifier: MIT
#include "render/verify.hpp"

#include "render/devices.hpp"
#include "render/rendering.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

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

/// Sets the sample of a verdict, unless the device fails at it or then draws what the reference does.
void find_sample(DeviceVerdict& verdict, const Picture& picture, const DeviceVerdict& reference,
                 const BackendOptions& options, const RenderControl& control) {
    try {
        verdict.sample =
            find_differing_sample(picture, reference.device, verdict.device, verdict.difference, options, control);
    } catch (const Error& error) {
        if (control.host.should_stop()) throw;
        spdlog::info("{}: the sample that differs was not found ({})", verdict.device.name, error.what());
    }
}

DeviceVerdict verify_device(const Picture& picture, const DeviceInfo& device, const BackendOptions& options,
                            const RenderControl& control, const DeviceVerdict* reference) {
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
        auto film = std::make_shared<const Film>(std::move(rendering.file.film));
        if (reference == nullptr) {
            verdict.status = VerdictStatus::REFERENCE;
            verdict.film = std::move(film);
            return verdict;
        }
        verdict.difference = compare_films(*reference->film, *film);
        verdict.status = verdict.difference.words == 0 ? VerdictStatus::EQUAL : VerdictStatus::DIFFERENT;
        if (verdict.status == VerdictStatus::EQUAL) return verdict;
        verdict.film = std::move(film);
        find_sample(verdict, picture, *reference, options, control);
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
    std::vector<DeviceVerdict> verdicts;
    verdicts.reserve(devices.size()); // the reference stays where it is
    const DeviceVerdict* reference = nullptr;
    for (const DeviceInfo& device : devices) {
        const DeviceVerdict& verdict =
            verdicts.emplace_back(verify_device(picture, device, options, control, reference));
        if (verdict.status == VerdictStatus::REFERENCE) reference = &verdict;
    }
    return verdicts;
}

namespace {

/// ", in sample S (0x... and not 0x...)", where it is known.
std::string sample_clause(const DeviceVerdict& verdict) {
    if (!verdict.sample) return "";
    return fmt::format(", in sample {} ({} is {:#018x} and not {:#018x})", verdict.sample->index,
                       verdict.sample->channel, verdict.sample->value, verdict.sample->reference);
}

} // namespace

void require_equal(std::span<const DeviceVerdict> verdicts, std::size_t least) {
    std::size_t rendered = 0;
    for (const DeviceVerdict& verdict : verdicts) {
        const FilmDifference& difference = verdict.difference;
        if (verdict.status == VerdictStatus::DIFFERENT)
            throw Error(ExitCode::IMAGES_DIFFER,
                        fmt::format("{} ({}) differs from the reference in {} pixels, first at column {}, row {}, "
                                    "channel {}{}; please report it with the driver's version ({}).",
                                    verdict.device.name, verdict.device.backend, difference.pixels, difference.x,
                                    difference.y, difference.channel, sample_clause(verdict), verdict.device.driver));
        if (!verdict.film_hash.empty()) ++rendered;
    }
    for (const DeviceVerdict& verdict : verdicts)
        if (verdict.status == VerdictStatus::FAILED) throw Error(verdict.code, verdict.reason);
    if (rendered < least)
        throw Error(ExitCode::NO_DEVICE, "Only one device could render, so there was nothing to compare it with; "
                                         "`triptych devices` says why the others are absent.");
}

} // namespace triptych
