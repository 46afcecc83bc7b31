// The program as a function, for its own main and for Python's module, which a wheel runs it from.
// SPDX-License-Identifier: MIT
#pragma once

namespace triptych {

/// Runs the command that the arguments of a main function name, and returns the process's exit code. Once in a process:
/// it sets up logging and signals, and shuts the backends down.
int run_program(int argc, char** argv);

} // namespace triptych
