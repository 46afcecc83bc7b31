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
    const std::string name(AOVS[static_cast<std::size_t>(aov)].layer);
    switch (aov) {
    case Aov::ALBEDO: return layer_of(albedo_image(film(shared::QUANTITY_ALBEDO)), name, "RGB");
    case Aov::NORMAL: return layer_of(normal_image(film(shared::QUANTITY_NORMAL)), name, "XYZ");
    case Aov::DEPTH: return {{name, depth_plane(film(shared::QUANTITY_POSITION), frame)}};
    case Aov::POSITION: return layer_of(position_image(film(shared::QUANTITY_POSITION), frame), name, "XYZ");
    case Aov::ID: return {{name, number_plane(render(shared::QUANTITY_SHAPE))}};
    case Aov::INSTANCE: return {{name, number_plane(render(shared::QUANTITY_INSTANCE))}};
    case Aov::MATERIAL: return {{name, number_plane(render(shared::QUANTITY_MATERIAL))}};
    }
    throw Error(ExitCode::INTERNAL, "There is no such AOV.");
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
