// A render's host in Python: an exception of the caller's, or of a signal's handler, ends the render.
// SPDX-License-Identifier: MIT
#pragma once

#include "bindings.hpp"
#include "render/host.hpp"

#include <cstdint>
#include <exception>
#include <string>

namespace triptych::python {

/// For renders without the GIL. Exceptions wait until a checkpoint keeps what is done, and are then raised.
class PythonHost final : public RenderHost {
public:
    /// `progress(done, total)` is told of samples over all pixels; may be None.
    explicit PythonHost(const nb::object& progress) : m_progress(progress) {}

    Progress start_passes(std::uint64_t total, std::uint64_t) override {
        return [this, total](std::uint64_t done) {
            if (m_raised) return;
            call([&] {
                if (!m_progress.is_none()) m_progress(done, total);
            });
        };
    }

    bool should_stop() override {
        if (!m_raised)
            call([] {
                if (PyErr_CheckSignals() != 0) throw nb::python_error();
            });
        return m_raised != nullptr;
    }

    [[noreturn]] void stop(const std::string&) override { std::rethrow_exception(m_raised); }

private:
    template <typename Act>
    void call(Act act) {
        const nb::gil_scoped_acquire held;
        try {
            act();
        } catch (const nb::python_error&) {
            m_raised = std::current_exception();
        }
    }

    const nb::object& m_progress;
    std::exception_ptr m_raised;
};

} // namespace triptych::python
