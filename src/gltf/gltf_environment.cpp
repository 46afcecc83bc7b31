// Six squares become one rectangle, bilinearly.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_environment.hpp"

#include "gltf/data_uri.hpp"
#include "gltf/gltf_animation.hpp"
#include "gltf/gltf_numbers.hpp"
#include "image/srgb.hpp"
#include "mesh/mesh_parts.hpp"
#include "scene/image_data.hpp"
#include "scene/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace triptych {

namespace {

/// Texels of a face's side, of which the panorama has as many as fit into 4096 x 2048.
constexpr std::uint32_t MAX_SIDE = 1024;

std::shared_ptr<const ImageData> read_image(GltfDocument& document, JsonCursor reference) {
    const std::uint32_t index = document.index(reference, "images");
    const JsonCursor json = document.element("images", index);
    const std::string name = fmt::format("image {}", index);
    const auto uri = json.find("uri");
    if (!uri) return decode_image_data(name, document.view(json.at("bufferView")).bytes, ImageUse::DATA);
    if (!is_data_uri(uri->text())) return load_image_data(document.folder(), document.file_of(*uri), ImageUse::DATA);
    const auto bytes = decode_data_uri(uri->text());
    if (!bytes) uri->fail("this data URI is no valid base64");
    return decode_image_data(name, *bytes, ImageUse::DATA);
}

class CubeMap {
public:
    CubeMap(GltfDocument& document, JsonCursor faces) {
        if (!faces.is_array() || faces.size() != m_faces.size()) faces.fail_expected("an array of six images");
        for (std::size_t i = 0; i < m_faces.size(); i++) {
            const JsonCursor face = faces.element(i);
            m_faces[i] = read_image(document, face);
            if (m_faces[i]->width != m_faces[i]->height || m_faces[i]->width != m_faces[0]->width) {
                face.fail("the faces of a cube are squares of one size");
            }
        }
        for (std::size_t code = 0; code < m_linear.size(); code++) {
            m_linear[code] = linear_from_srgb(static_cast<double>(code) / 255.0);
        }
    }

    std::uint32_t side() const { return m_faces[0]->width; }

    /// What comes from a direction.
    Vec3d radiance(Vec3d d) const {
        const double x = std::abs(d.x), y = std::abs(d.y), z = std::abs(d.z);
        if (x >= y && x >= z) return d.x > 0.0 ? at(0, -d.z / x, -d.y / x) : at(1, d.z / x, -d.y / x);
        if (y >= z) return d.y > 0.0 ? at(2, d.x / y, d.z / y) : at(3, d.x / y, -d.z / y);
        return d.z > 0.0 ? at(4, d.x / z, -d.y / z) : at(5, -d.x / z, -d.y / z);
    }

private:
    /// Between texels of a face; s runs to the right and t down, both from -1 to 1.
    Vec3d at(std::size_t face, double s, double t) const {
        const double most = side() - 1.0;
        const double x = std::clamp(0.5 * (s + 1.0) * side() - 0.5, 0.0, most);
        const double y = std::clamp(0.5 * (t + 1.0) * side() - 0.5, 0.0, most);
        const auto column = static_cast<std::size_t>(x), row = static_cast<std::size_t>(y);
        const std::size_t right = std::min<std::size_t>(column + 1, side() - 1u);
        const std::size_t below = std::min<std::size_t>(row + 1, side() - 1u);
        const double u = x - static_cast<double>(column), v = y - static_cast<double>(row);
        return (1.0 - v) * ((1.0 - u) * texel(face, column, row) + u * texel(face, right, row)) +
               v * ((1.0 - u) * texel(face, column, below) + u * texel(face, right, below));
    }

    Vec3d texel(std::size_t face, std::size_t column, std::size_t row) const {
        const ImageData& image = *m_faces[face];
        const std::size_t place = row * image.width + column;
        if (image.format == shared::IMAGE_FLOAT) {
            const auto value = [&](std::size_t k) {
                return static_cast<double>(std::bit_cast<float>(image.words[3 * place + k]));
            };
            return {value(0), value(1), value(2)};
        }
        const std::uint32_t codes = image.words[place];
        const double scale = 255.0 / std::max(codes >> 24u, 1u);
        const auto value = [&](std::uint32_t k) { return scale * m_linear[(codes >> (8 * k)) & 0xffu]; };
        return {value(0), value(1), value(2)};
    }

    std::array<std::shared_ptr<const ImageData>, 6> m_faces; // +x, -x, +y, -y, +z, -z
    std::array<double, 256> m_linear{};
};

} // namespace

std::shared_ptr<const ImageData> read_environment(GltfDocument& document, std::uint32_t scene) {
    const auto reference = find_extension(document.element("scenes", scene), "EXT_lights_image_based");
    if (!reference) return nullptr;
    const auto list = find_extension(document.root(), "EXT_lights_image_based");
    const JsonCursor number = reference->at("light");
    if (!list) number.fail("the file lists no image-based lights");
    const JsonCursor lights = list->at("lights");
    const std::uint64_t index = whole_number(number, std::uint64_t{1} << 32u);
    if (index >= lights.size()) number.fail_expected(fmt::format("the index of one of the {} lights", lights.size()));
    const JsonCursor light = lights.element(index);
    const JsonCursor levels = light.at("specularImages");
    if (!levels.is_array() || levels.size() == 0) levels.fail_expected("an array of cube maps");
    const CubeMap cube(document, levels.element(0));
    Quaternion turn{0.0, 0.0, 0.0, 1.0};
    if (const auto rotation = light.find("rotation")) turn = unit_quaternion(rotation->reals<4>({-1e9, 1e9}));
    const double intensity = number_or(light, "intensity", 1.0, {0.0, 1e9});
    // Rows of the rotation are columns of its inverse, which leads from the world into the cube.
    const Affine world_from_cube = transform_of({0.0, 0.0, 0.0}, turn, {1.0, 1.0, 1.0});
    const auto& rows = world_from_cube.rows;

    const std::uint32_t height = 2 * std::min(cube.side(), MAX_SIDE), width = 2 * height;
    document.budget().spend(std::uint64_t{width} * height, 3 * sizeof(float));
    auto image = std::make_shared<ImageData>();
    image->width = width;
    image->height = height;
    image->format = shared::IMAGE_FLOAT;
    image->words.reserve(std::size_t{3} * width * height);
    bool is_held = false;
    for (std::uint32_t y = 0; y < height; y++) {
        const CosSinDegrees down = cos_sin_degrees((y + 0.5) * 180.0 / height);
        for (std::uint32_t x = 0; x < width; x++) {
            const CosSinDegrees around = cos_sin_degrees((x + 0.5) * 360.0 / width - 180.0);
            const Vec3d world{down.sine * around.cosine, down.cosine, down.sine * around.sine};
            const Vec3d direction{rows[0][0] * world.x + rows[1][0] * world.y + rows[2][0] * world.z,
                                  rows[0][1] * world.x + rows[1][1] * world.y + rows[2][1] * world.z,
                                  rows[0][2] * world.x + rows[1][2] * world.y + rows[2][2] * world.z};
            const Vec3d radiance = intensity * cube.radiance(direction);
            for (const double value : {radiance.x, radiance.y, radiance.z}) {
                is_held = is_held || value > MAX_RADIANCE;
                image->words.push_back(
                    std::bit_cast<std::uint32_t>(without_denormals(static_cast<float>(std::min(value, MAX_RADIANCE)))));
            }
        }
    }
    if (is_held)
        document.warnings().add(
            fmt::format("the image-based light is held below {:g}, the most that a film holds.", MAX_RADIANCE));
    return image;
}

} // namespace triptych
