// The command line's program within the module, so that a wheel holds its code once: python/program/triptych calls it.
// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

#include <cstdlib>

/// Runs the program and ends the process by its exit code. It asks nothing of Python, so the module need not be
/// imported.
extern "C" [[noreturn]] __attribute__((visibility("default"))) void triptych_main(int argc, char** argv);

void triptych_main(int argc, char** argv) { std::exit(triptych::run_program(argc, argv)); }
