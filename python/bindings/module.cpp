// The extension triptych._core: what the package triptych needs of the renderer.
// SPDX-License-Identifier: MIT
#include "backend/backend.hpp"
#include "bindings.hpp"

NB_MODULE(_core, module) {
    using namespace triptych::python;
    module.doc() = "The renderer behind the package triptych; use that.";
    module.attr("version") = TRIPTYCH_VERSION;
    bind_errors(module);
    bind_logging(module);
    bind_layout(module);
    bind_scenes(module);
    bind_arrays(module);
    bind_devices(module);
    bind_films(module);
    bind_fork(module);
    bind_images(module);
    bind_comparisons(module);
    bind_requests(module);
    bind_renders(module);
    bind_sessions(module);
    bind_bench(module);
    nanobind::module_::import_("os").attr("register_at_fork")(nanobind::arg("after_in_child") =
                                                                  module.attr("note_fork"));
    nanobind::module_::import_("atexit").attr("register")(nanobind::cpp_function(triptych::shut_down_backends));
}
