// What the self-tests of a driver found, kept on disk: a driver draws the known picture once, not at every start.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/physical_device.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace triptych {

/// The verdict on one device: why it is refused, in a sentence, or an empty text where it passed. It stands in a file
/// whose key stands for device, driver, this build's kernels and the known picture.
class DriverRecord {
public:
    /// `folder` empty: kept nowhere but in this process.
    DriverRecord(const PhysicalDevice& device, const std::filesystem::path& folder);

    /// The last verdict, or nothing where there is none on this driver with these kernels.
    std::optional<std::string> read() const;
    /// Keeps a verdict. A folder that cannot be written to costs time only: the next process draws the picture again.
    void write(const std::string& refusal) const;

private:
    std::filesystem::path m_file; // empty: kept nowhere
    std::string m_key;
};

} // namespace triptych
