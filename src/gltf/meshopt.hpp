// Buffer views that meshoptimizer's codecs compress (EXT_meshopt_compression, KHR_meshopt_compression).
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace triptych {

enum class MeshoptMode : std::uint8_t { ATTRIBUTES, TRIANGLES, INDICES };

/// Decodes elements of `stride` bytes into all of `elements`, as appendix A of KHR_meshopt_compression has it: versions
/// 0 and 1 of attributes (a stride of 4, 8, ... 256), triangles and indices (2 or 4 bytes an index). False where the
/// data are no such stream: damaged, cut off, or with bytes left over.
bool unpack_meshopt(MeshoptMode mode, std::span<const std::byte> data, std::size_t stride,
                    std::span<std::byte> elements);

enum class MeshoptFilter : std::uint8_t { NONE, OCTAHEDRAL, QUATERNION, EXPONENTIAL, COLOR };

/// Whether a filter is for elements of `stride` bytes.
bool fits_filter(MeshoptFilter filter, std::size_t stride);

/// Undoes a filter in place, as appendix B has it, in double precision with one rounding at the end: what the appendix
/// leaves open by a unit in the last place is the same on all machines. Elements that it calls invalid become zeros
/// or whatever their numbers give.
void undo_filter(MeshoptFilter filter, std::size_t stride, std::span<std::byte> elements);

} // namespace triptych
