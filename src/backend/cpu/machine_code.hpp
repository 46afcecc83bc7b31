// The machine code of one of this program's own functions, for `triptych inspect`.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace triptych {

struct MachineCode {
    std::string symbol; // as the linker knows it
    std::uint64_t bytes = 0;
    std::string assembly;    // as objdump writes it; empty: see `no_assembly`
    std::string no_assembly; // one sentence: why there is none, and what to do
};

/// Looks up the function in the symbol table of the file that it was loaded from, and has objdump disassemble it.
MachineCode machine_code_of(const void* function);

} // namespace triptych
