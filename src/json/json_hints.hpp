// What is wrong with a text that is nearly JSON, in the words of who wrote it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace triptych {

/// A complaint and the byte that it is about.
struct JsonHint {
    std::size_t place = 0;
    std::string complaint;
};

/// What makes a text no JSON text at all: another encoding than UTF-8, or a NUL byte, which no JSON text holds.
std::optional<JsonHint> find_foreign_bytes(std::string_view text);

/// Why a parser stumbles over what begins at `start`, where the mistake is a common one: comments, a comma too many,
/// other quotes or none, the spelling of another language. `is_key`: a key was expected there.
std::optional<JsonHint> find_mistake(std::string_view text, std::size_t start, bool is_key);

} // namespace triptych
