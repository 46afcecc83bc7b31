// Blocks of 4 x 4 texels, as Basis Universal codes them: UASTC, and ETC1S within BasisLZ.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace triptych {

/// Red in the lowest byte of each word, alpha in the highest; texels row by row.
using BasisBlock = std::array<std::uint32_t, 16>;

constexpr std::size_t UASTC_BLOCK_BYTES = 16;

/// The texels of a UASTC block ("UASTC LDR 4x4 Texture Specification", Binomial; Khronos Data Format Specification,
/// "UASTC"), colours interpolated as ASTC does it for linear codes, as the format's own transcoder has them. Nothing
/// where the format has no such mode or partition.
std::optional<BasisBlock> decode_uastc(std::span<const std::byte, UASTC_BLOCK_BYTES> block);

/// The parts of a BasisLZ texture's global data (KTX 2.0 Specification, "BasisLZ Global Data").
struct BasisLzGlobals {
    std::size_t endpoint_count = 0, selector_count = 0;
    std::span<const std::byte> endpoints, selectors, tables;
};

struct BasisLzSlice {
    std::span<const std::byte> data;
    std::size_t columns = 0, rows = 0; // of blocks
};

/// Calls put(slice, column, row, block) for the blocks of each slice, row by row; they are opaque (the same, "BasisLZ
/// Bitstream Specification"). False where any of the data are damaged or a slice is not whole.
bool decode_basis_lz(const BasisLzGlobals& globals, std::span<const BasisLzSlice> slices,
                     const std::function<void(std::size_t, std::size_t, std::size_t, const BasisBlock&)>& put);

} // namespace triptych
