// Work whose crash must not end the program.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace triptych {

/// Runs `work` in a child process, forked from this one, which must have a single thread. Each line that the work
/// gives to its argument comes to `told` in this process. Returns an empty string where the work came to its end, else
/// how the child died: "signal 11 (Segmentation fault)", "exit code 3", or "no answer for 60 seconds" after that much
/// silence, when the child is killed. Throws Error (INTERNAL) where no process can be made, and what `told` throws.
std::string run_in_child(const std::function<void(const std::function<void(const std::string& line)>& tell)>& work,
                         const std::function<void(const std::string& line)>& told, std::chrono::seconds patience);

} // namespace triptych
