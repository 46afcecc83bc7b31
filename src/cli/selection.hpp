// Which devices a command over several of them takes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace triptych {

struct Selection {
    std::vector<std::string> backends; // none: all
    std::vector<std::string> devices;  // indices, UUIDs or names; none: all
};

/// Adds --backend and --device, each of which may be repeated; `selection` must outlive the parse. `verb` starts their
/// help.
void add_selection_options(CLI::App& command, Selection& selection, const std::string& verb);

/// Every device that was selected, once each: in the order asked for, else in that of list_devices, the absent ones
/// with their reasons. Throws Error as choose_devices does.
std::vector<DeviceInfo> select_devices(const Selection& selection, const BackendOptions& options);

} // namespace triptych
