// Buffer views that EXT_meshopt_compression or KHR_meshopt_compression compresses.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/budget.hpp"
#include "json/json_cursor.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace triptych {

/// The extension that compresses a buffer view, if one does.
std::optional<JsonCursor> find_packing(JsonCursor view);

/// The elements that an extension's data unpack to; their bytes are asked of `budget` first. Throws Error with the JSON
/// pointer: INVALID_INPUT where the extension or the data are wrong, LIMIT as Budget does.
std::vector<std::byte> unpack_view(JsonCursor packing, std::span<const std::byte> data, Budget& budget);

} // namespace triptych
