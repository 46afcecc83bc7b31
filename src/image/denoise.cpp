// Open Image Denoise by the dozen functions of its C interface that are needed (version 2, doc/api.md), so that the
// library is no dependency.
// SPDX-License-Identifier: MIT
#include "image/denoise.hpp"

#include "base/error.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <system_error>

namespace triptych {

namespace fs = std::filesystem;

namespace {

// As OpenImageDenoise/oidn.h has them.
constexpr int DEVICE_TYPE_DEFAULT = 0;
constexpr int ERROR_NONE = 0;
constexpr int ERROR_OUT_OF_MEMORY = 4;
constexpr int FORMAT_FLOAT3 = 3;

constexpr const char* LIBRARY = "libOpenImageDenoise.so.2";

/// The library as the PyPI package pyoidn holds it, where this code is a module of a package beside that one.
fs::path file_of_pyoidn() {
    Dl_info info{};
    if (dladdr(LIBRARY, &info) == 0 || info.dli_fname == nullptr) return {};
    return fs::path(info.dli_fname).parent_path().parent_path() / "pyoidn/oidn/lib" / LIBRARY;
}

/// Where the system's loader looks, else in pyoidn. Null where it is in neither, with a reason in dlerror().
void* load_library() {
    if (void* const handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL)) return handle;
    const fs::path file = file_of_pyoidn();
    std::error_code error;
    return fs::exists(file, error) ? dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
}

} // namespace

struct Denoiser::Library {
    struct DeviceImpl;
    struct BufferImpl;
    struct FilterImpl;

    explicit Library(unsigned threads) : handle(load_library()) {
        if (handle == nullptr) {
            const char* const reason = dlerror();
            throw Error(
                ExitCode::USAGE,
                fmt::format("--denoise needs Open Image Denoise 2, and {} cannot be loaded ({}); install it from "
                            "openimagedenoise.org and name the folder of its libraries in LD_LIBRARY_PATH, or, where "
                            "Triptych came by pip, with `pip install pyoidn`.",
                            LIBRARY, reason != nullptr ? reason : "it was not found"));
        }
        load(new_device, "oidnNewDevice");
        load(set_device_int, "oidnSetDeviceInt");
        load(commit_device, "oidnCommitDevice");
        load(release_device, "oidnReleaseDevice");
        load(get_error, "oidnGetDeviceError");
        load(new_buffer, "oidnNewBuffer");
        load(write_buffer, "oidnWriteBuffer");
        load(read_buffer, "oidnReadBuffer");
        load(release_buffer, "oidnReleaseBuffer");
        load(new_filter, "oidnNewFilter");
        load(set_image, "oidnSetFilterImage");
        load(set_bool, "oidnSetFilterBool");
        load(commit_filter, "oidnCommitFilter");
        load(execute_filter, "oidnExecuteFilter");
        load(release_filter, "oidnReleaseFilter");
        device = new_device(DEVICE_TYPE_DEFAULT);
        if (device == nullptr) check(ExitCode::USAGE);
        if (threads > 0) set_device_int(device, "numThreads", static_cast<int>(threads));
        commit_device(device);
        check(ExitCode::USAGE);
    }

    // The library stays loaded: its threads may outlive the device.
    ~Library() {
        if (device != nullptr) release_device(device);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    /// Throws Error with the library's own sentence where a call before failed.
    void check(ExitCode code) const {
        const char* message = nullptr;
        const int error = get_error(device, &message);
        if (error == ERROR_NONE && device != nullptr) return;
        throw Error(error == ERROR_OUT_OF_MEMORY ? ExitCode::LIMIT : code,
                    fmt::format("Open Image Denoise failed ({}); leave out --denoise.",
                                message != nullptr ? message : "without a reason"));
    }

    using Buffer = std::unique_ptr<BufferImpl, void (*)(BufferImpl*)>;

    /// The image in the library's memory, which is the GPU's where it runs there.
    Buffer upload(const Image& image) const {
        const std::size_t bytes = image.rgb.size() * sizeof(float);
        Buffer buffer(new_buffer(device, bytes), release_buffer);
        if (buffer == nullptr) check(ExitCode::INTERNAL);
        write_buffer(buffer.get(), 0, bytes, image.rgb.data());
        return buffer;
    }

    struct Input {
        const char* name;
        const Buffer& buffer;
    };

    /// Filters the first of the inputs in place; the others are taken for free of noise.
    void filter(const Image& size, bool is_hdr, std::initializer_list<Input> inputs) const {
        const std::unique_ptr<FilterImpl, void (*)(FilterImpl*)> filter(new_filter(device, "RT"), release_filter);
        if (filter == nullptr) check(ExitCode::INTERNAL);
        const auto set = [&](const char* name, const Buffer& buffer) {
            set_image(filter.get(), name, buffer.get(), FORMAT_FLOAT3, size.width, size.height, 0, 0, 0);
        };
        for (const Input& input : inputs) set(input.name, input.buffer);
        set("output", inputs.begin()->buffer);
        set_bool(filter.get(), "hdr", is_hdr);
        set_bool(filter.get(), "cleanAux", inputs.size() > 1);
        commit_filter(filter.get());
        execute_filter(filter.get());
        check(ExitCode::INTERNAL);
    }

    template <typename Function>
    void load(Function& function, const char* name) {
        function = reinterpret_cast<Function>(dlsym(handle, name));
        if (function != nullptr) return;
        throw Error(ExitCode::USAGE,
                    fmt::format("{} lacks {}; install Open Image Denoise 2.0 or newer.", LIBRARY, name));
    }

    void* handle;
    DeviceImpl* device = nullptr;
    DeviceImpl* (*new_device)(int type);
    void (*set_device_int)(DeviceImpl*, const char* name, int value);
    void (*commit_device)(DeviceImpl*);
    void (*release_device)(DeviceImpl*);
    int (*get_error)(DeviceImpl*, const char** message);
    BufferImpl* (*new_buffer)(DeviceImpl*, std::size_t bytes);
    void (*write_buffer)(BufferImpl*, std::size_t offset, std::size_t bytes, const void* from);
    void (*read_buffer)(BufferImpl*, std::size_t offset, std::size_t bytes, void* to);
    void (*release_buffer)(BufferImpl*);
    FilterImpl* (*new_filter)(DeviceImpl*, const char* type);
    void (*set_image)(FilterImpl*, const char* name, BufferImpl*, int format, std::size_t width, std::size_t height,
                      std::size_t offset, std::size_t pixel_stride, std::size_t row_stride);
    void (*set_bool)(FilterImpl*, const char* name, bool value);
    void (*commit_filter)(FilterImpl*);
    void (*execute_filter)(FilterImpl*);
    void (*release_filter)(FilterImpl*);
};

Denoiser::Denoiser(unsigned threads) : m_library(std::make_unique<Library>(threads)) {}

Denoiser::~Denoiser() = default;

Image Denoiser::denoise(const Image& color, const Image& albedo, const Image& normal) const {
    const Library& library = *m_library;
    const Library::Buffer color_buffer = library.upload(color);
    const Library::Buffer albedo_buffer = library.upload(albedo);
    const Library::Buffer normal_buffer = library.upload(normal);
    // Edges of few samples are noisy themselves, so they are filtered first, as the documentation advises.
    library.filter(color, false, {{"albedo", albedo_buffer}});
    library.filter(color, false, {{"normal", normal_buffer}});
    library.filter(color, true, {{"color", color_buffer}, {"albedo", albedo_buffer}, {"normal", normal_buffer}});
    Image result = color;
    library.read_buffer(color_buffer.get(), 0, result.rgb.size() * sizeof(float), result.rgb.data());
    library.check(ExitCode::INTERNAL);
    return result;
}

} // namespace triptych
