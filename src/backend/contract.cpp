// The self-test's table, far from denormals and overflow, the same on every machine.
// SPDX-License-Identifier: MIT
#include "backend/contract.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace triptych {

namespace {

constexpr std::size_t CONTRACT_INPUTS = 8192;

/// A whole number in [-range, range).
int any_exponent(std::mt19937& engine, int range) {
    return static_cast<int>(engine() % static_cast<unsigned>(2 * range)) - range;
}

/// Any mantissa and sign with that exponent.
float any_of_exponent(std::mt19937& engine, int exponent) {
    const shared::uint bits = static_cast<shared::uint>(engine());
    return shared::uintBitsToFloat((bits & 0x807fffffu) | static_cast<shared::uint>(127 + exponent) << 23u);
}

/// Any mantissa, exponent in [-range, range), either sign.
float any_float(std::mt19937& engine, int range) { return any_of_exponent(engine, any_exponent(engine, range)); }

/// Halfway between |x| and the next larger float.
double tie_above(float x) {
    const float size = std::abs(x);
    return (double(size) + double(std::nextafter(size, INFINITY))) / 2.0;
}

/// Of division, root, a * b + c and (x + y) - x. Half the quotients and roots lie near ties; every eighth quotient is
/// one of far exponents, itself normal.
shared::ProbeInput arithmetic_input(std::mt19937& engine, bool near_ties) {
    const float x = any_float(engine, 60);
    const float y = any_float(engine, 60);
    const float factor = any_float(engine, 60);
    shared::ProbeInput input{{x, y, std::abs(any_float(engine, 126))},
                             any_float(engine, 60),
                             {x, factor, any_float(engine, 60)},
                             0.0f,
                             0,
                             0,
                             0,
                             0};
    if (near_ties && engine() % 16 == 0) {
        // The reciprocal that Newton's steps round wrongly (divide.glsl).
        input.a.x = shared::uintBitsToFloat(shared::floatBitsToUint(x) & 0xff800000u);
        input.a.y = shared::uintBitsToFloat(shared::floatBitsToUint(y) | 0x7fffffu);
    } else if (near_ties) {
        input.a.x = static_cast<float>(tie_above(x) * double(y));
        const float root = any_float(engine, 62);
        input.a.z = static_cast<float>(tie_above(root) * tie_above(root));
        input.b.z = -(x * factor);
    } else if (engine() % 4 == 0) {
        const int exponent = any_exponent(engine, 126);
        input.a.y = any_of_exponent(engine, exponent);
        input.a.x = any_of_exponent(engine, std::clamp(exponent + any_exponent(engine, 124), -125, 125));
    }
    return input;
}

/// Of three products, floors and conversions.
shared::ProbeInput conversion_input(std::mt19937& engine, bool cancels) {
    constexpr std::array EDGES{0.5f,    0x1.fffffep-1f, 1.0f,    1.5f,           0x1.fffffep22f, 0x1p23f, 0x1p24f,
                               0x1p30f, 0x1.fffffep29f, 0x1p31f, 0x1.fffffep30f, 0x1p32f,        0x1p33f, 3.0e38f};
    const shared::vec3 a{any_float(engine, 20), any_float(engine, 20), cancels ? 1.0f : any_float(engine, 20)};
    shared::vec3 b{any_float(engine, 20), any_float(engine, 20), any_float(engine, 20)};
    if (cancels) b.z = -(a.x * b.x + a.y * b.y);
    const float edge = EDGES[engine() % EDGES.size()];
    const float number = engine() % 4 != 0 ? any_float(engine, 32) : engine() % 2 == 0 ? edge : -edge;
    const auto bits = [&] { return static_cast<shared::uint>(engine()); };
    return {a, 0.0f, b, number, 1, bits(), bits(), 0};
}

/// A number without its fraction, held within [-2^30, 2^30]: as in shaders/real.glsl.
shared::uint whole(float x) {
    return static_cast<shared::uint>(static_cast<std::int32_t>(std::clamp(x, -0x1p30f, 0x1p30f)));
}

} // namespace

std::vector<shared::ProbeInput> contract_inputs() {
    std::mt19937 engine(20240229u);
    std::vector<shared::ProbeInput> inputs(CONTRACT_INPUTS);
    for (std::size_t i = 0; i < inputs.size(); i++) {
        inputs[i] = i % 4 < 2 ? arithmetic_input(engine, i % 2 == 0) : conversion_input(engine, i % 2 == 0);
    }
    return inputs;
}

ContractFaults contract_faults(std::span<const shared::ProbeInput> inputs,
                               std::span<const shared::ProbeOutput> outputs) {
    ContractFaults faults;
    for (std::size_t i = 0; i < inputs.size(); i++) {
        // What PROBE_CONTRACT asks for, in C++'s own arithmetic, which is compiled to round each operation as written.
        const shared::ProbeInput& p = inputs[i];
        if (p.i == 0) {
            faults.divisions += outputs[i].x != shared::floatBitsToUint(p.a.x / p.a.y);
            faults.roots += outputs[i].y != shared::floatBitsToUint(shared::native_sqrt(p.a.z));
            faults.multiply_adds += outputs[i].z != shared::floatBitsToUint(p.b.x * p.b.y + p.b.z);
            faults.sums += outputs[i].w != shared::floatBitsToUint((p.b.x + p.s) - p.b.x);
        } else {
            const float products = p.a.x * p.b.x + p.a.y * p.b.y + p.a.z * p.b.z;
            const float integers = static_cast<float>(p.j >> 8u) + static_cast<float>(static_cast<int>(p.k) >> 8);
            faults.three_products += outputs[i].x != shared::floatBitsToUint(products);
            faults.conversions += outputs[i].y != shared::floatBitsToUint(std::floor(p.t)) ||
                                  outputs[i].z != whole(p.t) || outputs[i].w != shared::floatBitsToUint(integers);
        }
    }
    return faults;
}

} // namespace triptych
