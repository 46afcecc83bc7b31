// How names from files and command lines appear in sentences to the user.
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace triptych {

/// `text` fit for one line of a terminal: quotes and control characters escaped as in JSON, what is no UTF-8 replaced,
/// cut after `max_bytes` at a whole character.
std::string printable(std::string_view text, std::size_t max_bytes = 60);

/// `text`, printable and in double quotes.
std::string in_quotes(std::string_view text);

/// Names in quotes with commas between; after the first eight only how many more there are.
std::string list_names(std::span<const std::string_view> names);

/// The name that `wanted` is most likely a slip of: the fewest letters inserted, left out, changed or swapped with
/// their neighbour, whatever the case, and no more than a third of them; the first of equals. Empty where none is near.
std::string_view nearest_name(std::string_view wanted, std::span<const std::string_view> names);

/// `; did you mean "NAME"?` for the nearest name, or the empty string.
std::string suggestion(std::string_view wanted, std::span<const std::string_view> names);

} // namespace triptych
