// CUDA's memory, streams and events with owners.
// SPDX-License-Identifier: MIT
#pragma once

#include "check.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace triptych {

struct DeviceMemoryFree {
    void operator()(void* memory) const { cudaFree(memory); }
};
struct PinnedMemoryFree {
    void operator()(void* memory) const { cudaFreeHost(memory); }
};
struct StreamDestroy {
    void operator()(cudaStream_t stream) const { cudaStreamDestroy(stream); }
};
struct EventDestroy {
    void operator()(cudaEvent_t event) const { cudaEventDestroy(event); }
};

using Stream = std::unique_ptr<std::remove_pointer_t<cudaStream_t>, StreamDestroy>;
using Event = std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, EventDestroy>;

/// A stream of the current device that does not wait for the default stream.
inline Stream make_stream() {
    cudaStream_t stream = nullptr;
    CHECK_CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    return Stream(stream);
}

/// An event that keeps the time; waiting for it leaves the CPU to others.
inline Event make_event() {
    cudaEvent_t event = nullptr;
    CHECK_CUDA(cudaEventCreateWithFlags(&event, cudaEventBlockingSync));
    return Event(event);
}

/// Seconds on the device between two events that have happened; resolution about 0.5 us.
inline double seconds_between(const Event& start, const Event& stop) {
    float milliseconds = 0.0f;
    CHECK_CUDA(cudaEventElapsedTime(&milliseconds, start.get(), stop.get()));
    return static_cast<double>(milliseconds) * 1e-3;
}

/// An array in the current device's memory; null without elements.
template <typename T>
class DeviceArray {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    DeviceArray() = default;
    explicit DeviceArray(std::size_t count) : m_count(count) {
        void* memory = nullptr;
        if (count != 0) CHECK_CUDA(cudaMalloc(&memory, count * sizeof(T)));
        m_data.reset(static_cast<T*>(memory));
    }
    /// Holds a copy of `values` once the stream comes to it.
    DeviceArray(std::span<const T> values, const Stream& stream) : DeviceArray(values.size()) {
        if (values.empty()) return;
        CHECK_CUDA(cudaMemcpyAsync(data(), values.data(), values.size_bytes(), cudaMemcpyHostToDevice, stream.get()));
    }

    T* data() const { return m_data.get(); }

    /// The memory, which its last owner frees.
    std::shared_ptr<T> share() && { return {m_data.release(), DeviceMemoryFree()}; }
    std::size_t size() const { return m_count; }

    /// Sets every byte to zero, in the stream's order.
    void clear(const Stream& stream) { CHECK_CUDA(cudaMemsetAsync(data(), 0, m_count * sizeof(T), stream.get())); }

    /// Copies all elements to `values`, which has as many, after all that the stream was given before.
    void read(std::span<T> values, const Stream& stream) const {
        CHECK_CUDA(cudaMemcpyAsync(values.data(), data(), values.size_bytes(), cudaMemcpyDeviceToHost, stream.get()));
        CHECK_CUDA(cudaStreamSynchronize(stream.get()));
    }

private:
    std::unique_ptr<T, DeviceMemoryFree> m_data;
    std::size_t m_count = 0;
};

/// One value in host memory that the device writes to without the host's help.
template <typename T>
using PinnedValue = std::unique_ptr<T, PinnedMemoryFree>;

template <typename T>
PinnedValue<T> make_pinned() {
    static_assert(std::is_trivially_copyable_v<T>);
    void* memory = nullptr;
    CHECK_CUDA(cudaMallocHost(&memory, sizeof(T)));
    return PinnedValue<T>(static_cast<T*>(memory));
}

} // namespace triptych
