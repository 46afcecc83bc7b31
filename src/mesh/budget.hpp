// Bounds what a mesh file may cost by what it holds, so that a small file cannot ask for much memory.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace triptych {

/// Memory that one file's geometry may take: MEMORY_FACTOR bytes for each byte of the file and of the buffers that it
/// names, and MEMORY_FREE bytes beside. (A triangle of a strip takes 12 bytes for an index of one; a corner of
/// quantised coordinates 76 for 4.)
constexpr std::uint64_t MEMORY_FACTOR = 64;
constexpr std::uint64_t MEMORY_FREE = std::uint64_t{64} << 20u;

/// Largest file, or buffer of one, that is read.
constexpr std::size_t MAX_MESH_FILE_BYTES = std::size_t{8} << 30u;

/// Corners and triangles of one mesh; the kernels number shapes and vertices with 32 bits.
constexpr std::uint64_t MAX_MESH_ELEMENTS = std::uint64_t{1} << 28u;

class Budget {
public:
    /// `origin` names the file in errors.
    explicit Budget(std::string origin) : m_origin(std::move(origin)) {}

    /// Counts bytes that were read from the file or from one that it names.
    void add_input(std::uint64_t bytes) { m_left += bytes * MEMORY_FACTOR; }

    /// To be called before `count` elements of `bytes_each` are allocated. Throws Error (LIMIT) where the file's size
    /// does not warrant them.
    void spend(std::uint64_t count, std::uint64_t bytes_each) {
        if (count <= MAX_MESH_ELEMENTS * 16 && count * bytes_each <= m_left) {
            m_left -= count * bytes_each;
            m_spent += count * bytes_each;
            check_scene_memory(m_spent, m_origin);
            return;
        }
        throw Error(ExitCode::LIMIT, fmt::format("{}: its geometry would take more than {} bytes of memory for each "
                                                 "byte of the file; write it with fewer repetitions.",
                                                 m_origin, MEMORY_FACTOR));
    }

    const std::string& origin() const { return m_origin; }

private:
    std::string m_origin;
    std::uint64_t m_left = MEMORY_FREE;
    std::uint64_t m_spent = 0;
};

} // namespace triptych
