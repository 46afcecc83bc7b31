// Who is to be compared with whom beside the first: one GPU under two interfaces, and the CPU with a baseline.
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/measure.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// How many times as fast outcome `a` is as outcome `b`, from paired rounds.
struct Comparison {
    std::size_t a = 0;
    std::size_t b = 0;
    Summary ratio;
};

/// What a device drew of all that its team did.
struct TeamShare {
    std::size_t outcome = 0; // of the device alone
    double share = 0.0;      // of the samples
};

/// How well several devices draw together.
struct Teamwork {
    std::size_t outcome = 0; // the team's
    double efficiency = 0.0; // its speed over the sum of the devices' own, from medians
    std::vector<TeamShare> shares;
};

/// Of the first team that was measured; nothing where one of its devices was not measured alone or has failed.
std::optional<Teamwork> teamwork(const std::vector<Outcome>& outcomes);

/// Moves contenders with the UUID of an earlier one next to it; else the order stays.
void join_by_uuid(std::vector<Contender>& contenders);

/// Every two measured outcomes of different backends with one UUID and equal pictures: the same GPU.
std::vector<Comparison> same_gpu(const std::vector<Outcome>& outcomes);

/// Every measured processor's outcome over every baseline's that computed with as many threads.
std::vector<Comparison> over_baselines(const std::vector<Outcome>& outcomes);

/// "absent", "failed" and so on.
std::string status_name(Status status);

/// "reference", "equal", "different", or "not compared".
std::string verdict_name(Verdict verdict);

/// Throws the Error that the outcomes amount to: different pictures (IMAGES_DIFFER), else a failure, else that nothing
/// was measured (NO_DEVICE).
void require_sound(const std::vector<Outcome>& outcomes);

} // namespace triptych
