// Processor sensors from /sys; GPU sensors from NVIDIA's management library, looked for at run time.
// SPDX-License-Identifier: MIT
#include "bench/sensors.hpp"

#include "bench/machine.hpp"

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>

namespace triptych {

namespace {

using Clock = std::chrono::steady_clock;

class NoSensors final : public Sensors {
public:
    void start() override {}
    Reading stop() override { return {}; }
};

/// Energy of the first processor package in joules. Many systems let only root read it.
std::optional<double> package_joules() {
    const std::optional<std::string> microjoules = read_line("/sys/class/powercap/intel-rapl:0/energy_uj");
    if (!microjoules) return {};
    return std::strtod(microjoules->c_str(), nullptr) * 1e-6;
}

class ProcessorSensors final : public Sensors {
public:
    void start() override {
        m_start = Clock::now();
        m_joules = package_joules();
    }

    Reading stop() override {
        Reading reading;
        const std::optional<double> joules = package_joules();
        const double seconds = std::chrono::duration<double>(Clock::now() - m_start).count();
        // The counter wraps around every few minutes; that run then has no power.
        if (m_joules && joules && *joules >= *m_joules) reading.watts = (*joules - *m_joules) / seconds;
        reading.clock_hz = cpu_clock_hz();
        return reading;
    }

private:
    Clock::time_point m_start;
    std::optional<double> m_joules;
};

/// NVIDIA's management library (NVML), whose functions return 0 where all went well. Open as long as the process.
struct ManagementLibrary {
    using Handle = void*;
    static constexpr unsigned CLOCK_SM = 1; // NVML_CLOCK_SM

    int (*find)(const char* uuid, Handle* device) = nullptr;
    int (*clock_mhz)(Handle device, unsigned which, unsigned* megahertz) = nullptr;
    int (*power_mw)(Handle device, unsigned* milliwatts) = nullptr;

    ManagementLibrary() {
        void* library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) return;
        int (*init)() = nullptr;
        load(library, "nvmlInit_v2", init);
        if (init == nullptr || init() != 0) return;
        load(library, "nvmlDeviceGetClockInfo", clock_mhz);
        load(library, "nvmlDeviceGetPowerUsage", power_mw);
        load(library, "nvmlDeviceGetHandleByUUID", find);
    }

    static const ManagementLibrary& instance() {
        static const ManagementLibrary LIBRARY;
        return LIBRARY;
    }

private:
    template <typename Function>
    static void load(void* library, const char* name, Function& function) {
        function = reinterpret_cast<Function>(dlsym(library, name));
    }
};

class NvidiaSensors final : public Sensors {
public:
    explicit NvidiaSensors(ManagementLibrary::Handle device) : m_device(device) {}

    void start() override {}

    Reading stop() override {
        const ManagementLibrary& library = ManagementLibrary::instance();
        Reading reading;
        unsigned value = 0;
        if (library.clock_mhz != nullptr && library.clock_mhz(m_device, ManagementLibrary::CLOCK_SM, &value) == 0)
            reading.clock_hz = value * 1e6;
        if (library.power_mw != nullptr && library.power_mw(m_device, &value) == 0) reading.watts = value * 1e-3;
        return reading;
    }

private:
    ManagementLibrary::Handle m_device;
};

} // namespace

std::unique_ptr<Sensors> make_sensors(const DeviceInfo& device) {
    if (device.kind == DeviceKind::CPU || device.kind == DeviceKind::SOFTWARE)
        return std::make_unique<ProcessorSensors>();
    const ManagementLibrary& library = ManagementLibrary::instance();
    ManagementLibrary::Handle handle = nullptr;
    if (!device.uuid.empty() && library.find != nullptr && library.find(("GPU-" + device.uuid).c_str(), &handle) == 0)
        return std::make_unique<NvidiaSensors>(handle);
    return std::make_unique<NoSensors>();
}

} // namespace triptych
