// shaderc, without its optimizer, and a pass over the module's words.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/spirv.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"

#include <fmt/format.h>
#include <shaderc/shaderc.hpp>
#include <spirv-tools/libspirv.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

namespace triptych {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t MAX_SOURCE_BYTES = std::size_t{16} << 20;

std::string read_source(const fs::path& path) {
    const std::vector<std::byte> bytes = read_file(path, MAX_SOURCE_BYTES);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Finds #include "file" beside the file that asks for it. Names are relative to the shader folder.
class Includer final : public shaderc::CompileOptions::IncluderInterface {
public:
    explicit Includer(fs::path shader_dir) : m_shader_dir(std::move(shader_dir)) {}

    shaderc_include_result* GetInclude(const char* requested, shaderc_include_type, const char* requesting,
                                       std::size_t) override {
        auto answer = std::make_unique<Answer>();
        const fs::path name = (fs::path(requesting).parent_path() / requested).lexically_normal();
        if (name.is_absolute() || *name.begin() == "..") {
            answer->text = fmt::format("'{}' lies outside the shader folder", requested);
        } else {
            try {
                answer->text = read_source(m_shader_dir / name);
                answer->name = name.generic_string();
            } catch (const Error& error) {
                answer->text = error.what();
            }
        }
        // An empty name tells shaderc that the text is an error.
        answer->result = {answer->name.data(), answer->name.size(), answer->text.data(), answer->text.size(),
                          answer.get()};
        return &answer.release()->result;
    }

    void ReleaseInclude(shaderc_include_result* result) override { delete static_cast<Answer*>(result->user_data); }

private:
    struct Answer {
        std::string name;
        std::string text;
        shaderc_include_result result{};
    };

    fs::path m_shader_dir;
};

// The few numbers of the SPIR-V specification that the pass needs.
constexpr std::uint32_t MAGIC = 0x07230203u;
constexpr std::size_t HEADER_WORDS = 5;
constexpr std::uint32_t OP_DECORATE = 71;
constexpr std::uint32_t OP_FIRST_TYPE = 19; // OpTypeVoid
constexpr std::uint32_t OP_LAST_TYPE = 39;  // OpTypeForwardPointer
constexpr std::uint32_t DECORATION_NO_CONTRACTION = 42;

bool is_float_arithmetic(std::uint32_t opcode) {
    switch (opcode) {
    case 127: // OpFNegate
    case 129: // OpFAdd
    case 131: // OpFSub
    case 133: // OpFMul
    case 136: // OpFDiv
    case 140: // OpFRem
    case 141: // OpFMod
    case 142: // OpVectorTimesScalar
    case 143: // OpMatrixTimesScalar
    case 144: // OpVectorTimesMatrix
    case 145: // OpMatrixTimesVector
    case 146: // OpMatrixTimesMatrix
    case 147: // OpOuterProduct
    case 148: // OpDot
        return true;
    default: return false;
    }
}

/// `name` is what includes are relative to, `shown` what an error says.
Spirv compile(const std::string& source, const std::string& name, const std::string& shown,
              shaderc::CompileOptions& options) {
    options.SetTargetEnvironment(shaderc_target_env_vulkan, shaderc_env_version_vulkan_1_2);
    options.SetSourceLanguage(shaderc_source_language_glsl);
    static const shaderc::Compiler COMPILER; // takes long to set up
    const shaderc::SpvCompilationResult result =
        COMPILER.CompileGlslToSpv(source, shaderc_compute_shader, name.c_str(), options);
    if (result.GetCompilationStatus() != shaderc_compilation_status_success) {
        std::string message = result.GetErrorMessage();
        while (message.ends_with('\n')) message.pop_back();
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("The shader {} does not compile; the compiler says \"{}\".", shown, message));
    }
    return {result.cbegin(), result.cend()};
}

} // namespace

Spirv compile_shader(const fs::path& shader_dir, const std::string& name) {
    shaderc::CompileOptions options;
    options.SetIncluder(std::make_unique<Includer>(shader_dir));
    // Its optimizer turns divisions by constants into multiplications; drivers optimize anyway.
    options.SetOptimizationLevel(shaderc_optimization_level_zero);
    return forbid_contraction(compile(read_source(shader_dir / name), name, (shader_dir / name).string(), options));
}

Spirv compile_text(const ShaderText& text) {
    shaderc::CompileOptions options;
    options.SetOptimizationLevel(text.optimize ? shaderc_optimization_level_performance
                                               : shaderc_optimization_level_zero);
    for (const auto& [name, value] : text.macros) options.AddMacroDefinition(name, value);
    return compile(text.source, text.name, text.name, options);
}

Spirv forbid_contraction(const Spirv& module) {
    const Error malformed(ExitCode::INTERNAL, "The shader compiler returned something that is no SPIR-V.");
    if (module.size() < HEADER_WORDS || module[0] != MAGIC) throw malformed;
    std::vector<std::uint32_t> arithmetic; // ids of results
    std::set<std::uint32_t> decorated;
    std::optional<std::size_t> first_type; // decorations belong before it
    for (std::size_t at = HEADER_WORDS; at < module.size();) {
        const std::uint32_t opcode = module[at] & 0xffffu;
        const std::size_t words = module[at] >> 16;
        if (words == 0 || at + words > module.size()) throw malformed;
        if (is_float_arithmetic(opcode)) arithmetic.push_back(module[at + 2]);
        if (opcode == OP_DECORATE && module[at + 2] == DECORATION_NO_CONTRACTION) decorated.insert(module[at + 1]);
        if (!first_type && opcode >= OP_FIRST_TYPE && opcode <= OP_LAST_TYPE) first_type = at;
        at += words;
    }
    if (!first_type) throw malformed;
    const auto split = module.begin() + static_cast<std::ptrdiff_t>(*first_type);
    Spirv result(module.begin(), split);
    for (const std::uint32_t id : arithmetic) {
        if (decorated.contains(id)) continue;
        result.insert(result.end(), {(3u << 16) | OP_DECORATE, id, DECORATION_NO_CONTRACTION});
    }
    result.insert(result.end(), split, module.end());
    return result;
}

std::string disassemble(const Spirv& module) {
    const std::unique_ptr<spv_context_t, void (*)(spv_context)> context(spvContextCreate(SPV_ENV_VULKAN_1_2),
                                                                        spvContextDestroy);
    constexpr std::uint32_t OPTIONS = SPV_BINARY_TO_TEXT_OPTION_INDENT | SPV_BINARY_TO_TEXT_OPTION_FRIENDLY_NAMES;
    spv_text made = nullptr;
    const spv_result_t result = spvBinaryToText(context.get(), module.data(), module.size(), OPTIONS, &made, nullptr);
    const std::unique_ptr<spv_text_t, void (*)(spv_text)> text(made, spvTextDestroy);
    if (result != SPV_SUCCESS) throw Error(ExitCode::INTERNAL, "The kernel to be disassembled is no SPIR-V.");
    return {text->str, text->length};
}

} // namespace triptych
