// The scene format as a JSON Schema (draft 2020-12), for editors and validators.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace triptych {

/// The schema's text, made from the tables of kinds and keys that the parser reads scenes by; it ends with a newline.
/// Where a sentence has links or code, "markdownDescription" holds it as written and "description" without them.
std::string scene_schema();

} // namespace triptych
