// What is logged during one test.
// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>

namespace triptych {

class CapturedLog {
public:
    CapturedLog() : m_before(spdlog::default_logger()) {
        auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(m_stream);
        auto logger = std::make_shared<spdlog::logger>("captured", std::move(sink));
        logger->set_pattern("%v");
        spdlog::set_default_logger(std::move(logger));
    }
    ~CapturedLog() { spdlog::set_default_logger(m_before); }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;

    /// All lines so far.
    std::string text() const { return m_stream.str(); }

    /// How many there are.
    std::ptrdiff_t lines() const {
        const std::string said = text();
        return std::count(said.begin(), said.end(), '\n');
    }

private:
    std::ostringstream m_stream;
    std::shared_ptr<spdlog::logger> m_before;
};

} // namespace triptych
