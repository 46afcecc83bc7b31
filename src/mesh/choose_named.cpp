// One of the cameras, animations or scenes of a mesh file, by its name or number.
// SPDX-License-Identifier: MIT
#include "mesh/choose_named.hpp"

#include "base/error.hpp"
#include "base/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

std::string list_numbered(std::span<const std::string> names) {
    constexpr std::size_t MAX_LISTED = 8;
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), MAX_LISTED); i++) {
        list += fmt::format("{}{}{}", i == 0 ? "" : ", ", i, names[i].empty() ? "" : " " + in_quotes(names[i]));
    }
    return names.size() > MAX_LISTED ? fmt::format("{} and {} more", list, names.size() - MAX_LISTED) : list;
}

std::uint32_t choose_named(std::span<const std::string> names, const std::string& wanted, std::string_view kind,
                           std::string_view more) {
    for (std::uint32_t i = 0; i < names.size(); i++) {
        if (wanted == names[i]) return i;
    }
    for (std::uint32_t i = 0; i < names.size(); i++) {
        if (wanted == std::to_string(i)) return i;
    }
    throw Error(ExitCode::USAGE,
                fmt::format("The file has no {} {}; {}{}.", kind, in_quotes(wanted),
                            names.empty() ? "it has none at all" : "it has " + list_numbered(names), more));
}

} // namespace triptych
