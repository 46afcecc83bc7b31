// Machine code by way of the symbol table: which bytes a function has is known to the linker alone.
// SPDX-License-Identifier: MIT
#include "backend/cpu/machine_code.hpp"

#include "base/atomic_file.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <link.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

namespace triptych {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t MAX_PROGRAM_BYTES = std::size_t{1} << 30;

/// A function in a program file.
struct Function {
    fs::path file;
    std::uint64_t address = 0; // as the file has it
};

Function locate(const void* function) {
    Dl_info info{};
    void* map = nullptr;
    if (dladdr1(function, &info, &map, RTLD_DL_LINKMAP) == 0 || map == nullptr) return {};
    const auto* const module = static_cast<const link_map*>(map);
    // The main program has no name among the modules.
    const fs::path file = module->l_name[0] == '\0' ? fs::read_symlink("/proc/self/exe") : fs::path(module->l_name);
    return {file, reinterpret_cast<std::uint64_t>(function) - module->l_addr};
}

/// The `index`th T from `offset` on; nothing where the file ends before.
template <typename T>
std::optional<T> element(std::span<const std::byte> file, std::uint64_t offset, std::uint64_t index) {
    const std::uint64_t at = offset + index * sizeof(T);
    if (at > file.size() || file.size() - at < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, file.data() + at, sizeof value);
    return value;
}

/// The function's name and size; an empty name in a stripped program.
MachineCode look_up(std::span<const std::byte> file, std::uint64_t address) {
    const auto header = element<ElfW(Ehdr)>(file, 0, 0);
    if (!header) return {};
    for (std::uint64_t i = 0; i < header->e_shnum; i++) {
        const auto section = element<ElfW(Shdr)>(file, header->e_shoff, i);
        if (!section || section->sh_type != SHT_SYMTAB) continue;
        const auto names = element<ElfW(Shdr)>(file, header->e_shoff, section->sh_link);
        for (std::uint64_t k = 0; k < section->sh_size / sizeof(ElfW(Sym)); k++) {
            const auto symbol = element<ElfW(Sym)>(file, section->sh_offset, k);
            if (!symbol || !names || symbol->st_value != address || (symbol->st_info & 0xf) != STT_FUNC) continue;
            MachineCode code;
            code.bytes = symbol->st_size;
            for (std::uint64_t at = names->sh_offset + symbol->st_name; at < file.size() && file[at] != std::byte{0};
                 at++) {
                code.symbol += static_cast<char>(file[at]);
            }
            return code;
        }
    }
    return {};
}

/// What a command of the search path writes to stdout, or nothing where it cannot be run or fails.
std::string output_of(std::vector<std::string> words) {
    std::array<int, 2> pipe_ends{};
    if (pipe(pipe_ends.data()) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[1]);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    std::string text;
    std::array<char, 65536> buffer{};
    for (ssize_t count = 0; error == 0 && (count = read(pipe_ends[0], buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    close(pipe_ends[0]);
    int status = 0;
    if (error != 0 || waitpid(child, &status, 0) != child || status != 0) return {};
    return text;
}

} // namespace

MachineCode machine_code_of(const void* function) {
    const Function located = locate(function);
    MachineCode code;
    if (!located.file.empty()) code = look_up(read_file(located.file, MAX_PROGRAM_BYTES), located.address);
    if (code.symbol.empty()) {
        code.no_assembly = "This program has no symbol table, so its machine code cannot be found: use one that was "
                           "not stripped.";
        return code;
    }
    code.assembly =
        output_of({"objdump", "--disassemble", "--no-show-raw-insn", "--demangle",
                   fmt::format("--start-address={:#x}", located.address),
                   fmt::format("--stop-address={:#x}", located.address + code.bytes), located.file.string()});
    if (code.assembly.empty())
        code.no_assembly = "Its machine code cannot be shown, since objdump is missing or fails: install binutils.";
    return code;
}

} // namespace triptych
