// Pictures beside the picture, for compositing and denoisers: what camera rays meet first.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "image/image.hpp"
#include "scene/settings_names.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace triptych {

enum class Aov : std::uint8_t { ALBEDO, NORMAL, DEPTH, POSITION, ID, INSTANCE, MATERIAL };

inline constexpr Named<Aov> AOVS[] = {{"albedo", Aov::ALBEDO},     {"normal", Aov::NORMAL}, {"depth", Aov::DEPTH},
                                      {"position", Aov::POSITION}, {"id", Aov::ID},         {"instance", Aov::INSTANCE},
                                      {"material", Aov::MATERIAL}};

/// Gathers AOVs on an open device that has the scene loaded, each quantity once. What the device held of a picture
/// before is lost. All references must outlive this.
class AovRenderer {
public:
    /// Over the settings' window and the picture's own samples, so that edges, lens and shutter show as in the picture.
    AovRenderer(Backend& backend, const PackedScene& scene, const RenderSettings& settings, SampleRange samples,
                Progress progress = {});

    /// The sums of a quantity (QUANTITY_ of layout.glsl). Of numbers, which have no mean, only the first sample is
    /// taken.
    const Film& film(std::uint32_t quantity);

    /// An AOV under the names that compositing programs know; docs/aovs.md lists them.
    std::vector<Channel> channels(Aov aov);

private:
    Film render(std::uint32_t quantity);

    Backend& m_backend;
    const PackedScene& m_scene;
    RenderSettings m_settings;
    SampleRange m_samples;
    Progress m_progress;
    std::map<std::uint32_t, Film> m_films; // by quantity
};

/// Three channels "LAYER.a" to "LAYER.c" of an image, for the letters of `names`.
std::vector<Channel> layer_of(const Image& image, const std::string& layer, const char (&names)[4]);

} // namespace triptych
