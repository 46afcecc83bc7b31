// The list of all checks, and the last question: which division the kernels would use.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/conformance.hpp"

#include "backend/contract.hpp"
#include "backend/vulkan/conformance/checks.hpp"
#include "backend/vulkan/conformance/evaluate.hpp"
#include "backend/vulkan/instance.hpp"
#include "backend/vulkan/kernels.hpp"
#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace triptych {

namespace {

using conformance::Check;

/// The self-test's inputs, evaluated by GLSL's own operators, as written.
ContractFaults own_faults(const Device& device) {
    using namespace conformance;
    const std::vector<shared::ProbeInput> inputs = contract_inputs();
    std::vector<shared::ProbeOutput> outputs(inputs.size());
    const auto fill = [&](const char* glsl, Row (*row_of)(const shared::ProbeInput&),
                          shared::uint shared::ProbeOutput::*where) {
        std::vector<Row> rows;
        for (const shared::ProbeInput& input : inputs) rows.push_back(row_of(input));
        const std::vector<std::uint32_t> results = evaluate(device, {.glsl = glsl, .forbid_contraction = true}, rows);
        for (std::size_t i = 0; i < outputs.size(); i++) outputs[i].*where = results[i];
    };
    using Input = shared::ProbeInput;
    using Output = shared::ProbeOutput;
    fill(
        "x / y", [](const Input& p) { return row(p.a.x, p.a.y); }, &Output::x);
    fill(
        "sqrt(x)", [](const Input& p) { return row(p.a.z); }, &Output::y);
    fill(
        "x * y + z", [](const Input& p) { return row(p.b.x, p.b.y, p.b.z); }, &Output::z);
    fill(
        "(x + y) - x", [](const Input& p) { return row(p.b.x, p.s); }, &Output::w);
    return contract_faults(inputs, outputs);
}

/// How the kernels would divide: the choice of kernels.hpp.
std::string chosen_variant(const Device& device) {
    try {
        const Kernels kernels(device, {});
        if (!kernels.refusal().empty()) return fmt::format("refused: {}", kernels.refusal());
        for (const KernelReport& report : kernels.inspect(0))
            for (const KernelStatistic& statistic : report.statistics)
                if (statistic.name == "division and root") return std::get<std::string>(statistic.value);
        throw Error(ExitCode::INTERNAL, "The kernel's report lacks how it divides.");
    } catch (const Error& error) {
        if (error.code() != ExitCode::NO_DEVICE) throw;
        return fmt::format("refused: {}", error.what());
    }
}

/// The choice, and what the device's own arithmetic gets wrong of the self-test.
ConformanceFinding tell_variant(const Device& device) {
    const ContractFaults faults = own_faults(device);
    return {.words =
                fmt::format("{}; wrong are {} divisions, {} roots, {} multiply-adds, {} sums", chosen_variant(device),
                            faults.divisions, faults.roots, faults.multiply_adds, faults.sums),
            .inputs = contract_inputs().size(),
            .counts = {{"divisions", faults.divisions},
                       {"roots", faults.roots},
                       {"multiply-adds", faults.multiply_adds},
                       {"sums", faults.sums}}};
}

std::vector<Check> all_checks() {
    using namespace conformance;
    std::vector<Check> all;
    for (std::vector<Check> part :
         {rounding_checks(), as_written_checks(), denormal_checks(), special_value_checks(), conversion_checks(),
          function_checks(), float_control_checks(), loop_checks(), subgroup_checks()})
        std::move(part.begin(), part.end(), std::back_inserter(all));
    all.push_back({{"triptych", "division and root", "divide, square_root of shaders/real.glsl"}, tell_variant});
    return all;
}

class VulkanConformance final : public Conformance {
public:
    VulkanConformance(std::shared_ptr<const Instance> instance, const PhysicalDevice& physical)
        : m_instance(std::move(instance)), m_device(physical), m_checks(all_checks()) {}

    DeviceInfo device() const override { return m_device.physical().info; }

    std::vector<ConformanceQuestion> questions() const override {
        std::vector<ConformanceQuestion> questions;
        for (const Check& check : m_checks) questions.push_back(check.question);
        return questions;
    }

    ConformanceFinding ask(std::size_t question) override { return m_checks.at(question).ask(m_device); }

private:
    std::shared_ptr<const Instance> m_instance; // outlives the device
    Device m_device;
    std::vector<Check> m_checks;
};

} // namespace

std::unique_ptr<Conformance> open_conformance(std::uint32_t index, const BackendOptions& options) {
    std::shared_ptr<const Instance> instance = Instance::shared(options.validate);
    const PhysicalDevice physical = usable_device(*instance, index);
    return std::make_unique<VulkanConformance>(std::move(instance), physical);
}

} // namespace triptych
