// One rule after the other, the more certain first.
// SPDX-License-Identifier: MIT
#include "import/mtl_opacity.hpp"

#include "base/names.hpp"

#include <fmt/format.h>

#include <cmath>

namespace triptych {

namespace {

bool is_all(vec3 color, float value) { return color.x == value && color.y == value && color.z == value; }

/// The share that d or Tr leave of the surface.
float dissolve_of(const MtlMaterial& material, std::string& warning) {
    const auto same = [](float a, float b) { return std::abs(a - b) < 0.01f; };
    const auto complain = [&](const std::string& sentence) {
        warning = fmt::format("the material {} {}.", in_quotes(material.name), sentence);
    };
    if (material.dissolve) {
        const float d = *material.dissolve;
        if (material.transparency && !same(d, 1.0f - *material.transparency) && !same(d, *material.transparency)) {
            complain("has a d and a Tr that contradict each other; d counts");
        }
        return d;
    }
    if (!material.transparency) return 1.0f;
    if (*material.transparency < 1.0f) return 1.0f - *material.transparency;
    complain("is drawn opaque, as programs mean it that write Tr 1; if it should be invisible, write d 0");
    return 1.0f;
}

} // namespace

MtlOpacity opacity_of(const MtlMaterial& material) {
    MtlOpacity opacity;
    opacity.color = material.diffuse;
    const float dissolve = dissolve_of(material, opacity.warning);
    opacity.alpha = dissolve;
    const vec3 filter = material.filter.value_or(vec3(0.0f));
    const bool has_color = !is_all(material.diffuse, 0.0f) || material.find_map(MtlMapUse::DIFFUSE) != nullptr;
    const int model = material.illumination;
    if (material.is_physical()) {
        opacity.transmission = (filter.x + filter.y + filter.z) / 3.0f;
    } else if (model == 4 || model == 6 || model == 7 || model == 9) {
        const bool filters = !is_all(filter, 0.0f) && !is_all(filter, 1.0f);
        const bool refracts = model == 6 || model == 7;
        if (filters || (is_all(filter, 1.0f) && dissolve == 1.0f && !has_color && material.ior > 1.0f)) {
            opacity = {1.0f, 1.0f, filter, opacity.warning};
        } else if (refracts && dissolve < 1.0f && material.ior > 1.0f) {
            opacity = {1.0f, 1.0f - dissolve, has_color ? material.diffuse : vec3(1.0f), opacity.warning};
        }
    }
    if (opacity.alpha == 0.0f && material.find_map(MtlMapUse::OPACITY) != nullptr) {
        opacity.alpha = 1.0f; // the image says where it is there
    } else if (opacity.alpha == 0.0f) {
        opacity.warning = fmt::format("the material {} is invisible, as its d of 0 says.", in_quotes(material.name));
    }
    return opacity;
}

} // namespace triptych
