// Messages go to Python's logger "triptych", as a package's messages are expected to.
// SPDX-License-Identifier: MIT
#include "base/visible.hpp"
#include "bindings.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

namespace triptych::python {
namespace {

/// Python's levels are ten times as far apart: 10 is DEBUG, 30 WARNING.
int python_level(spdlog::level::level_enum level) { return 10 * static_cast<int>(level); }

/// Without a mutex of its own, for which one thread could wait while it holds the GIL that another one asks for.
class PythonSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (Py_IsInitialized() == 0) return;
        const nb::gil_scoped_acquire held;
        try {
            const nb::object logger = nb::module_::import_("logging").attr("getLogger")("triptych");
            const std::string line = visible_line(python_words({message.payload.data(), message.payload.size()}));
            logger.attr("log")(python_level(message.level), "%s", nb::str(line.data(), line.size()));
        } catch (nb::python_error& error) {
            error.discard_as_unraisable("triptych's messages");
        }
    }
    void flush_() override {}
};

} // namespace

void bind_logging(nb::module_&) {
    nb::module_::import_("logging"); // now: threads that read scenes (base/confinement.hpp) cannot open modules' files
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("triptych", std::make_shared<PythonSink>()));
    spdlog::set_level(spdlog::level::warn);
}

} // namespace triptych::python
