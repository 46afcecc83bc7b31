// Comparison of image files, with thresholds, and its reports.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "bindings.hpp"
#include "compare/request.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <span>
#include <string>
#include <vector>

namespace triptych::python {
namespace {

/// Requests as JSON texts to a comparison as one; `page` and `junit` are paths of reports, or empty.
std::string compare_requested(const std::vector<std::string>& requests, const std::string& page,
                              const std::string& junit) {
    std::vector<PairRequest> parsed;
    parsed.reserve(requests.size());
    for (const std::string& request : requests) parsed.push_back(parse_pair_request(nlohmann::json::parse(request)));
    const ImageComparison comparison = compare_requests(parsed);
    if (!page.empty()) write_comparison_page(page, comparison, {});
    const std::string report = comparison_junit(comparison);
    if (!junit.empty()) write_file_atomically(junit, std::as_bytes(std::span(report)));
    return comparison_json(comparison).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

void bind_comparisons(nb::module_& module) {
    module.def("compare_files", compare_requested, release(), nb::arg("requests"), nb::arg("page") = "",
               nb::arg("junit") = "");
}

} // namespace triptych::python
