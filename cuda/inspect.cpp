// Reads the figures out of the assembler's messages, and asks the runtime for those of the loaded code.
// SPDX-License-Identifier: MIT
#include "inspect.hpp"

#include "aov_texts.hpp"
#include "check.hpp"
#include "common_texts.hpp"
#include "composite_texts.hpp"
#include "full_texts.hpp"
#include "kernels.hpp"
#include "lit_texts.hpp"
#include "plain_texts.hpp"

#include <fmt/format.h>

#include <regex>

namespace triptych {

namespace {

struct BuildTexts {
    const char* ptx;
    const char* resources;
};

/// As KERNEL_SETS.
constexpr std::array<BuildTexts, KERNEL_SETS.size()> BUILD_TEXTS{{{PLAIN_PTX, PLAIN_RESOURCES},
                                                                  {LIT_PTX, LIT_RESOURCES},
                                                                  {COMMON_PTX, COMMON_RESOURCES},
                                                                  {FULL_PTX, FULL_RESOURCES},
                                                                  {AOV_PTX, AOV_RESOURCES},
                                                                  {COMPOSITE_PTX, COMPOSITE_RESOURCES}}};

/// Spills of a kernel and of the functions that it calls, which stand one by one in what ptxas says of it.
std::uint64_t spilled_bytes(const std::string& messages) {
    const std::regex spill("([0-9]+) bytes spill stores");
    std::uint64_t bytes = 0;
    for (std::sregex_iterator it(messages.begin(), messages.end(), spill); it != std::sregex_iterator(); ++it)
        bytes += std::stoull(it->str(1));
    return bytes;
}

/// ptxas says for each architecture: the kernel's name, the stack with the spills in it, the registers, and then the
/// spills of called functions.
void add_resources(KernelReport& report, const std::string& messages) {
    const std::regex entry("entry function '[^']*render_kernel[^']*' for '(sm_[0-9]+)'\n[^\n]*\n"
                           " *([0-9]+) bytes stack frame, [^\n]*\n[^\n]*Used ([0-9]+) registers");
    for (std::sregex_iterator it(messages.begin(), messages.end(), entry); it != std::sregex_iterator(); ++it) {
        const auto add = [&](const char* what, std::uint64_t value, const char* unit) {
            report.statistics.push_back({fmt::format("{}, {}", it->str(1), what), value, unit});
        };
        const auto first = static_cast<std::size_t>(it->position());
        const std::size_t next = messages.find("entry function '", first + 1);
        add("registers a lane", std::stoull(it->str(3)), "");
        add("spilled a lane", spilled_bytes(messages.substr(first, next - first)), "bytes");
        add("stack a lane", std::stoull(it->str(2)), "bytes");
    }
}

} // namespace

KernelReport report_cuda_build(std::size_t set) {
    const std::string ptx = BUILD_TEXTS[set].ptx;
    const std::string resources = BUILD_TEXTS[set].resources;
    KernelReport report{"render", {{"PTX", "ptx", ptx}, {"ptxas", "text", resources}}, {}, {}};
    report.statistics.push_back({"features", KERNEL_SETS[set].name, ""});
    report.statistics.push_back({"PTX", std::uint64_t{ptx.size()}, "bytes"});
    add_resources(report, resources);
    return report;
}

void add_cuda_attributes(KernelReport& report, std::size_t set) {
    cudaFuncAttributes attributes;
    int groups = 0;
    CHECK_CUDA(RENDER_KERNELS[set]->attributes(&attributes, &groups));
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

std::vector<KernelReport> inspect_cuda_build(const BackendOptions&, std::uint32_t features) {
    KernelReport report = report_cuda_build(kernel_set_for(features));
    report.notes.push_back("These are the toolkit's figures; those of the code that a driver loads need a device.");
    return {report};
}

} // namespace triptych
