// Escaped text, pictures as data, figures with units.
// SPDX-License-Identifier: MIT
#include "bench/html_text.hpp"

#include "base/visible.hpp"

#include "image/image_formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace triptych {

namespace {

constexpr std::string_view BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct Prefix {
    double factor;
    const char* name;
};
constexpr std::array PREFIXES{Prefix{1e12, "T"}, Prefix{1e9, "G"},  Prefix{1e6, "M"},  Prefix{1e3, "k"},
                              Prefix{1.0, ""},   Prefix{1e-3, "m"}, Prefix{1e-6, "µ"}, Prefix{1e-9, "n"}};

Prefix prefix_of(double value) {
    if (value <= 0.0) return {1.0, ""};
    // 999.6 rounds to 1.00 of the next prefix.
    const auto fits = [&](const Prefix& candidate) { return value >= candidate.factor * 0.9995; };
    const auto* found = std::find_if(PREFIXES.begin(), PREFIXES.end(), fits);
    return found == PREFIXES.end() ? PREFIXES.back() : *found;
}

std::string suffix(const Prefix& prefix, std::string_view unit) {
    const std::string text = prefix.name + std::string(unit);
    return text.empty() ? text : fmt::format(" {}", text);
}

/// RFC 4648, section 4.
std::string base64(std::span<const std::byte> bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8u | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += k <= count ? BASE64[bits >> (18u - 6u * k) & 63u] : '=';
    }
    return text;
}

} // namespace

std::string html_escape(std::string_view text) {
    std::string escaped;
    for (const char c : visible_text(text)) {
        switch (c) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&#39;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

std::string png_address(const Image& image) { return "data:image/png;base64," + base64(encode_png(image, {})); }

std::string si(double value, std::string_view unit) {
    const Prefix prefix = prefix_of(value);
    return digits3(value / prefix.factor) + suffix(prefix, unit);
}

std::string si_round(double value, std::string_view unit) {
    const Prefix prefix = prefix_of(value);
    return fmt::format("{:.3g}", value / prefix.factor) + suffix(prefix, unit);
}

std::string colour_class(const std::vector<Outcome>& outcomes, std::size_t index) {
    constexpr std::size_t HUES = 5;
    constexpr std::size_t SHADES = 4;
    if (outcomes[index].baseline) return "baseline";
    std::vector<std::string> backends;
    std::size_t shade = 0;
    for (std::size_t i = 0; i <= index; ++i) {
        const std::string& backend = outcomes[i].device.backend;
        if (std::find(backends.begin(), backends.end(), backend) == backends.end()) backends.push_back(backend);
        if (i < index && backend == outcomes[index].device.backend) ++shade;
    }
    const auto hue = std::find(backends.begin(), backends.end(), outcomes[index].device.backend) - backends.begin();
    return fmt::format("hue{} shade{}", static_cast<std::size_t>(hue) % HUES, shade % SHADES);
}

std::string device_title(const Outcome& outcome) {
    const std::string& name = outcome.device.name;
    const std::size_t open = name.find(" (");
    if (outcome.device.kind != DeviceKind::CPU || open == std::string::npos || name.back() != ')') return name;
    return name.substr(open + 2, name.size() - open - 3);
}

} // namespace triptych
