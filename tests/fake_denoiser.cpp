// Stands in for Open Image Denoise in tests: the functions of its C interface that denoise.cpp calls, over arithmetic
// that can be checked. What its documentation forbids sets an error.
// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace {

struct Buffer {
    std::vector<float> values;
    bool is_filtered = false;
};

struct Filter {
    std::map<std::string, Buffer*> images;
    std::map<std::string, bool> flags;
    std::size_t width = 0, height = 0;
    bool is_committed = false;
};

std::string error_text; // of the last call
bool is_device_committed = false;
int device_object = 0;

void fail(const char* text) {
    if (error_text.empty()) error_text = text;
}

/// Auxiliary images stay as they are; a colour becomes half of itself, an eighth of the albedo and 2 and the normal.
void filter_color(const Filter& filter, Buffer& color) {
    const Buffer& albedo = *filter.images.at("albedo");
    const Buffer& normal = *filter.images.at("normal");
    if (!albedo.is_filtered || !normal.is_filtered) return fail("noisy auxiliary images with cleanAux");
    for (std::size_t i = 0; i < color.values.size(); i++)
        color.values[i] = 0.5f * color.values[i] + 0.125f * albedo.values[i] + (normal.values[i] + 2.0f);
}

} // namespace

extern "C" {

void* oidnNewDevice(int type) { return type == 0 ? &device_object : nullptr; }

void oidnSetDeviceInt(void*, const char* name, int value) {
    if (std::string(name) != "numThreads" || value < 1) fail("unknown device parameter");
}

void oidnCommitDevice(void*) { is_device_committed = true; }

void oidnReleaseDevice(void*) {}

int oidnGetDeviceError(void*, const char** message) {
    if (error_text.empty()) return 0;
    *message = error_text.c_str();
    return 2;
}

void* oidnNewBuffer(void*, std::size_t bytes) {
    if (!is_device_committed) fail("the device is not committed");
    return new Buffer{std::vector<float>(bytes / sizeof(float)), false};
}

void oidnWriteBuffer(void* buffer, std::size_t offset, std::size_t bytes, const void* from) {
    std::memcpy(static_cast<Buffer*>(buffer)->values.data() + offset, from, bytes);
}

void oidnReadBuffer(void* buffer, std::size_t offset, std::size_t bytes, void* to) {
    std::memcpy(to, static_cast<Buffer*>(buffer)->values.data() + offset, bytes);
}

void oidnReleaseBuffer(void* buffer) { delete static_cast<Buffer*>(buffer); }

void* oidnNewFilter(void*, const char* type) { return std::string(type) == "RT" ? new Filter : nullptr; }

void oidnSetFilterImage(void* filter, const char* name, void* buffer, int format, std::size_t width, std::size_t height,
                        std::size_t, std::size_t, std::size_t) {
    auto* image = static_cast<Buffer*>(buffer);
    if (format != 3 || image->values.size() != 3 * width * height) fail("not three floats a pixel");
    static_cast<Filter*>(filter)->images[name] = image;
}

void oidnSetFilterBool(void* filter, const char* name, bool value) {
    static_cast<Filter*>(filter)->flags[name] = value;
}

void oidnCommitFilter(void* filter) { static_cast<Filter*>(filter)->is_committed = true; }

void oidnExecuteFilter(void* handle) {
    Filter& filter = *static_cast<Filter*>(handle);
    const bool has_color = filter.images.count("color") != 0;
    Buffer& output = *filter.images.at("output");
    if (!filter.is_committed) return fail("the filter is not committed");
    if (filter.flags["hdr"] != has_color || filter.flags["cleanAux"] != has_color) return fail("wrong flags");
    if (has_color) filter_color(filter, output);
    output.is_filtered = true;
}

void oidnReleaseFilter(void* filter) { delete static_cast<Filter*>(filter); }
}
