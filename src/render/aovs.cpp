// AOVs: each quantity is rendered by a frame of its own.
// SPDX-License-Identifier: MIT
#include "render/aovs.hpp"

#include "base/error.hpp"
#include "film/quantity.hpp"

#include <cstddef>
#include <iterator>
#include <utility>

namespace triptych {

static_assert([] {
    for (std::size_t i = 0; i < std::size(AOVS); i++)
        if (AOVS[i].aov != Aov(i)) return false;
    return true;
}());

AovRenderer::AovRenderer(Backend& backend, const PackedScene& scene, const RenderSettings& settings,
                         SampleRange samples, Progress progress)
    : m_backend(backend), m_scene(scene), m_settings(settings), m_samples(samples), m_progress(std::move(progress)) {}

Film AovRenderer::render(const shared::Frame& frame, SampleRange samples) {
    m_backend.begin(frame);
    m_backend.render(samples, m_progress);
    Film film(m_settings);
    m_backend.read(film);
    return film;
}

const Film& AovRenderer::film(std::uint32_t quantity) {
    const auto found = m_films.find(quantity);
    if (found != m_films.end()) return found->second;
    return m_films.emplace(quantity, render(make_quantity_frame(m_scene, m_settings, quantity), m_samples))
        .first->second;
}

Film AovRenderer::light_group(std::uint32_t number) {
    shared::Frame frame = make_quantity_frame(m_scene, m_settings, shared::QUANTITY_LIGHT_GROUP);
    frame.light_group = number;
    return render(frame, m_samples);
}

std::vector<Channel> AovRenderer::channels(Aov aov) {
    const shared::Frame frame = make_quantity_frame(m_scene, m_settings, shared::QUANTITY_POSITION);
    const std::string name(AOVS[static_cast<std::size_t>(aov)].layer);
    // Numbers have no mean, so only their first sample is taken.
    const auto numbers = [&](std::uint32_t quantity) {
        return number_plane(
            render(make_quantity_frame(m_scene, m_settings, quantity), {m_samples.first, m_samples.first + 1}));
    };
    switch (aov) {
    case Aov::ALBEDO: return layer_of(albedo_image(film(shared::QUANTITY_ALBEDO)), name, "RGB");
    case Aov::NORMAL: return layer_of(normal_image(film(shared::QUANTITY_NORMAL)), name, "XYZ");
    case Aov::DEPTH: return {{name, depth_plane(film(shared::QUANTITY_POSITION), frame)}};
    case Aov::POSITION: return layer_of(position_image(film(shared::QUANTITY_POSITION), frame), name, "XYZ");
    case Aov::ID: return {{name, numbers(shared::QUANTITY_SHAPE)}};
    case Aov::INSTANCE: return {{name, numbers(shared::QUANTITY_INSTANCE)}};
    case Aov::MATERIAL: return {{name, numbers(shared::QUANTITY_MATERIAL)}};
    }
    throw Error(ExitCode::INTERNAL, "There is no such AOV.");
}

void add_coverage(Backend& backend, const Picture& picture, FilmFile& file, const Progress& progress) {
    if (!picture.settings.method.transparent) return;
    AovRenderer renderer(backend, *picture.scene, picture.settings, file.samples.front(), progress);
    file.coverage = coverage_counts(renderer.film(shared::QUANTITY_COVERAGE));
}

std::vector<Channel> layer_of(const Image& image, const std::string& layer, const char (&names)[4]) {
    std::vector<Channel> channels;
    for (std::size_t i = 0; i < 3; i++) {
        std::vector<float> plane(image.rgb.size() / 3);
        for (std::size_t pixel = 0; pixel < plane.size(); pixel++) plane[pixel] = image.rgb[3 * pixel + i];
        channels.push_back({layer + "." + names[i], std::move(plane)});
    }
    return channels;
}

} // namespace triptych
