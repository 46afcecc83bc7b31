// mesh_damage FILE...: reads every beginning of each mesh file, and the file with each byte changed, as files of its
// ending. Whatever comes must be a scene or an Error of INVALID_INPUT or LIMIT, in less memory than MAX_BYTES.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "gltf/gltf.hpp"
#include "import/obj.hpp"
#include "import/ply.hpp"
#include "import/stl.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

namespace triptych {
namespace {

/// Address space of the whole program: what budget.hpp allows for small files, several times over.
constexpr rlim_t MAX_BYTES = rlim_t{512} << 20u;

struct Outcomes {
    int read = 0, refused = 0;
};

void read(const std::filesystem::path& path, std::span<const std::byte> content, Outcomes& outcomes) {
    try {
        if (path.extension() == ".ply") {
            import_ply(content, "damaged.ply", path.parent_path());
        } else if (path.extension() == ".stl") {
            import_stl(content, "damaged.stl");
        } else if (path.extension() == ".obj") {
            import_obj(content, "damaged.obj", path.parent_path());
        } else {
            import_gltf(content, "damaged.gltf", path.parent_path(), {0.5, true});
        }
        outcomes.read++;
    } catch (const Error& error) {
        const std::string sentence = error.what();
        if ((error.code() != ExitCode::INVALID_INPUT && error.code() != ExitCode::LIMIT) ||
            !(sentence.ends_with('.') || sentence.ends_with('?'))) {
            throw;
        }
        outcomes.refused++;
    }
}

void damage(const std::filesystem::path& path) {
    const std::vector<std::byte> whole = read_file(path, MAX_BYTES);
    Outcomes cut, changed;
    for (std::size_t length = 0; length <= whole.size(); length++) {
        // In memory of its own, so that a sanitizer sees what is read behind its end.
        const std::vector<std::byte> beginning(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        read(path, beginning, cut);
    }
    for (const unsigned flip : {0x01u, 0x80u, 0xffu}) {
        for (std::size_t i = 0; i < whole.size(); i++) {
            std::vector<std::byte> other = whole;
            other[i] ^= static_cast<std::byte>(flip);
            read(path, other, changed);
        }
    }
    std::printf("%s: cut %d read %d refused, changed %d read %d refused\n", path.filename().c_str(), cut.read,
                cut.refused, changed.read, changed.refused);
}

} // namespace
} // namespace triptych

int main(int argc, char** argv) {
    spdlog::set_level(spdlog::level::off);
    // The shadows of sanitizers take terabytes of addresses.
    if (std::getenv("ASAN_OPTIONS") == nullptr && std::getenv("TSAN_OPTIONS") == nullptr) {
        const rlimit limit{triptych::MAX_BYTES, triptych::MAX_BYTES};
        if (setrlimit(RLIMIT_AS, &limit) != 0) return EXIT_FAILURE;
    }
    for (int i = 1; i < argc; i++) triptych::damage(argv[i]);
    return EXIT_SUCCESS;
}
