// Text within XML documents.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace triptych {

/// Text as content or as the value of an attribute in double quotes: as visible_text has it, with what XML marks up
/// escaped, line ends kept by reference, and the two code points that XML 1.0 cannot hold replaced.
std::string xml_text(std::string_view text);

} // namespace triptych
