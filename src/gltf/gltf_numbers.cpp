// Factors of glTF's materials: numbers and colours that exporters overstep by rounding, or write wrongly.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_numbers.hpp"

#include "mesh/mesh_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

constexpr Range ANY{-1e9, 1e9};

float held(double value, double least, double most) {
    return without_denormals(static_cast<float>(std::clamp(value, least, most)));
}

/// What `read` makes of the member, where it is there and right.
template <typename Read>
auto member(GltfDocument& document, JsonCursor json, std::string_view key, Read read) {
    const auto found = json.find(key);
    using Value = decltype(read(*found));
    return found ? document.attempt(fmt::format("{} is as if it were not there", key), [&] { return read(*found); })
                 : std::optional<Value>();
}

} // namespace

float factor_number(GltfDocument& document, JsonCursor json, std::string_view key, double otherwise, double least,
                    double most) {
    const auto read = [](JsonCursor value) { return value.real(ANY); };
    return held(member(document, json, key, read).value_or(otherwise), least, most);
}

vec3 factor_color(GltfDocument& document, JsonCursor json, std::string_view key, double otherwise, double most) {
    const auto read = [](JsonCursor value) { return value.reals<3>(ANY); };
    const auto [r, g, b] = member(document, json, key, read).value_or(std::array{otherwise, otherwise, otherwise});
    return {held(r, 0.0, most), held(g, 0.0, most), held(b, 0.0, most)};
}

std::array<float, 4> factor_rgba(GltfDocument& document, JsonCursor json, std::string_view key) {
    const auto read = [](JsonCursor value) {
        if (!value.is_array() || value.size() != 3) return value.reals<4>(ANY);
        const auto [r, g, b] = value.reals<3>(ANY);
        return std::array{r, g, b, 1.0};
    };
    const auto [r, g, b, a] = member(document, json, key, read).value_or(std::array{1.0, 1.0, 1.0, 1.0});
    return {held(r, 0.0, 1.0), held(g, 0.0, 1.0), held(b, 0.0, 1.0), held(a, 0.0, 1.0)};
}

} // namespace triptych
