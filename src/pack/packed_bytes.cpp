// A packed scene as bytes: magic, version, each member in turn, checksum.
// SPDX-License-Identifier: MIT
#include "pack/packed_bytes.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace triptych {
namespace {

static_assert(std::endian::native == std::endian::little, "words are stored as they lie");

constexpr std::string_view MAGIC = "TRIPPACK";
constexpr std::size_t CHECKSUM_SIZE = 32; // hexadecimal digits of Hasher

/// Calls visit(member) for all of a scene.
template <typename Packed, typename Visit>
void for_each_member(Packed& packed, Visit visit) {
    visit(packed.spheres);
    visit(packed.shapes);
    visit(packed.tags);
    visit(packed.materials);
    visit(packed.nodes);
    visit(packed.instances);
    visit(packed.textures);
    visit(packed.images);
    visit(packed.image_words);
    visit(packed.lights);
    visit(packed.media);
    visit(packed.background_cdf);
    visit(packed.mesh_triangles);
    visit(packed.vertices);
    visit(packed.punctual_lights);
    visit(packed.principleds);
    visit(packed.light_nodes);
    visit(packed.background);
    visit(packed.flat_count);
    visit(packed.large_count);
    visit(packed.near_low);
    visit(packed.near_high);
    visit(packed.emitted_luminances);
    visit(packed.background_luminance);
    visit(packed.features);
    visit(packed.background_light);
    visit(packed.infinite_count);
    visit(packed.tree_share);
    visit(packed.tolerance);
    visit(packed.low);
    visit(packed.high);
    visit(packed.top_count);
    visit(packed.objects);
    visit(packed.object_of);
    visit(packed.first_of_description);
    visit(packed.description_of);
    visit(packed.object_names);
    visit(packed.material_names);
    visit(packed.background_group);
    visit(packed.light_group_names);
    auto& camera = packed.camera; // member by member: there is padding between them
    visit(camera.look_from);
    visit(camera.look_at);
    visit(camera.up);
    visit(camera.vertical_fov);
    visit(camera.defocus_angle);
    visit(camera.focus_distance);
    visit(camera.shutter_open);
    visit(camera.shutter_close);
    visit(camera.orthographic_height);
    visit(packed.content_hash);
    visit(packed.hash);
}

class Writer {
public:
    template <typename Member>
    void operator()(const Member& member) {
        if constexpr (std::is_trivially_copyable_v<Member>) {
            add(std::as_bytes(std::span(&member, 1)));
        } else {
            const std::uint64_t count = member.size();
            add(std::as_bytes(std::span(&count, 1)));
            add(std::as_bytes(std::span(member)));
        }
    }
    void add(std::span<const std::byte> bytes) {
        const std::size_t end = m_bytes.size();
        m_bytes.resize(end + bytes.size());
        if (!bytes.empty()) std::memcpy(m_bytes.data() + end, bytes.data(), bytes.size());
    }
    std::vector<std::byte> take() { return std::move(m_bytes); }
    std::span<const std::byte> bytes() const { return m_bytes; }

private:
    std::vector<std::byte> m_bytes;
};

[[noreturn]] void fail(const std::string& reason) {
    throw Error(ExitCode::INVALID_INPUT,
                fmt::format("These bytes are not a packed scene that can be used: {}.", reason));
}

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    template <typename Member>
    void operator()(Member& member) {
        if constexpr (std::is_trivially_copyable_v<Member>) {
            copy(&member, sizeof member);
        } else {
            std::uint64_t count = 0;
            copy(&count, sizeof count);
            if (count > m_bytes.size() / sizeof(member[0])) fail("they are cut off");
            member.resize(count);
            copy(member.data(), count * sizeof(member[0]));
        }
    }
    bool is_at_end() const { return m_bytes.empty(); }

private:
    void copy(void* target, std::size_t size) {
        if (size > m_bytes.size()) fail("they are cut off");
        if (size > 0) std::memcpy(target, m_bytes.data(), size);
        m_bytes = m_bytes.subspan(size);
    }

    std::span<const std::byte> m_bytes;
};

std::string checksum_of(std::span<const std::byte> bytes) { return Hasher().add(bytes).hex(); }

} // namespace

std::vector<std::byte> packed_bytes(const PackedScene& scene) {
    Writer writer;
    writer.add(std::as_bytes(std::span(MAGIC)));
    writer(std::string(TRIPTYCH_VERSION));
    for_each_member(scene, [&](const auto& member) { writer(member); });
    const std::string checksum = checksum_of(writer.bytes());
    writer.add(std::as_bytes(std::span(checksum)));
    return writer.take();
}

PackedScene packed_of_bytes(std::span<const std::byte> bytes) {
    if (bytes.size() < MAGIC.size() + CHECKSUM_SIZE || std::memcmp(bytes.data(), MAGIC.data(), MAGIC.size()) != 0)
        fail("they begin otherwise");
    const std::span<const std::byte> content = bytes.first(bytes.size() - CHECKSUM_SIZE);
    const std::string checksum = checksum_of(content);
    if (std::memcmp(checksum.data(), bytes.data() + content.size(), CHECKSUM_SIZE) != 0)
        fail("their checksum is wrong, so they are damaged or cut off");
    Reader reader(content.subspan(MAGIC.size()));
    std::string version;
    reader(version);
    if (version != TRIPTYCH_VERSION)
        fail(fmt::format("they come from Triptych {}, and this is Triptych {}", version, TRIPTYCH_VERSION));
    PackedScene scene;
    for_each_member(scene, [&](auto& member) { reader(member); });
    if (!reader.is_at_end()) fail("they hold more than a scene");
    return scene;
}

} // namespace triptych
