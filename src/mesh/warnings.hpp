// What a reader of mesh files leaves out, said once each.
// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/spdlog.h>

#include <set>
#include <string>

namespace triptych {

class Warnings {
public:
    explicit Warnings(std::string origin) : m_origin(std::move(origin)) {}

    /// "ORIGIN: SENTENCE", to stderr, where the same was not said before and less than MAX_SAID other things were; the
    /// sentence alone where it begins with the origin itself, as those of errors do.
    void add(const std::string& sentence) {
        if (m_said.size() > MAX_SAID || !m_said.insert(sentence).second) return;
        if (m_said.size() <= MAX_SAID) {
            spdlog::warn("{}{}", sentence.starts_with(m_origin) ? "" : m_origin + ": ", sentence);
        } else {
            spdlog::warn("{}: more is left out; further warnings are not shown.", m_origin);
        }
    }

    const std::string& origin() const { return m_origin; }

private:
    static constexpr std::size_t MAX_SAID = 16;

    std::string m_origin;
    std::set<std::string> m_said;
};

} // namespace triptych
