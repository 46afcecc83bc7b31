// The program.
// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

int main(int argc, char** argv) { return triptych::run_program(argc, argv); }
