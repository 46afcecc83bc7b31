// The library's decoders with a check before each step that takes memory, and quantisation undone.
// SPDX-License-Identifier: MIT
#include "gltf/draco.hpp"

#include "gltf/octahedron.hpp"

#include <draco/attributes/attribute_octahedron_transform.h>
#include <draco/attributes/attribute_quantization_transform.h>
#include <draco/compression/mesh/mesh_edgebreaker_decoder.h>
#include <draco/compression/mesh/mesh_sequential_decoder.h>
#include <draco/core/varint_decoding.h>
#include <fmt/format.h>

#include <cstring>
#include <exception>

namespace triptych {

namespace {

/// Of the header, after "DRACO".
constexpr std::size_t AT_MAJOR = 5, AT_MINOR = 6, AT_METHOD = 8, HEADER_BYTES = 11;
constexpr int SEQUENTIAL = 0, EDGEBREAKER = 1;

/// What the library takes for a triangle and for each set of attributes that has seams of its own (corner tables), and
/// for a number of an attribute (as it was coded, and as it is).
constexpr std::uint64_t TRIANGLE_BYTES = 96, SEAM_BYTES = 64, NUMBER_BYTES = 24;

/// The counts that a mesh's connectivity begins with; a buffer is passed by value, so that it is not moved on.
struct Counts {
    std::uint32_t triangles = 0;
    std::uint8_t seams = 0;
};

bool read_counts(draco::DecoderBuffer buffer, int method, Counts& counts) {
    std::uint32_t vertices = 0;
    if (method == SEQUENTIAL) return draco::DecodeVarint(&counts.triangles, &buffer);
    return draco::DecodeVarint(&vertices, &buffer) && draco::DecodeVarint(&counts.triangles, &buffer) &&
           buffer.Decode(&counts.seams);
}

/// A decoder of the library that asks the budget first. What the budget throws waits in `error`, since the library is
/// not made for exceptions to pass through.
template <typename Decoder, int METHOD>
class CheckedDecoder : public Decoder {
public:
    explicit CheckedDecoder(Budget& budget) : m_budget(budget) {}

    std::exception_ptr error;

protected:
    bool DecodeConnectivity() override {
        Counts counts;
        if (!read_counts(*this->buffer(), METHOD, counts)) return false;
        return may_take(counts.triangles, TRIANGLE_BYTES + SEAM_BYTES * counts.seams) && Decoder::DecodeConnectivity();
    }

    bool DecodeAllAttributes() override {
        std::uint64_t width = 0;
        for (int i = 0; i < this->point_cloud()->num_attributes(); i++) {
            width += static_cast<std::uint64_t>(this->point_cloud()->attribute(i)->num_components());
        }
        return may_take(this->point_cloud()->num_points(), width * NUMBER_BYTES) && Decoder::DecodeAllAttributes();
    }

private:
    /// The library gives it back, so it is spent from a copy.
    bool may_take(std::uint64_t count, std::uint64_t bytes_each) {
        try {
            Budget(m_budget).spend(count, bytes_each);
            return true;
        } catch (...) {
            error = std::current_exception();
            return false;
        }
    }

    Budget& m_budget;
};

template <typename Decoder, int METHOD>
void decode(JsonCursor place, std::span<const std::byte> data, Budget& budget, draco::Mesh& mesh) {
    draco::DecoderBuffer buffer;
    buffer.Init(reinterpret_cast<const char*>(data.data()), data.size());
    draco::DecoderOptions options;
    for (const auto type :
         {draco::GeometryAttribute::POSITION, draco::GeometryAttribute::NORMAL, draco::GeometryAttribute::COLOR,
          draco::GeometryAttribute::TEX_COORD, draco::GeometryAttribute::GENERIC}) {
        options.SetAttributeBool(type, "skip_attribute_transform", true);
    }
    CheckedDecoder<Decoder, METHOD> decoder(budget);
    const draco::Status status = decoder.Decode(options, &buffer, &mesh);
    if (decoder.error) std::rethrow_exception(decoder.error);
    if (!status.ok()) place.fail("the data that Draco compressed are damaged");
}

/// Whether each point of a mesh has a value within what the attribute holds, which damaged data may not bear out.
bool is_whole(const draco::PointAttribute& attribute, std::uint32_t points) {
    if (attribute.buffer() == nullptr || attribute.byte_offset() < 0) return false;
    const std::uint64_t held = attribute.buffer()->data_size();
    const auto first = static_cast<std::uint64_t>(attribute.byte_offset());
    const auto stride = static_cast<std::uint64_t>(attribute.byte_stride());
    for (std::uint32_t i = 0; i < points; i++) {
        if (first + (std::uint64_t{attribute.mapped_index(draco::PointIndex(i)).value()} + 1) * stride > held) {
            return false;
        }
    }
    return true;
}

/// Calls write(int32 numbers of a point, where to put its float32s) for all points of a quantised attribute.
template <typename Write>
UnpackedNumbers floats_of(const draco::PointAttribute& attribute, std::uint32_t count, std::uint32_t components,
                          Budget& budget, Write write) {
    budget.spend(count, components * sizeof(float));
    auto bytes = std::make_shared<std::vector<std::byte>>(std::size_t{count} * components * sizeof(float));
    std::vector<std::int32_t> codes(static_cast<std::size_t>(attribute.byte_stride()) / sizeof(std::int32_t) + 1);
    std::vector<float> values(components);
    for (std::uint32_t i = 0; i < count; i++) {
        attribute.GetMappedValue(draco::PointIndex(i), codes.data());
        write(codes, values);
        std::memcpy(bytes->data() + std::size_t{i} * components * sizeof(float), values.data(),
                    components * sizeof(float));
    }
    return {bytes, count, components, COMPONENT_FLOAT};
}

/// Whether codes have as many bits as the format allows; the library does not look.
bool has_bits(int bits) { return bits >= 2 && bits <= 30; }

UnpackedNumbers numbers_of(JsonCursor place, const draco::PointAttribute& attribute, std::uint32_t count,
                           Budget& budget) {
    if (!is_whole(attribute, count)) place.fail("the data that Draco compressed are damaged");
    const auto components = static_cast<std::uint32_t>(attribute.num_components());
    const bool holds_integers = attribute.data_type() == draco::DT_INT32 || attribute.data_type() == draco::DT_UINT32;
    const draco::AttributeTransformData* transform = attribute.GetAttributeTransformData();
    if (transform != nullptr && holds_integers) {
        draco::AttributeQuantizationTransform scaled;
        if (transform->transform_type() == draco::ATTRIBUTE_QUANTIZATION_TRANSFORM &&
            scaled.InitFromAttribute(attribute) && has_bits(scaled.quantization_bits())) {
            const double steps =
                static_cast<double>((std::uint64_t{1} << static_cast<unsigned>(scaled.quantization_bits())) - 1);
            const double step = static_cast<double>(scaled.range()) / steps;
            return floats_of(attribute, count, components, budget, [&](const auto& codes, auto& values) {
                for (std::uint32_t k = 0; k < components; k++) {
                    const auto least = static_cast<double>(scaled.min_value(static_cast<int>(k)));
                    values[k] = static_cast<float>(least + step * codes[k]);
                }
            });
        }
        draco::AttributeOctahedronTransform octahedron;
        if (transform->transform_type() == draco::ATTRIBUTE_OCTAHEDRON_TRANSFORM && components == 2 &&
            octahedron.InitFromAttribute(attribute) && has_bits(octahedron.quantization_bits())) {
            const double half = static_cast<double>(
                (std::uint64_t{1} << static_cast<unsigned>(octahedron.quantization_bits() - 1)) - 1);
            return floats_of(attribute, count, 3, budget, [&](const auto& codes, auto& values) {
                const Vec3d n = unit(unfold_octahedron(codes[0] / half - 1.0, codes[1] / half - 1.0));
                // Unfolded along x here.
                values = {static_cast<float>(n.z), static_cast<float>(n.x), static_cast<float>(n.y)};
            });
        }
    }
    const bool holds_floats = attribute.data_type() == draco::DT_FLOAT32;
    if (transform != nullptr || (!holds_integers && !holds_floats)) {
        place.fail("an attribute that Draco compressed has a type that glTF lacks");
    }
    const auto size = static_cast<std::size_t>(attribute.byte_stride());
    if (size != components * 4u) place.fail("the data that Draco compressed are damaged");
    budget.spend(count, size);
    auto bytes = std::make_shared<std::vector<std::byte>>(count * size);
    for (std::uint32_t i = 0; i < count; i++) {
        attribute.GetMappedValue(draco::PointIndex(i), bytes->data() + i * size);
    }
    return {bytes, count, components, holds_floats ? COMPONENT_FLOAT : COMPONENT_INT};
}

UnpackedNumbers indices_of(const draco::Mesh& mesh, Budget& budget) {
    const std::uint32_t triangles = mesh.num_faces();
    budget.spend(triangles, 3 * sizeof(std::uint32_t));
    auto bytes = std::make_shared<std::vector<std::byte>>(std::size_t{triangles} * 3 * sizeof(std::uint32_t));
    for (std::uint32_t i = 0; i < triangles; i++) {
        const draco::Mesh::Face& face = mesh.face(draco::FaceIndex(i));
        const std::uint32_t corners[3] = {face[0].value(), face[1].value(), face[2].value()};
        std::memcpy(bytes->data() + i * sizeof(corners), corners, sizeof(corners));
    }
    return {bytes, std::uint64_t{3} * triangles, 1, COMPONENT_UNSIGNED_INT};
}

} // namespace

DracoMesh unpack_draco(JsonCursor place, std::span<const std::byte> data, std::span<const std::uint32_t> ids,
                       Budget& budget) {
    if (data.size() < HEADER_BYTES || std::memcmp(data.data(), "DRACO", AT_MAJOR) != 0) {
        place.fail("these are no data that Draco compressed");
    }
    const int major = std::to_integer<int>(data[AT_MAJOR]), minor = std::to_integer<int>(data[AT_MINOR]);
    if (major != 2 || minor != 2) place.fail(fmt::format("Draco's format is {}.{} here; glTF has 2.2", major, minor));
    draco::Mesh mesh;
    if (std::to_integer<int>(data[AT_METHOD]) == EDGEBREAKER) {
        decode<draco::MeshEdgebreakerDecoder, EDGEBREAKER>(place, data, budget, mesh);
    } else {
        decode<draco::MeshSequentialDecoder, SEQUENTIAL>(place, data, budget, mesh);
    }
    DracoMesh unpacked;
    unpacked.indices = indices_of(mesh, budget);
    for (const std::uint32_t id : ids) {
        const draco::PointAttribute* attribute = mesh.GetAttributeByUniqueId(id);
        if (attribute == nullptr) place.fail(fmt::format("Draco's data hold no attribute {}", id));
        if (unpacked.attributes.contains(id)) continue;
        unpacked.attributes[id] = numbers_of(place, *attribute, mesh.num_points(), budget);
    }
    return unpacked;
}

} // namespace triptych
