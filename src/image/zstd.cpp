// Facebook's library.
// SPDX-License-Identifier: MIT
#include "image/zstd.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <zstd.h>

namespace triptych {

std::vector<std::byte> unpack_zstd(const std::string& name, std::span<const std::byte> frame, std::size_t size) {
    std::vector<std::byte> bytes(size);
    const std::size_t written = ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size());
    if (ZSTD_isError(written) != 0 || written != size) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{} is no valid KTX2 image: what Zstandard compressed is "
                                                         "damaged; export it again.",
                                                         name));
    }
    return bytes;
}

} // namespace triptych
