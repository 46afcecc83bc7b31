// Every Error becomes the exception that goes with its exit code, with its sentence in Python's words.
// SPDX-License-Identifier: MIT
#include "base/visible.hpp"
#include "bindings.hpp"

#include <exception>

namespace triptych::python {
namespace {

void translate(const std::exception_ptr& pointer, void*) {
    try {
        std::rethrow_exception(pointer);
    } catch (const Error& error) {
        const nb::object type =
            nb::module_::import_("triptych._errors").attr("exception_for")(static_cast<int>(error.code()));
        PyErr_SetString(type.ptr(), visible_line(python_words(error.what())).c_str());
    }
}

} // namespace

void bind_errors(nb::module_&) { nb::register_exception_translator(translate); }

} // namespace triptych::python
