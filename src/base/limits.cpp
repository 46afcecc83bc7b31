// The table of limits by name.
// SPDX-License-Identifier: MIT
#include "base/limits.hpp"

#include "base/error.hpp"
#include "base/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace triptych {

namespace {

struct LimitName {
    std::string_view name;
    std::uint64_t Limits::*value;
    std::uint64_t greatest;
    bool is_size; // in bytes
};

constexpr std::uint64_t TEBIBYTE = std::uint64_t{1} << 40u;
constexpr LimitName NAMES[] = {
    {"json-depth", &Limits::json_depth, 10'000, false},           {"image-side", &Limits::image_side, 65'535, false},
    {"image-bytes", &Limits::image_bytes, TEBIBYTE, true},        {"expansion", &Limits::expansion, 1u << 30u, false},
    {"scene-bytes", &Limits::scene_bytes, 1024 * TEBIBYTE, true},
};

Limits& current() {
    static Limits limits;
    return limits;
}

/// A whole number, times the unit of bytes that may follow it.
std::optional<std::uint64_t> parse_value(std::string_view text, bool is_size) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (unit.empty()) return value;
    constexpr std::pair<std::string_view, unsigned> UNITS[] = {{"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}};
    for (const auto& [name, bits] : UNITS) {
        if (!is_size || unit != name) continue;
        if (value > std::numeric_limits<std::uint64_t>::max() >> bits) return std::nullopt;
        return value << bits;
    }
    return std::nullopt;
}

} // namespace

const Limits& limits() { return current(); }

void set_limits(const Limits& limits) { current() = limits; }

void change_limit(Limits& limits, std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const auto* found = std::find_if(std::begin(NAMES), std::end(NAMES),
                                     [&](const LimitName& candidate) { return candidate.name == name; });
    if (equals == std::string_view::npos || found == std::end(NAMES)) {
        std::string names;
        for (const LimitName& candidate : NAMES)
            names += fmt::format("{}{}", names.empty() ? "" : ", ", candidate.name);
        throw Error(ExitCode::USAGE,
                    fmt::format("\"{}\" changes no limit; NAME=VALUE is needed, with a name of {}.", text, names));
    }
    const auto value = parse_value(text.substr(equals + 1), found->is_size);
    if (!value || *value < 1 || *value > found->greatest) {
        throw Error(ExitCode::USAGE,
                    fmt::format("The limit {} is a whole number from 1 to {}{}, not \"{}\".", name, found->greatest,
                                found->is_size ? ", or one followed by KiB, MiB, GiB or TiB" : "",
                                text.substr(equals + 1)));
    }
    limits.*(found->value) = *value;
}

void check_scene_memory(std::uint64_t bytes, const std::string& origin) {
    const std::uint64_t own = limits().scene_bytes;
    static const std::uint64_t TOTAL = total_memory_bytes(); // once: this is called for every shape
    const std::uint64_t greatest = own != 0 ? own : TOTAL / 4 * 3;
    if (bytes <= greatest) return;
    throw Error(ExitCode::LIMIT,
                fmt::format("{}: the scene needs {} MiB and more, and may take {} MiB; use fewer "
                            "shapes or smaller meshes and images, or raise the limit by --limit scene-bytes=SIZE.",
                            origin, bytes >> 20u, greatest >> 20u));
}

} // namespace triptych
