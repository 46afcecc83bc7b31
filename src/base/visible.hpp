// Text from files, drivers and command lines as a terminal may have it: nothing in it moves the cursor, hides or turns.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace triptych {

/// One line: control characters, line ends among them, and all that is invisible or turns the direction of writing
/// (Unicode's bidirectional controls, separators, zero-width and other default-ignorable characters) become `\uXXXX` as
/// in JSON, bytes that are no UTF-8 `\xXX`. A word of more than 400 bytes loses its middle. For sentences: whatever is
/// printed or logged goes through this, once, where it is printed.
std::string visible_line(std::string_view text);

/// Whole lines: the same, but line feeds and tabs stay and nothing is cut. JSON stays JSON, and means the same.
std::string visible_text(std::string_view text);

} // namespace triptych
