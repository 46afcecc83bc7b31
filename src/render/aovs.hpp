// AOVs: pictures of what camera rays meet first, for compositing and denoising.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "film/film_file.hpp"
#include "image/image.hpp"
#include "render/picture.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

enum class Aov : std::uint8_t { ALBEDO, NORMAL, DEPTH, POSITION, ID, INSTANCE, MATERIAL };

struct AovKind {
    std::string_view name;
    Aov aov;
    std::string_view layer; // as compositing programs know it, or the name of its only channel; see docs/aovs.md
};

/// In the order of Aov.
inline constexpr AovKind AOVS[] = {
    {"albedo", Aov::ALBEDO, "albedo"},      {"normal", Aov::NORMAL, "N"}, {"depth", Aov::DEPTH, "Z"},
    {"position", Aov::POSITION, "P"},       {"id", Aov::ID, "ID"},        {"instance", Aov::INSTANCE, "instance"},
    {"material", Aov::MATERIAL, "material"}};

/// Gathers AOVs on an open device that has the scene loaded. Each quantity is rendered once. What the device held of a
/// picture before is lost. All references must outlive this.
class AovRenderer {
public:
    /// Over the settings' window and the picture's own samples, so that edges, lens and shutter show as in the picture.
    AovRenderer(Backend& backend, const PackedScene& scene, const RenderSettings& settings, SampleRange samples,
                Progress progress = {});

    /// The sums of a quantity (QUANTITY_ of layout.glsl) that has a mean.
    const Film& film(std::uint32_t quantity);

    /// The sums of the light of a group of PackedScene::light_group_names.
    Film light_group(std::uint32_t number);

    /// One channel named after the AOV's layer, or three with ".R" and so on after it.
    std::vector<Channel> channels(Aov aov);

private:
    Film render(const shared::Frame& frame, SampleRange samples);

    Backend& m_backend;
    const PackedScene& m_scene;
    RenderSettings m_settings;
    SampleRange m_samples;
    Progress m_progress;
    std::map<std::uint32_t, Film> m_films; // by quantity
};

/// Counts what the camera sees where the picture's background is transparent; else does nothing. `backend` has the
/// scene loaded; what it held of the picture is lost.
void add_coverage(Backend& backend, const Picture& picture, FilmFile& file, const Progress& progress = {});

/// Three channels "LAYER.a" to "LAYER.c" of an image, for the letters of `names`.
std::vector<Channel> layer_of(const Image& image, const std::string& layer, const char (&names)[4]);

} // namespace triptych
