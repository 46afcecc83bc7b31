// Reads the figures out of the assembler's messages, and asks the runtime for those of the loaded code.
// SPDX-License-Identifier: MIT
#include "inspect.hpp"

#include "check.hpp"
#include "kernel_texts.hpp"
#include "kernels.hpp"

#include <fmt/format.h>

#include <regex>

namespace triptych {

namespace {

/// ptxas says for each kernel and architecture: its name, the stack with the spills in it, and the registers.
void add_resources(KernelReport& report) {
    const std::string messages = KERNELS_RESOURCES;
    const std::regex entry("entry function '[^']*render_kernel[^']*' for '(sm_[0-9]+)'\n[^\n]*\n"
                           " *([0-9]+) bytes stack frame, ([0-9]+) bytes spill stores, [^\n]*\n"
                           "[^\n]*Used ([0-9]+) registers");
    for (std::sregex_iterator it(messages.begin(), messages.end(), entry); it != std::sregex_iterator(); ++it) {
        const auto add = [&](const char* what, int group, const char* unit) {
            report.statistics.push_back(
                {fmt::format("{}, {}", it->str(1), what), std::uint64_t{std::stoull(it->str(group))}, unit});
        };
        add("registers a lane", 4, "");
        add("spilled a lane", 3, "bytes");
        add("stack a lane", 2, "bytes");
    }
}

} // namespace

KernelReport report_cuda_build() {
    KernelReport report{"render", {{"PTX", "ptx", KERNELS_PTX}, {"ptxas", "text", KERNELS_RESOURCES}}, {}, {}};
    report.statistics.push_back({"PTX", std::uint64_t{sizeof KERNELS_PTX - 1}, "bytes"});
    add_resources(report);
    return report;
}

void add_cuda_attributes(KernelReport& report) {
    cudaFuncAttributes attributes;
    int groups = 0;
    CHECK_CUDA(render_attributes(&attributes, &groups));
    const auto add = [&](const char* name, auto value, const char* unit) {
        report.statistics.push_back({name, static_cast<std::uint64_t>(value), unit});
    };
    report.statistics.push_back(
        {"loaded code", fmt::format("sm_{} from compute_{}", attributes.binaryVersion, attributes.ptxVersion), ""});
    add("registers a lane", attributes.numRegs, "");
    add("local memory a lane", attributes.localSizeBytes, "bytes"); // stack and spills
    add("shared memory a group", attributes.sharedSizeBytes, "bytes");
    add("constant memory", attributes.constSizeBytes, "bytes");
    add("groups a multiprocessor", groups, "");
}

std::vector<KernelReport> inspect_cuda_build(const BackendOptions&) {
    KernelReport report = report_cuda_build();
    report.notes.push_back("These are the toolkit's figures; those of the code that a driver loads need a device.");
    return {report};
}

} // namespace triptych
