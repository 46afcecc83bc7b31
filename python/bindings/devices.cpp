// Devices: what there is, and which one is meant.
// SPDX-License-Identifier: MIT
#include "render/devices.hpp"
#include "backend/cache_dir.hpp"
#include "bindings.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

namespace triptych::python {
void bind_devices(nb::module_& module) {
    nb::class_<DeviceInfo>(module, "DeviceInfo")
        .def_ro("backend", &DeviceInfo::backend)
        .def_ro("index", &DeviceInfo::index)
        .def_ro("name", &DeviceInfo::name)
        .def_ro("uuid", &DeviceInfo::uuid)
        .def_ro("driver", &DeviceInfo::driver)
        .def_prop_ro("kind", [](const DeviceInfo& device) { return kind_name(device.kind); })
        .def_ro("memory_bytes", &DeviceInfo::memory_bytes)
        .def_ro("unavailable", &DeviceInfo::unavailable)
        .def_ro("refusal", &DeviceInfo::refusal);
    module.def(
        "list_devices",
        [] {
            start_devices();
            BackendOptions options;
            options.cache_dir = default_cache_dir();
            return list_devices(options);
        },
        release());
    module.def(
        "choose_devices",
        [](const std::string& backend, const std::string& device, bool require_hardware) {
            start_devices();
            return choose_devices({backend, device, require_hardware}, {});
        },
        release(), nb::arg("backend"), nb::arg("device"), nb::arg("require_hardware"));
    nb::class_<ChosenDevices>(module, "ChosenDevices")
        .def_ro("devices", &ChosenDevices::devices)
        .def_ro("together", &ChosenDevices::together);
    module.def(
        "choose_render_devices",
        [](const std::string& backend, const std::string& device, bool require_hardware) {
            start_devices();
            return choose_render_devices({backend, device, require_hardware}, {});
        },
        release(), nb::arg("backend"), nb::arg("device"), nb::arg("require_hardware"));
    nb::class_<DeviceShare>(module, "DeviceShare")
        .def_ro("device", &DeviceShare::device)
        .def_ro("samples", &DeviceShare::samples)
        .def_ro("seconds", &DeviceShare::seconds)
        .def_ro("failure", &DeviceShare::failure);
}

} // namespace triptych::python
