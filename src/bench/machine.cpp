// Reads /proc, /sys and /etc.
// SPDX-License-Identifier: MIT
#include "bench/machine.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace triptych {

namespace {

namespace fs = std::filesystem;

#if defined(__clang__)
constexpr const char* COMPILER = __VERSION__; // with its name
#elif defined(__GNUC__)
constexpr const char* COMPILER = "GCC " __VERSION__;
#else
constexpr const char* COMPILER = NOT_READABLE;
#endif

/// The text behind `key` and a separator in the first line of a file that starts with it.
std::optional<std::string> value_of(const fs::path& file, const std::string& key, char separator) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        if (line.rfind(key, 0) != 0) continue;
        const std::size_t at = line.find(separator);
        if (at == std::string::npos) continue;
        std::string value = line.substr(at + 1);
        std::erase(value, '"');
        const std::size_t first = value.find_first_not_of(" \t");
        if (first != std::string::npos) return value.substr(first);
    }
    return {};
}

bool has_flag(const fs::path& cpuinfo, const std::string& flag) {
    const std::optional<std::string> flags = value_of(cpuinfo, "flags", ':');
    return flags && (" " + *flags + " ").find(" " + flag + " ") != std::string::npos;
}

std::string format_clock(std::optional<double> hertz) {
    return hertz ? fmt::format("{:.2f} GHz", *hertz * 1e-9) : NOT_READABLE;
}

/// A file of /sys that holds a clock in kilohertz.
std::optional<double> read_clock_hz(const fs::path& file) {
    const std::optional<std::string> text = read_line(file);
    if (!text) return {};
    return std::strtod(text->c_str(), nullptr) * 1e3;
}

std::string describe_boost(const fs::path& cpu) {
    if (const auto boost = read_line(cpu / "cpufreq/boost")) return *boost == "1" ? "on" : "off";
    if (const auto no_turbo = read_line(cpu / "intel_pstate/no_turbo")) return *no_turbo == "0" ? "on" : "off";
    return NOT_READABLE;
}

std::string describe_memory(const fs::path& meminfo) {
    const std::optional<std::string> total = value_of(meminfo, "MemTotal", ':');
    if (!total) return NOT_READABLE;
    return fmt::format("{:.1f} GiB", std::strtod(total->c_str(), nullptr) / (1024.0 * 1024.0));
}

std::string describe_load(const fs::path& loadavg) {
    const std::optional<std::string> line = read_line(loadavg);
    return line ? line->substr(0, line->find(' ')) : NOT_READABLE;
}

std::string describe_kernel() {
    utsname names{};
    if (uname(&names) != 0) return NOT_READABLE;
    return fmt::format("{} {} ({})", names.sysname, names.release, names.machine);
}

} // namespace

std::optional<std::string> read_line(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    if (!std::getline(stream, line)) return {};
    return line;
}

std::optional<double> cpu_clock_hz(const fs::path& root) {
    double sum = 0.0;
    std::uint64_t count = 0;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(root / "sys/devices/system/cpu", ignored)) {
        const std::optional<double> clock = read_clock_hz(entry.path() / "cpufreq/scaling_cur_freq");
        if (!clock) continue;
        sum += *clock;
        ++count;
    }
    if (count > 0) return sum / static_cast<double>(count);
    std::ifstream cpuinfo(root / "proc/cpuinfo");
    for (std::string line; std::getline(cpuinfo, line);) {
        if (line.rfind("cpu MHz", 0) != 0) continue;
        sum += std::strtod(line.c_str() + line.find(':') + 1, nullptr) * 1e6;
        ++count;
    }
    if (count > 0) return sum / static_cast<double>(count);
    return {};
}

std::vector<MachineFact> describe_machine(const fs::path& root) {
    const fs::path cpuinfo = root / "proc/cpuinfo";
    const fs::path cpu = root / "sys/devices/system/cpu";
    return {
        {"processor", "Processor", value_of(cpuinfo, "model name", ':').value_or(NOT_READABLE)},
        {"logical_cores", "Logical cores", std::to_string(sysconf(_SC_NPROCESSORS_ONLN))},
        {"virtual_machine", "Virtual machine", has_flag(cpuinfo, "hypervisor") ? "yes" : "not known of"},
        {"clock", "Clock before the bench", format_clock(cpu_clock_hz(root))},
        {"max_clock", "Highest clock", format_clock(read_clock_hz(cpu / "cpu0/cpufreq/cpuinfo_max_freq"))},
        {"governor", "Clock governor", read_line(cpu / "cpu0/cpufreq/scaling_governor").value_or(NOT_READABLE)},
        {"boost", "Boost clocks", describe_boost(cpu)},
        {"memory", "Memory", describe_memory(root / "proc/meminfo")},
        {"load_average", "Load before the bench (1 min)", describe_load(root / "proc/loadavg")},
        {"system", "System", value_of(root / "etc/os-release", "PRETTY_NAME", '=').value_or(NOT_READABLE)},
        {"kernel", "Kernel", describe_kernel()},
        {"nvidia_driver", "NVIDIA kernel driver",
         read_line(root / "proc/driver/nvidia/version").value_or("none, or not readable")},
        {"compiler", "Compiler", COMPILER},
        {"version", "Triptych", TRIPTYCH_VERSION},
    };
}

} // namespace triptych
