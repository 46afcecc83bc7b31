// The numbers of a PLY file's row, put where their properties' names say.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/ply_header.hpp"
#include "scene/scene.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace triptych {

/// What a property may be, by any of the names that programs give it.
enum PlySlot : std::uint8_t { X, Y, Z, NX, NY, NZ, U, V, RED, GREEN, BLUE, ALPHA, SLOTS, NOWHERE };

class PlyVertexLayout {
public:
    explicit PlyVertexLayout(const PlyElement& element);

    bool has(PlySlot slot) const { return m_has[slot]; }
    bool has_texcoords() const { return has(U) && has(V); }
    std::uint32_t attributes() const; // MESH_ bits of layout.glsl

    /// The value of the next property of the row; lists have one, too.
    void put(double value);

    /// Bytes of a row in a binary file; 0 where rows differ, since they hold lists.
    std::size_t row_bytes() const { return m_row_bytes; }
    /// The values of a whole row, whose bytes are in this machine's order.
    void put_row(const char* row);

    vec3 position() const;
    shared::Vertex vertex();

    /// Whether vertex() has found a number that is not finite or beyond 1e9, and put 0 in its place.
    bool is_odd() const { return m_is_odd; }
    void forget_odd() { m_is_odd = false; }

private:
    float single(PlySlot slot);
    float color(PlySlot slot);

    struct Place {
        std::size_t at; // in a row
        PlyType type;
        PlySlot slot;
    };

    std::vector<PlySlot> m_slots; // of properties
    std::vector<Place> m_places;  // of values that are put somewhere
    std::size_t m_row_bytes = 0;
    std::array<PlyType, SLOTS> m_types{};
    std::array<bool, SLOTS> m_has{};
    std::array<double, SLOTS> m_values{};
    std::size_t m_next = 0;
    bool m_is_odd = false;
};

} // namespace triptych
