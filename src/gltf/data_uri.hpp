// URIs as glTF files hold them: data written out in base64, or names of files.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// Whether a URI begins with "data:".
bool is_data_uri(std::string_view uri);

/// Whether a URI names a scheme, "http:" or another.
bool has_scheme(std::string_view uri);

/// The bytes of a data URI (RFC 2397), in base64 (RFC 4648) or percent-encoded; nothing where it is malformed.
std::optional<std::vector<std::byte>> decode_data_uri(std::string_view uri);

/// `text` with %XX replaced by its byte (RFC 3986, section 2.1); nothing where two hexadecimal digits are missing.
std::optional<std::string> decode_percent(std::string_view text);

} // namespace triptych
