// Compiles a check's shader when it is asked for, and runs it once.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/evaluate.hpp"

#include "backend/vulkan/conformance_shaders.hpp"
#include "backend/vulkan/pipeline.hpp"
#include "backend/vulkan/push_constants.hpp"

#include <algorithm>

namespace triptych::conformance {

namespace {
constexpr std::uint32_t CHECK_GROUP = 64; // invocations of a workgroup
} // namespace

Row row(float x, float y, float z) {
    return {{std::bit_cast<std::uint32_t>(x), std::bit_cast<std::uint32_t>(y), std::bit_cast<std::uint32_t>(z), 0}};
}

std::uint32_t without_payload(std::uint32_t bits) { return (bits & 0x7fffffffu) > 0x7f800000u ? CANONICAL_NAN : bits; }

Row row_of_w(std::uint32_t w) { return {{0, 0, 0, w}}; }

std::vector<std::uint32_t> evaluate(const Device& device, const Expression& expression, std::span<const Row> rows) {
    const Spirv shader = compile_text({EVALUATE_SHADER,
                                       "evaluate.comp",
                                       {{"EXPRESSION", expression.glsl},
                                        {"RESULT", expression.result},
                                        {"BITS", expression.bits},
                                        {"MODE", expression.mode}},
                                       expression.optimize});
    std::vector<std::uint32_t> results =
        run_shader(device, expression.forbid_contraction ? forbid_contraction(shader) : shader, rows);
    if (expression.bits == "floatBitsToUint")
        std::transform(results.begin(), results.end(), results.begin(), without_payload);
    return results;
}

std::vector<std::uint32_t> run_shader(const Device& device, Spirv shader, std::span<const Row> rows) {
    const Pipeline pipeline =
        make_pipeline(device, VK_NULL_HANDLE, {std::move(shader), sizeof(ProbeDispatch), "conformance"});
    std::vector<std::uint32_t> results(rows.size());
    const Buffer from = device.make_device_buffer(rows.size_bytes(), "inputs");
    const Buffer to = device.make_device_buffer(results.size() * sizeof results[0], "results");
    device.upload(from, 0, std::as_bytes(rows));
    device.run([&](VkCommandBuffer commands) {
        const ProbeDispatch push{from.address, to.address, static_cast<std::uint32_t>(rows.size()), 0};
        pipeline.dispatch(device, commands, push,
                          static_cast<std::uint32_t>((rows.size() + CHECK_GROUP - 1) / CHECK_GROUP));
    });
    device.download(to, 0, std::as_writable_bytes(std::span(results)));
    return results;
}

} // namespace triptych::conformance
