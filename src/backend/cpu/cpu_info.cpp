// The processor's name from the kernel's list, memory and cores from the system.
// SPDX-License-Identifier: MIT
#include "backend/cpu/cpu_info.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace triptych {

namespace {

std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("model name", 0) == 0) {
            const std::size_t colon = line.find(": ");
            if (colon != std::string::npos) return line.substr(colon + 2);
        }
    }
    return "CPU";
}

} // namespace

DeviceInfo cpu_device(std::uint32_t index, const std::string& kernel) {
    DeviceInfo info;
    info.backend = "cpu";
    info.index = index;
    info.name = fmt::format("{} ({})", processor_name(), kernel);
    info.driver = fmt::format("{} threads", std::thread::hardware_concurrency());
    info.kind = DeviceKind::CPU;
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long page_size = sysconf(_SC_PAGESIZE);
    if (pages > 0 && page_size > 0)
        info.memory_bytes = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_size);
    return info;
}

} // namespace triptych
