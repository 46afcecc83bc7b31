// Tables of values and the names by which users know them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace triptych {

template <typename Value>
struct Named {
    std::string_view name;
    Value value;
};

/// The name of a value that stands in the table.
template <typename Value, std::size_t N>
constexpr std::string_view name_in(const Named<Value> (&table)[N], Value value) {
    std::size_t i = 0;
    while (i + 1 < N && table[i].value != value) ++i;
    return table[i].name;
}

} // namespace triptych
