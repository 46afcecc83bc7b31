// Numbers have no mean, so each sample is a film of its own, whose numbers are counted here, a band of rows at a time.
// SPDX-License-Identifier: MIT
#include "render/cryptomattes.hpp"

#include "film/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace triptych {

namespace {

/// Pixels that are counted at a time, each with a list of what it meets.
constexpr std::uint32_t BAND_PIXELS = 1u << 18u;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// What number_plane gives for each pixel of one sample.
std::vector<std::uint32_t> numbers_of(Backend& backend, const Picture& picture, const RenderSettings& band,
                                      std::uint32_t sample, std::uint32_t quantity, const Progress& progress) {
    backend.begin(make_quantity_frame(*picture.scene, band, quantity));
    backend.render({sample, sample + 1}, progress);
    Film film(band);
    backend.read(film);
    return number_plane(film);
}

/// Adds what one sample of every pixel meets: numbers of materials, or of described shapes.
void add_sample(Backend& backend, const Picture& picture, const RenderSettings& band, std::uint32_t sample,
                Cryptomatte which, const Progress& progress, CryptomatteCounts& counts) {
    const auto numbers = [&](std::uint32_t quantity) {
        return numbers_of(backend, picture, band, sample, quantity, progress);
    };
    if (which == Cryptomatte::MATERIAL) {
        const std::vector<std::uint32_t> materials = numbers(shared::QUANTITY_MATERIAL);
        for (std::size_t i = 0; i < materials.size(); i++)
            if (materials[i] != 0) counts.add(i, materials[i] - 1);
        return;
    }
    const PackedScene& scene = *picture.scene;
    const std::vector<std::uint32_t>& first = scene.first_of_description;
    const std::vector<std::uint32_t> shapes = numbers(shared::QUANTITY_SHAPE);
    const std::vector<std::uint32_t> instances =
        scene.instances.empty() ? std::vector<std::uint32_t>(shapes.size(), 0) : numbers(shared::QUANTITY_INSTANCE);
    for (std::size_t i = 0; i < shapes.size(); i++) {
        if (shapes[i] == 0) continue;
        const auto described = std::upper_bound(first.begin(), first.end(), shapes[i] - 1) - first.begin() - 1;
        counts.add(i, instances[i] != 0 ? scene.description_of.at(instances[i] - 1)
                                        : static_cast<std::uint32_t>(described));
    }
}

} // namespace

CryptomatteLayer render_cryptomatte(Backend& backend, const Picture& picture, SampleRange samples, Cryptomatte which,
                                    const Progress& progress) {
    const bool are_materials = which == Cryptomatte::MATERIAL;
    const std::vector<std::string> names =
        lines_of(are_materials ? picture.scene->material_names : picture.scene->object_names);
    const auto name_of = [&](std::uint32_t thing) {
        const std::string& name = names.at(thing);
        const std::string known =
            name.empty() ? fmt::format("{} {}", are_materials ? "material" : "shape", thing) : name;
        return which == Cryptomatte::INSTANCE ? fmt::format("{}#{}", known, thing) : known;
    };
    CryptomatteLayer layer(std::string(CRYPTOMATTES[static_cast<std::size_t>(which)].layer), samples.count());
    const Window whole = picture.settings.effective_window();
    const std::uint32_t rows = std::max(1u, BAND_PIXELS / whole.width());
    for (std::uint32_t y = whole.y0; y < whole.y1;) {
        RenderSettings band = picture.settings;
        band.window = whole;
        band.window.y0 = y;
        band.window.y1 = y += std::min(rows, whole.y1 - y);
        CryptomatteCounts counts(std::size_t(band.window.width()) * band.window.height());
        for (std::uint32_t sample = samples.first; sample < samples.last; sample++)
            add_sample(backend, picture, band, sample, which, progress, counts);
        layer.add(counts, name_of);
    }
    return layer;
}

} // namespace triptych
