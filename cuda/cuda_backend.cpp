// One CUDA device: memory, and dispatches that follow each other without a gap.
// SPDX-License-Identifier: MIT
#include "cuda_backend.hpp"

#include "backend/contract.hpp"
#include "backend/dispatch_size.hpp"
#include "backend/trace_dispatch.hpp"
#include "backend/window_tiles.hpp"
#include "base/error.hpp"
#include "base/trace.hpp"
#include "devices.hpp"
#include "inspect.hpp"
#include "kernels.hpp"
#include "ranges.hpp"
#include "resources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace triptych {

namespace {

/// CUDA's limit on a grid's first dimension.
constexpr std::uint64_t MAX_GROUPS = 0x7fffffffu;

/// A dispatch under way.
struct Flight {
    Event start = make_event();
    Event stop = make_event();
    Event counted = make_event(); // `counters` has arrived
    PinnedValue<shared::Counters> counters = make_pinned<shared::Counters>();
    DispatchBlock block;
    std::uint64_t samples = 0;       // over all pixels of the block
    std::uint64_t samples_after = 0; // what the film must have counted once the block is done
};

class CudaBackend final : public Backend {
public:
    CudaBackend(const DeviceInfo& device, Trace* trace) : m_device(device), m_trace(trace) {
        select();
        load_timed(load_probes);
        m_stream = make_stream();
        m_flights = std::make_unique<std::array<Flight, 2>>();
        m_counters = DeviceArray<shared::Counters>(1);
        m_counters.clear(m_stream);
        check_contract();
    }

    DeviceInfo device() const override { return m_device; }
    double last_render_seconds() const override { return m_render_seconds; }
    double compile_seconds() const override { return m_compile_seconds; }

    std::uint64_t rays() const override {
        select();
        shared::Counters counters;
        m_counters.read(std::span(&counters, 1), m_stream);
        return counters.rays;
    }

    void load(const PackedScene& scene) override {
        select();
        m_arrays.clear(); // before the new ones, which might not fit beside them
        m_scene = scene.view();
        std::uint64_t bytes = 0;
        scene.for_each_array(m_scene, [&](const auto& array, auto&) { bytes += std::span(array).size_bytes(); });
        need_memory("scene", bytes);
        scene.for_each_array(m_scene, [&](const auto& array, auto& address) {
            m_arrays.emplace_back(std::as_bytes(std::span(array)), m_stream);
            const void* data = m_arrays.back().data();
            address = static_cast<std::remove_reference_t<decltype(address)>>(data);
        });
        CHECK_CUDA(cudaStreamSynchronize(m_stream.get())); // the arrays are the caller's, which may free them now
        use_kernel({});
    }

    void update(const PackedScene& scene, const SceneChange& change) override {
        select();
        m_scene = scene.view();
        std::size_t next = 0;
        scene.for_each_array(m_scene, [&](const auto& array, auto& address) {
            auto& kept = m_arrays[next++];
            if (change.holds(scene, array.data()))
                kept = DeviceArray<std::byte>(std::as_bytes(std::span(array)), m_stream);
            const void* data = kept.data();
            address = static_cast<std::remove_reference_t<decltype(address)>>(data);
        });
        CHECK_CUDA(cudaStreamSynchronize(m_stream.get())); // the arrays are the caller's, which may change them now
    }

    void begin(const shared::Frame& frame) override {
        select();
        use_kernel(frame);
        m_frame = frame;
        m_tiles = WindowTiles(frame);
        m_sizer =
            DispatchSizer(m_tiles.place_count(), {.max_samples = shared::FILM_MAX_SAMPLES, .max_groups = MAX_GROUPS});
        const std::uint64_t stacks = stack_bytes();
        if (stacks > m_stack_bytes) need_memory("kernel's stack", stacks);
        m_stack_bytes = std::max(stacks, m_stack_bytes);
        if (m_film.size() != m_tiles.pixels()) {
            m_film = {};
            need_memory("film", m_tiles.pixels() * sizeof(shared::FilmPixel));
            m_film = DeviceArray<shared::FilmPixel>(m_tiles.pixels());
        }
        m_film.clear(m_stream); // an empty_pixel() is all zeros
        m_counters.clear(m_stream);
        m_samples_queued = 0;
    }

    /// Two dispatches are under way at any time, so that the device never waits for the host; a dispatch's size
    /// therefore follows from the last but one.
    void render(SampleRange samples, const Progress& progress) override {
        select();
        const StreamFinish finish{m_stream};
        m_sizer.start(samples.first, samples.last);
        std::size_t queued = 0;
        std::size_t finished = 0;
        std::uint64_t samples_done = 0;
        m_render_seconds = 0.0;
        while (m_sizer.more() || finished < queued) {
            if (m_sizer.more() && queued - finished < m_flights->size()) {
                queue(flight(queued++), m_sizer.next());
                continue;
            }
            const Flight& oldest = flight(finished++);
            const double seconds = wait(oldest);
            trace_dispatch(m_trace, m_device, oldest.block, oldest.samples, seconds);
            m_sizer.took(oldest.block, seconds);
            m_render_seconds += seconds;
            samples_done += oldest.samples;
            if (progress) progress(samples_done);
        }
    }

    void read(Film& film) const override {
        select();
        film.pixels.resize(m_film.size());
        m_film.read(film.pixels, m_stream);
    }

    DevicePicture mean_on_device() const override {
        select();
        need_memory("picture", m_film.size() * 3 * sizeof(float));
        DeviceArray<float> rgb(m_film.size() * 3);
        DeviceArray<unsigned long long> invalid(1);
        invalid.clear(m_stream);
        CHECK_CUDA(launch_mean(m_film.data(), m_film.size(), rgb.data(), invalid.data(), m_stream.get()));
        unsigned long long invalid_samples = 0;
        invalid.read(std::span(&invalid_samples, 1), m_stream); // and so waits for the picture
        return {std::move(rgb).share(), invalid_samples};
    }

    void probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
               std::span<shared::ProbeOutput> outputs) override {
        if (inputs.empty()) return;
        select();
        const DeviceArray<shared::ProbeInput> device_inputs(inputs, m_stream);
        const DeviceArray<shared::ProbeOutput> device_outputs(outputs.size());
        CHECK_CUDA(launch_probe(which, device_inputs.data(), device_outputs.data(),
                                static_cast<shared::uint>(inputs.size()), m_stream.get()));
        device_outputs.read(outputs, m_stream);
    }

    std::vector<KernelReport> inspect() const override {
        select();
        KernelReport report = report_cuda_build(m_set);
        add_cuda_attributes(report, m_set);
        return {report};
    }

private:
    /// Chooses and loads the kernel that draws the frame.
    void use_kernel(const shared::Frame& frame) {
        const std::size_t set = kernel_set_for(m_scene.features | frame_features(frame));
        if (set == m_set) return;
        m_set = set;
        load_timed(RENDER_KERNELS[set]->load);
    }

    /// What the driver takes for the kernel at its first launch, and keeps: local memory of each lane that the device
    /// can hold at once (half a gigabyte for the full kernel on an H200).
    std::uint64_t stack_bytes() const {
        cudaFuncAttributes attributes;
        int groups = 0;
        CHECK_CUDA(RENDER_KERNELS[m_set]->attributes(&attributes, &groups));
        const auto limit = [&](cudaDeviceAttr which) {
            int value = 0;
            CHECK_CUDA(cudaDeviceGetAttribute(&value, which, static_cast<int>(m_device.index)));
            return static_cast<std::uint64_t>(value);
        };
        return limit(cudaDevAttrMultiProcessorCount) * limit(cudaDevAttrMaxThreadsPerMultiProcessor) *
               attributes.localSizeBytes;
    }

    void load_timed(cudaError_t (*load_kernel)()) {
        const TraceSpan span(m_trace, "compile");
        const auto start = std::chrono::steady_clock::now();
        CHECK_CUDA(load_kernel());
        m_compile_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    /// The compiler's flags promise the float contract; the start-up self-test looks whether the device keeps it.
    void check_contract() {
        const std::vector<shared::ProbeInput> inputs = contract_inputs();
        std::vector<shared::ProbeOutput> outputs(inputs.size());
        probe(shared::PROBE_CONTRACT, inputs, outputs);
        if (contract_faults(inputs, outputs).none()) return;
        throw Error(
            ExitCode::NO_DEVICE,
            fmt::format("{} with {} does not round as the float contract needs, so its picture would differ from "
                        "other devices'; update the driver or choose another device.",
                        m_device.name, m_device.driver));
    }

    /// Lets the stream run dry where progress() or a check throws, so that nothing is under way afterwards.
    struct StreamFinish {
        const Stream& stream;
        ~StreamFinish() { cudaStreamSynchronize(stream.get()); }
    };

    /// The current device belongs to the thread, and other backends may have changed it.
    void select() const { CHECK_CUDA(cudaSetDevice(static_cast<int>(m_device.index))); }

    void need_memory(const char* what, std::uint64_t bytes) const {
        std::size_t free_bytes = 0;
        std::size_t total_bytes = 0;
        CHECK_CUDA(cudaMemGetInfo(&free_bytes, &total_bytes));
        if (bytes <= free_bytes) return;
        throw Error(ExitCode::LIMIT, fmt::format("The {} needs {} bytes of device memory, and {} has {} free: render a "
                                                 "smaller --crop, or choose another device.",
                                                 what, bytes, m_device.name, free_bytes));
    }

    Flight& flight(std::size_t number) const { return (*m_flights)[number % m_flights->size()]; }

    void queue(Flight& flight, const DispatchBlock& block) {
        const shared::Dispatch dispatch{
            static_cast<shared::uint>(block.first_group),    static_cast<shared::uint>(m_tiles.runs()),
            static_cast<shared::uint>(m_tiles.run_length()), static_cast<shared::uint>(m_tiles.count()),
            static_cast<shared::uint>(m_tiles.per_row()),    block.first_sample,
            block.first_sample + block.sample_count,
        };
        flight.block = block;
        flight.samples = m_tiles.pixels(block.first_group, block.group_count) * block.sample_count;
        const ProfilerRange range(fmt::format("render groups {}:{}, samples {}:{}", block.first_group,
                                              block.first_group + block.group_count, block.first_sample,
                                              block.first_sample + block.sample_count));
        CHECK_CUDA(cudaEventRecord(flight.start.get(), m_stream.get()));
        CHECK_CUDA(RENDER_KERNELS[m_set]->launch(m_scene, m_frame, dispatch,
                                                 static_cast<shared::uint>(block.group_count), m_film.data(),
                                                 m_counters.data(), m_stream.get()));
        CHECK_CUDA(cudaEventRecord(flight.stop.get(), m_stream.get()));
        CHECK_CUDA(cudaMemcpyAsync(flight.counters.get(), m_counters.data(), sizeof(shared::Counters),
                                   cudaMemcpyDeviceToHost, m_stream.get()));
        CHECK_CUDA(cudaEventRecord(flight.counted.get(), m_stream.get()));
        m_samples_queued += flight.samples;
        flight.samples_after = m_samples_queued;
    }

    /// Waits for a dispatch and checks that every lane came to its end; returns its seconds on the device.
    double wait(const Flight& flight) const {
        CHECK_CUDA(cudaEventSynchronize(flight.counted.get()));
        if (flight.counters->samples != flight.samples_after) {
            throw Error(ExitCode::INTERNAL,
                        fmt::format("{} finished {} samples where it was given {}, so its picture cannot be trusted; "
                                    "use another backend for this scene.",
                                    m_device.name, flight.counters->samples, flight.samples_after));
        }
        return seconds_between(flight.start, flight.stop);
    }

    DeviceInfo m_device;
    Trace* m_trace;
    double m_compile_seconds = 0.0;
    double m_render_seconds = 0.0;
    Stream m_stream;
    std::unique_ptr<std::array<Flight, 2>> m_flights; // made once the device is selected
    std::vector<DeviceArray<std::byte>> m_arrays;
    shared::Scene m_scene{};                // over m_arrays
    std::size_t m_set = KERNEL_SETS.size(); // the number of the kernel in use; of none at first
    shared::Frame m_frame{};
    WindowTiles m_tiles; // of m_frame
    DispatchSizer m_sizer;
    DeviceArray<shared::FilmPixel> m_film;
    DeviceArray<shared::Counters> m_counters; // since begin()
    std::uint64_t m_samples_queued = 0;       // since begin()
    std::uint64_t m_stack_bytes = 0;          // the most that a kernel in use has taken
};

std::unique_ptr<Backend> open(std::uint32_t index, const BackendOptions& options) {
    const std::vector<DeviceInfo> devices = list_cuda_devices(options);
    if (index >= devices.size()) {
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("There is no CUDA device {}; the last one is {}.", index, devices.size() - 1));
    }
    const DeviceInfo& device = devices[index];
    if (!device.unavailable.empty()) {
        throw Error(ExitCode::NO_DEVICE, fmt::format("CUDA device {} cannot be used: {}.", index, device.unavailable));
    }
    return std::make_unique<CudaBackend>(device, options.trace);
}

} // namespace

const BackendKind CUDA_BACKEND{"cuda", list_cuda_devices, open, inspect_cuda_build};

} // namespace triptych
