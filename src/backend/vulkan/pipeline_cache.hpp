// Compiled pipelines on disk, so that the next start need not compile them.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/device.hpp"
#include "backend/vulkan/spirv.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace triptych {

/// A VkPipelineCache, kept in one file for each device, whose key stands for device, driver and shaders.
class PipelineCache {
public:
    /// Loads what `folder` (empty: nothing) holds for this device and these shaders.
    PipelineCache(const Device& device, const std::filesystem::path& folder, const Spirv& render, const Spirv& probe);

    VkPipelineCache get() const { return m_cache.get(); }

    /// Writes the cache where it has changed. A folder that cannot be written costs time only, so it is a warning.
    void save();

private:
    const Device& m_device;
    std::filesystem::path m_file; // empty: kept nowhere
    std::string m_key;            // hash of device, driver and shaders
    std::string m_saved_hash;     // of what the file holds
    Handle<VkPipelineCache> m_cache;
};

} // namespace triptych
