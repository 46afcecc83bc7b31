// Preloaded into a program, keeps libraries loaded that it would unload: a leak sanitizer must see their globals.
// SPDX-License-Identifier: MIT
extern "C" int dlclose(void*) { return 0; }
