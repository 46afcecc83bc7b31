// Tables of text for people.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace triptych {

/// Rows of cells as text with columns aligned to the left, two spaces apart; a row may be shorter than the others.
std::string format_table(const std::vector<std::vector<std::string>>& rows);

} // namespace triptych
