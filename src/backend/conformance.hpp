// What a device's float arithmetic does, asked check by check.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace triptych {

/// One input of a check with what the device made of it, as bits.
struct ConformanceExample {
    std::vector<std::pair<char, std::uint32_t>> inputs; // by name: x, y, z, w, as far as the check uses them
    std::uint32_t result = 0;
    std::uint32_t expected = 0;
};

/// What a check found. It depends only on the device, its driver and the version of this program.
struct ConformanceFinding {
    std::string words; // a few, the same for the same answer
    std::uint64_t inputs = 0;
    /// How many inputs gave which kind of result; the kinds depend on the check.
    std::vector<std::pair<std::string, std::uint64_t>> counts = {};
    std::optional<double> max_ulp = {}; // largest error in units of the last place of the exact value
    std::optional<double> max_error = {};
    std::optional<ConformanceExample> worst = {}; // none where nothing is worth showing
};

/// A question to a device.
struct ConformanceQuestion {
    std::string group;
    std::string name; // unique within the group; both are the same on every device
    std::string glsl; // what the shader computes
};

/// One device, ready to be asked. Calls block; use from one thread.
class Conformance {
public:
    virtual ~Conformance() = default;
    virtual DeviceInfo device() const = 0;
    /// The same list for every device.
    virtual std::vector<ConformanceQuestion> questions() const = 0;
    /// Asks the device the question with this place in questions(). Throws Error where the driver refuses.
    virtual ConformanceFinding ask(std::size_t question) = 0;
};

} // namespace triptych
