// The self-test's table, far from denormals and overflow, the same on every machine.
// SPDX-License-Identifier: MIT
#include "backend/contract.hpp"

#include <cmath>
#include <random>

namespace triptych {

namespace {

constexpr std::size_t CONTRACT_INPUTS = 4096;

/// Any mantissa, exponent in [-20, 20), either sign.
float any_float(std::mt19937& engine) {
    const shared::uint bits = static_cast<shared::uint>(engine());
    const shared::uint exponent = 107u + static_cast<shared::uint>(engine()) % 40u;
    return shared::uintBitsToFloat((bits & 0x807fffffu) | (exponent << 23u));
}

/// Halfway between |x| and the next larger float.
double tie_above(float x) {
    const float size = std::abs(x);
    return (double(size) + double(std::nextafter(size, INFINITY))) / 2.0;
}

} // namespace

std::vector<shared::ProbeInput> contract_inputs() {
    std::mt19937 engine(20240229u);
    std::vector<shared::ProbeInput> inputs(CONTRACT_INPUTS);
    for (std::size_t i = 0; i < inputs.size(); i++) {
        const float x = any_float(engine);
        const float y = any_float(engine);
        shared::ProbeInput& input = inputs[i];
        input = {{x, y, std::abs(any_float(engine))}, any_float(engine), {x, y, any_float(engine)}, 0.0f, 0, 0, 0, 0};
        if (i % 2 == 0) {
            input.a.x = static_cast<float>(tie_above(x) * double(y));
            input.a.z = static_cast<float>(tie_above(x) * tie_above(x));
            input.b.z = -(x * y);
        }
    }
    return inputs;
}

ContractFaults contract_faults(std::span<const shared::ProbeInput> inputs,
                               std::span<const shared::ProbeOutput> outputs) {
    ContractFaults faults;
    for (std::size_t i = 0; i < inputs.size(); i++) {
        // What PROBE_CONTRACT asks for, in C++'s own arithmetic, which is compiled to round each operation as written.
        const shared::ProbeInput& p = inputs[i];
        faults.divisions += outputs[i].x != shared::floatBitsToUint(p.a.x / p.a.y);
        faults.roots += outputs[i].y != shared::floatBitsToUint(shared::native_sqrt(p.a.z));
        faults.multiply_adds += outputs[i].z != shared::floatBitsToUint(p.b.x * p.b.y + p.b.z);
        faults.sums += outputs[i].w != shared::floatBitsToUint((p.b.x + p.s) - p.b.x);
    }
    return faults;
}

} // namespace triptych
