// Tables of text for people.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace triptych {

/// Rows of cells as text with columns aligned to the left, two spaces apart; a row may be shorter than the others.
/// Each cell is one line, as visible_line has it.
std::string format_table(std::vector<std::vector<std::string>> rows);

} // namespace triptych
