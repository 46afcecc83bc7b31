// What an image file may hold beside the film's mean: AOVs, the variance, and the picture without its noise.
// SPDX-License-Identifier: MIT
#include "render/parts.hpp"

#include "base/hash.hpp"
#include "film/quantity.hpp"
#include "pack/light_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace triptych {
namespace {

constexpr std::string_view VARIANCE = "variance";
constexpr std::string_view ALL_AOVS = "all";

} // namespace

bool add_aov(PartsRequest& request, const std::string& name) {
    const bool is_all = name == ALL_AOVS;
    bool is_known = is_all || name == VARIANCE;
    request.variance |= is_known;
    for (const AovKind& kind : AOVS) {
        if (!is_all && name != kind.name) continue;
        is_known = true;
        if (std::count(request.aovs.begin(), request.aovs.end(), kind.aov) == 0) request.aovs.push_back(kind.aov);
    }
    return is_known;
}

std::string aov_names() {
    std::string names;
    for (const AovKind& kind : AOVS) names += fmt::format("{}, ", kind.name);
    return names + fmt::format("{} or {}", VARIANCE, ALL_AOVS);
}

bool add_cryptomatte(PartsRequest& request, const std::string& name) {
    const bool is_all = name == ALL_AOVS;
    bool is_known = is_all;
    for (const CryptomatteKind& kind : CRYPTOMATTES) {
        if (!is_all && name != kind.name) continue;
        is_known = true;
        auto& asked = request.cryptomattes;
        if (std::count(asked.begin(), asked.end(), kind.cryptomatte) == 0) asked.push_back(kind.cryptomatte);
    }
    return is_known;
}

std::string cryptomatte_names() {
    std::string names;
    for (const CryptomatteKind& kind : CRYPTOMATTES) names += (names.empty() ? "" : ", ") + std::string(kind.name);
    return names + fmt::format(" or {}", ALL_AOVS);
}

std::uint64_t more_bytes_per_pixel(const PartsRequest& request, bool measures_noise) {
    constexpr std::uint64_t FILM = sizeof(shared::FilmPixel);
    constexpr std::uint64_t COLOR = 3 * sizeof(float);
    std::uint64_t bytes = 0;
    if (measures_noise || request.variance) bytes += 4 * FILM; // the meter's two, and again for a checkpoint
    if (request.variance) bytes += 2 * COLOR;
    if (request.denoise) bytes += 2 * FILM + 6 * COLOR; // albedo and normal; what goes in, comes out, and is kept
    if (request.light_groups) bytes += MAX_LIGHT_GROUPS / 8 * (FILM + COLOR); // more of them are rare
    // Planes, and once more as channels; a film of one sample at a time.
    if (!request.cryptomattes.empty())
        bytes += FILM + request.cryptomattes.size() * 2 * 4 * CRYPTOMATTE_LEVELS * sizeof(float);
    // Three of their films are kept until the end.
    const std::uint64_t aovs = request.aovs.size();
    if (aovs > 0) bytes += std::min<std::uint64_t>(aovs, 3) * FILM + (aovs + 2) * COLOR;
    return bytes;
}

namespace {

std::vector<GroupFilm> light_group_films(AovRenderer& renderer, const Picture& picture, SampleRange samples) {
    std::vector<GroupFilm> films;
    for (const PackedLightGroup& group : light_groups_of(*picture.scene)) {
        Hasher hasher;
        hasher.add(std::as_bytes(std::span(picture.scene->hash))).add(std::as_bytes(std::span(group.name)));
        hasher.add_value(std::uint32_t{picture.settings.method.transparent});
        RenderSettings settings = picture.settings;
        settings.method.transparent = false; // its film has no alpha
        films.push_back({group.name,
                         {fmt::format("{}, light group {}", picture.scene_name, group.name),
                          hasher.hex(),
                          settings,
                          {samples},
                          renderer.light_group(group.number)}});
    }
    return films;
}

} // namespace

PartsMaker::PartsMaker(PartsRequest request, unsigned threads)
    : m_request(std::move(request)), m_denoiser(m_request.denoise ? std::make_unique<Denoiser>(threads) : nullptr) {}

PictureParts PartsMaker::make(Backend& backend, const Picture& picture, SampleRange samples, const Film& film,
                              const std::optional<NoiseMeter>& noise, const Progress& progress) const {
    PictureParts parts;
    AovRenderer renderer(backend, *picture.scene, picture.settings, samples, progress);
    const auto add = [&](std::vector<Channel> channels) {
        std::move(channels.begin(), channels.end(), std::back_inserter(parts.channels));
    };
    for (const Aov aov : m_request.aovs) add(renderer.channels(aov));
    if (m_request.variance && noise) add(layer_of(noise->variance(), std::string(VARIANCE), "RGB"));
    for (const Cryptomatte which : m_request.cryptomattes) {
        const CryptomatteLayer layer = render_cryptomatte(backend, picture, samples, which, progress);
        add(layer.channels());
        parts.metadata.merge(layer.metadata());
    }
    if (m_request.light_groups) {
        parts.light_groups = light_group_films(renderer, picture, samples);
        for (const GroupFilm& group : parts.light_groups)
            add(layer_of(group.film.film.mean(), "C_" + group.name, "RGB"));
    }
    if (!m_denoiser) return parts;
    const Image noisy = film.mean();
    if (!parts.channels.empty()) add(layer_of(noisy, "noisy", "RGB"));
    parts.denoised = m_denoiser->denoise(noisy, albedo_image(renderer.film(shared::QUANTITY_ALBEDO)),
                                         normal_image(renderer.film(shared::QUANTITY_NORMAL)));
    return parts;
}

} // namespace triptych
