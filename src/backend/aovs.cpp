// Pictures beside the picture: each quantity by a frame of its own.
// SPDX-License-Identifier: MIT
#include "backend/aovs.hpp"

#include "film/quantity.hpp"

#include <utility>

namespace triptych {

AovRenderer::AovRenderer(Backend& backend, const PackedScene& scene, const RenderSettings& settings,
                         SampleRange samples, Progress progress)
    : m_backend(backend), m_scene(scene), m_settings(settings), m_samples(samples), m_progress(std::move(progress)) {}

Film AovRenderer::render(std::uint32_t quantity) {
    const bool is_number = quantity >= shared::QUANTITY_SHAPE;
    m_backend.begin(make_quantity_frame(m_scene, m_settings, quantity));
    m_backend.render(is_number ? SampleRange{m_samples.first, m_samples.first + 1} : m_samples, m_progress);
    Film film(m_settings);
    m_backend.read(film);
    return film;
}

const Film& AovRenderer::film(std::uint32_t quantity) {
    const auto found = m_films.find(quantity);
    if (found != m_films.end()) return found->second;
    return m_films.emplace(quantity, render(quantity)).first->second;
}

std::vector<Channel> AovRenderer::channels(Aov aov) {
    const shared::Frame frame = make_quantity_frame(m_scene, m_settings, shared::QUANTITY_POSITION);
    switch (aov) {
    case Aov::ALBEDO: return layer_of(albedo_image(film(shared::QUANTITY_ALBEDO)), "albedo", "RGB");
    case Aov::NORMAL: return layer_of(normal_image(film(shared::QUANTITY_NORMAL)), "N", "XYZ");
    case Aov::DEPTH: return {{"Z", depth_plane(film(shared::QUANTITY_POSITION), frame)}};
    case Aov::POSITION: return layer_of(position_image(film(shared::QUANTITY_POSITION), frame), "P", "XYZ");
    case Aov::ID: return {{"ID", number_plane(render(shared::QUANTITY_SHAPE))}};
    case Aov::INSTANCE: return {{"instance", number_plane(render(shared::QUANTITY_INSTANCE))}};
    case Aov::MATERIAL: break;
    }
    return {{"material", number_plane(render(shared::QUANTITY_MATERIAL))}};
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
