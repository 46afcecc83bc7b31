// Films, which are checkpoints, too: read as they are, and with the checksum that what precedes it has, since no
// fuzzer finds that.
// SPDX-License-Identifier: MIT
#include "base/hash.hpp"
#include "film/film_file.hpp"
#include "fuzzing.hpp"

#include <cstring>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

using namespace triptych;

namespace {

/// The input as a file without a place on any disk.
void read_as_file(std::span<const std::byte> bytes) {
    const int file = memfd_create("fuzzed", MFD_CLOEXEC);
    if (file < 0 || write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
    fuzzing::expect_scene_or_refusal([&] {
        const FilmFile film = read_film("/proc/self/fd/" + std::to_string(file));
        film.film.mean();
    });
    close(file);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzzing::bytes_of(data, size);
    read_as_file(bytes);
    std::vector<std::byte> signed_bytes(bytes.begin(), bytes.end());
    const std::string checksum = Hasher().add(bytes).hex();
    const auto* digits = reinterpret_cast<const std::byte*>(checksum.data());
    signed_bytes.insert(signed_bytes.end(), digits, digits + checksum.size());
    read_as_file(signed_bytes);
    return 0;
}
