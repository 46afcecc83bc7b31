// Quoting, listing and guessing of names.
// SPDX-License-Identifier: MIT
#include "base/names.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace triptych {

namespace {

/// Names longer than this are never taken for slips: comparing costs the product of the lengths.
constexpr std::size_t MAX_COMPARED = 64;
constexpr std::size_t MAX_LISTED = 8;

/// Optimal string alignment: Levenshtein's distance with swaps of neighbours (Damerau, "A technique for computer
/// detection and correction of spelling errors", 1964).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); j++) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); i++) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); j++) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
    }
    return row[b.size()];
}

} // namespace

std::string printable(std::string_view text, std::size_t max_bytes) {
    const bool cut = text.size() > max_bytes;
    if (cut) {
        std::size_t end = max_bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0u) == 0x80u) end--;
        text = text.substr(0, end);
    }
    // As JSON does it, with U+FFFD for what is no UTF-8, and without the quotes around it.
    const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2) + (cut ? "..." : "");
}

std::string in_quotes(std::string_view text) { return '"' + printable(text) + '"'; }

std::string list_names(std::span<const std::string_view> names) {
    std::string result;
    for (std::size_t i = 0; i < std::min(names.size(), MAX_LISTED); i++) {
        if (i > 0) result += ", ";
        result += in_quotes(names[i]);
    }
    if (names.size() > MAX_LISTED) result += fmt::format(" and {} more", names.size() - MAX_LISTED);
    return result;
}

std::string_view nearest_name(std::string_view wanted, std::span<const std::string_view> names) {
    std::string_view nearest;
    std::size_t fewest = MAX_COMPARED;
    if (wanted.size() > MAX_COMPARED) return nearest;
    for (const std::string_view name : names) {
        const std::size_t longer = std::max(wanted.size(), name.size());
        if (longer < 2 || longer > MAX_COMPARED) continue;
        const std::size_t distance = edit_distance(wanted, name);
        if (distance <= std::max<std::size_t>(1, longer / 3) && distance < fewest) {
            fewest = distance;
            nearest = name;
        }
    }
    return nearest;
}

std::string suggestion(std::string_view wanted, std::span<const std::string_view> names) {
    const std::string_view nearest = nearest_name(wanted, names);
    return nearest.empty() ? std::string() : fmt::format("; did you mean {}?", in_quotes(nearest));
}

} // namespace triptych
