// What pages with data in them have in common: pictures as addresses, JSON in a script element.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace triptych {

/// A picture as an address that holds all of it: a PNG file in base64.
std::string png_address(const Image& image);

/// JSON for a script element: "<" is escaped, so that no text within can end the element or open a comment, and in
/// every text what is invisible, or turns the direction of writing, is spelled out.
std::string script_json(nlohmann::ordered_json json);

} // namespace triptych
