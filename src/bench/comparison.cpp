// Pairs of outcomes, and whether all is well.
// SPDX-License-Identifier: MIT
#include "bench/comparison.hpp"

#include "render/devices.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

bool comparable(const Outcome& outcome) { return measured(outcome) && outcome.verdict != Verdict::DIFFERENT; }

Comparison compare(const std::vector<Outcome>& outcomes, std::size_t a, std::size_t b) {
    return {a, b, summarize_ratios(render_seconds(outcomes[b]), render_seconds(outcomes[a]))};
}

} // namespace

void join_by_uuid(std::vector<Contender>& contenders) {
    for (std::size_t i = 0; i + 1 < contenders.size(); ++i) {
        const std::string& uuid = contenders[i].device.uuid;
        if (uuid.empty()) continue;
        std::stable_partition(contenders.begin() + static_cast<std::ptrdiff_t>(i + 1), contenders.end(),
                              [&](const Contender& other) { return other.device.uuid == uuid; });
    }
}

std::vector<Comparison> same_gpu(const std::vector<Outcome>& outcomes) {
    std::vector<Comparison> pairs;
    for (std::size_t a = 0; a < outcomes.size(); ++a) {
        for (std::size_t b = a + 1; b < outcomes.size(); ++b) {
            const DeviceInfo& device = outcomes[a].device;
            const DeviceInfo& other = outcomes[b].device;
            if (device.uuid.empty() || device.uuid != other.uuid || device.backend == other.backend) continue;
            if (comparable(outcomes[a]) && comparable(outcomes[b])) pairs.push_back(compare(outcomes, a, b));
        }
    }
    return pairs;
}

std::vector<Comparison> over_baselines(const std::vector<Outcome>& outcomes) {
    std::vector<Comparison> ratios;
    for (std::size_t a = 0; a < outcomes.size(); ++a) {
        for (std::size_t b = 0; b < outcomes.size(); ++b) {
            if (outcomes[a].baseline || !outcomes[b].baseline || outcomes[a].threads != outcomes[b].threads) continue;
            if (comparable(outcomes[a]) && comparable(outcomes[b])) ratios.push_back(compare(outcomes, a, b));
        }
    }
    return ratios;
}

std::optional<Teamwork> teamwork(const std::vector<Outcome>& outcomes) {
    const auto team = std::find_if(outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
        return comparable(outcome) && !outcome.shares.empty();
    });
    if (team == outcomes.end()) return {};
    Teamwork work{static_cast<std::size_t>(team - outcomes.begin()), 0.0, {}};
    std::uint64_t samples = 0;
    for (const DeviceShare& share : team->shares) samples += share.samples;
    double alone = 0.0; // pictures a second
    for (const DeviceShare& share : team->shares) {
        const auto own = std::find_if(outcomes.begin(), outcomes.end(), [&](const Outcome& outcome) {
            return comparable(outcome) && !outcome.baseline && is_same_device(outcome.device, share.device);
        });
        if (own == outcomes.end() || !share.failure.empty() || own->render.median <= 0.0) return {};
        alone += 1.0 / own->render.median;
        work.shares.push_back({static_cast<std::size_t>(own - outcomes.begin()),
                               static_cast<double>(share.samples) / static_cast<double>(samples)});
    }
    if (team->render.median <= 0.0) return {};
    work.efficiency = 1.0 / team->render.median / alone;
    return work;
}

std::string status_name(Status status) {
    switch (status) {
    case Status::MEASURED: return "measured";
    case Status::ABSENT: return "absent";
    case Status::FAILED: return "failed";
    case Status::TOO_SLOW: return "too slow";
    }
    return "unknown";
}

std::string verdict_name(Verdict verdict) {
    switch (verdict) {
    case Verdict::NOT_COMPARED: return "not compared";
    case Verdict::REFERENCE: return "reference";
    case Verdict::EQUAL: return "equal";
    case Verdict::DIFFERENT: return "different";
    }
    return "unknown";
}

void require_sound(const std::vector<Outcome>& outcomes) {
    for (const Outcome& outcome : outcomes) {
        if (outcome.verdict == Verdict::DIFFERENT)
            throw Error(ExitCode::IMAGES_DIFFER,
                        fmt::format("{} ({}) draws another picture than the first device: {} pixels differ, so their "
                                    "times cannot be compared; `triptych verify` tells where.",
                                    outcome.device.name, outcome.device.backend, outcome.differing_pixels));
    }
    for (const Outcome& outcome : outcomes)
        if (outcome.status == Status::FAILED) throw Error(outcome.code, outcome.reason);
    if (std::none_of(outcomes.begin(), outcomes.end(), measured))
        throw Error(ExitCode::NO_DEVICE, "No device could be measured; the table tells why of each.");
}

} // namespace triptych
