// Reports of `triptych conformance`: as JSON, as a table, and two of them side by side.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/conformance.hpp"
#include "cli/output.hpp"

#include <string>
#include <vector>

namespace triptych {

/// An answer, with the keys that the check has.
Json check_json(const ConformanceQuestion& question, const ConformanceFinding& finding);

/// "group: name"
std::string check_name(const Json& check);

/// A report without its checks.
Json empty_report(const DeviceInfo& device);

/// One row a check, in groups.
std::string format_report(const Json& report);

/// Reads a report. Throws Error (INVALID_INPUT) where the file is not one.
Json read_report(const std::string& path);

/// Two answers to one question; null where a report lacks it.
struct DifferingCheck {
    std::string name; // "group: name"
    Json a;
    Json b;
};

/// The checks in which two reports differ, in the order of `a`, then of `b`.
std::vector<DifferingCheck> differences(const Json& a, const Json& b);

/// What `expected` says and `report` does not hold: a check, or a key of a check, that `expected` lacks may be
/// anything. a is what was expected.
std::vector<DifferingCheck> broken_expectations(const Json& expected, const Json& report);

/// One row a difference, under these names for a and b.
std::string format_differences(const std::vector<DifferingCheck>& differing, const std::string& a,
                               const std::string& b);

} // namespace triptych
