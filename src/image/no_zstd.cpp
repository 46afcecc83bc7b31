// In place of zstd.cpp where the library was not there to build with.
// SPDX-License-Identifier: MIT
#include "image/zstd.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

namespace triptych {

std::vector<std::byte> unpack_zstd(const std::string& name, std::span<const std::byte> /*frame*/,
                                   std::size_t /*size*/) {
    throw Error(ExitCode::INVALID_INPUT,
                fmt::format("{} is compressed by Zstandard, whose library (libzstd-dev) this triptych was built "
                            "without; build it with that, or export the image without that compression.",
                            name));
}

} // namespace triptych
