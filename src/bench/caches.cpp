// Cache folders below the system's folder for temporary files.
// SPDX-License-Identifier: MIT
#include "bench/caches.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <system_error>

namespace triptych {

namespace {

namespace fs = std::filesystem;

/// Where drivers keep compiled shaders: Mesa, NVIDIA's OpenGL and Vulkan, CUDA.
constexpr std::array DRIVER_VARIABLES{"MESA_SHADER_CACHE_DIR", "__GL_SHADER_DISK_CACHE_PATH", "CUDA_CACHE_PATH"};

fs::path make_folder() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "triptych-bench-XXXXXX").string();
    if (error || mkdtemp(name.data()) == nullptr)
        throw Error(ExitCode::OUTPUT, fmt::format("No folder for caches can be made at {}; set TMPDIR to a folder that "
                                                  "can be written to.",
                                                  name));
    return name;
}

} // namespace

Caches::Caches() : m_folder(make_folder()) {
    for (const char* variable : DRIVER_VARIABLES) {
        const char* value = std::getenv(variable);
        m_saved.push_back(value == nullptr ? std::nullopt : std::optional<std::string>(value));
    }
    renew();
}

Caches::~Caches() {
    for (std::size_t i = 0; i < DRIVER_VARIABLES.size(); ++i) {
        if (m_saved[i]) {
            setenv(DRIVER_VARIABLES[i], m_saved[i]->c_str(), 1);
        } else {
            unsetenv(DRIVER_VARIABLES[i]);
        }
    }
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

fs::path Caches::renew() {
    const fs::path folder = m_folder / std::to_string(m_count++);
    std::error_code error;
    fs::create_directories(folder / "driver", error);
    if (error)
        throw Error(ExitCode::OUTPUT, fmt::format("The cache folder {} cannot be made ({}); make room there.",
                                                  folder.string(), error.message()));
    for (const char* variable : DRIVER_VARIABLES) setenv(variable, (folder / "driver").c_str(), 1);
    return folder;
}

} // namespace triptych
