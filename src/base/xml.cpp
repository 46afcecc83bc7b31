// Text within XML documents.
// SPDX-License-Identifier: MIT
#include "base/xml.hpp"

#include "base/visible.hpp"

namespace triptych {

std::string xml_text(std::string_view text) {
    const std::string visible = visible_text(text);
    std::string result;
    for (std::size_t i = 0; i < visible.size(); ++i) {
        const std::string_view three = std::string_view(visible).substr(i, 3);
        if (three == "\xef\xbf\xbe" || three == "\xef\xbf\xbf") { // U+FFFE, U+FFFF
            result += "\xef\xbf\xbd";
            i += 2;
            continue;
        }
        switch (visible[i]) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\n': result += "&#10;"; break;
        case '\t': result += "&#9;"; break;
        default: result += visible[i];
        }
    }
    return result;
}

} // namespace triptych
