// Calls the function that fits the type, for std::visit.
// SPDX-License-Identifier: MIT
#pragma once

namespace triptych {

/// Function objects as one, of which overload resolution chooses: std::visit(Overloaded{[](A) {}, [](B) {}}, variant)
/// does not compile where an alternative fits none of them. Do not pass a function that fits every type: it would take
/// a new alternative without a word.
template <typename... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

} // namespace triptych
