// fuzz_seeds FOLDER: writes small files for fuzzers to begin with into folders named after their formats.
// SPDX-License-Identifier: MIT
#include "film/film_file.hpp"
#include "image/image_file.hpp"
#include "image_seeds.hpp"
#include "ktx2_seeds.hpp"
#include "meshopt_seeds.hpp"
#include "texture_seeds.hpp"
#ifdef TRIPTYCH_DRACO
#include "draco_seeds.hpp"
#endif

#include <cstdio>
#include <fmt/format.h>

namespace triptych {
namespace {

namespace fs = std::filesystem;
using namespace triptych::test;

void put(const fs::path& path, const Bytes& bytes) {
    fs::create_directories(path.parent_path());
    put_file(path, bytes);
}

/// With enough alike in it for the codec to have something to do.
void write_compressed_exr(const fs::path& path, Imf::Compression compression) {
    constexpr int SIDE = 24;
    const std::vector<std::string> names{"R", "G", "B"};
    Imf::Header header = exr_header(names, SIDE, SIDE);
    header.compression() = compression;
    auto planes = exr_planes(names.size(), SIDE, SIDE);
    Imf::OutputFile file(path.c_str(), header);
    file.setFrameBuffer(exr_buffer(names, planes, SIDE));
    file.writePixels(SIDE);
}

void write_images(const fs::path& folder) {
    put(folder / "png/gray1", make_png(1, PNG_COLOR_TYPE_GRAY, {0xa0}, 8));
    put(folder / "png/gray16", make_png(16, PNG_COLOR_TYPE_GRAY, {1, 2, 3, 4}, 2));
    put(folder / "png/palette", make_png(2, PNG_COLOR_TYPE_PALETTE, {0x1b}, 4));
    put(folder / "png/rgb", make_png(8, PNG_COLOR_TYPE_RGB, {1, 2, 3, 4, 5, 6}, 2));
    put(folder / "png/rgba", make_png(8, PNG_COLOR_TYPE_RGBA, {1, 2, 3, 4, 5, 6, 7, 8}, 2, PNG_INTERLACE_ADAM7));
    put(folder / "jpeg/gray", make_jpeg(2, 2, JCS_GRAYSCALE, {0, 80, 160, 255}, JCS_GRAYSCALE));
    put(folder / "jpeg/rgb", make_jpeg(2, 1, JCS_RGB, {1, 2, 3, 4, 5, 6}, JCS_YCbCr));
    put(folder / "jpeg/progressive", make_jpeg(2, 1, JCS_RGB, {1, 2, 3, 4, 5, 6}, JCS_YCbCr, true));
    put(folder / "jpeg/cmyk", make_jpeg(1, 1, JCS_CMYK, {1, 2, 3, 4}, JCS_YCCK));
    put(folder / "hdr/flat", make_hdr("-Y 1 +X 2", {1, 2, 3, 128, 4, 5, 6, 129}));
    put(folder / "hdr/turned", make_hdr("+X 1 -Y 2", {1, 2, 3, 128, 4, 5, 6, 129}));
    put(folder / "hdr/runs", make_hdr("-Y 1 +X 8", {2, 2, 0, 8, 136, 7, 136, 8, 136, 9, 136, 128}));
    Image image{3, 2, {}};
    for (int i = 0; i < 18; ++i) image.rgb.push_back(0.25f * float(i));
    for (const char* name : {"exr", "pfm"}) {
        fs::create_directories(folder / name);
        write_image(folder / name / (std::string("a.") + name), image, {});
    }
    put(folder / "pfm/gray", bytes_of("Pf\n2 1\n2.5\nabcdefgh"));
    write_tiled_exr(folder / "exr/tiled", {"R", "G", "B", "A"}, 3, 3);
    write_multipart_exr(folder / "exr/parts", {{"R", "G", "B"}, {"Z"}}, 2, 2);
    for (int codec = Imf::NO_COMPRESSION; codec < Imf::NUM_COMPRESSION_METHODS; ++codec) {
        write_compressed_exr(folder / ("exr/codec-" + std::to_string(codec)), Imf::Compression(codec));
    }
}

void write_textures(const fs::path& folder) {
    const Codes codes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    put(folder / "tga/rgb", make_tga(2, 2, 2, 24, codes));
    put(folder / "tga/runs", make_tga(10, 3, 1, 24, {0x81, 0, 0, 255, 0x00, 255, 0, 0}));
    put(folder / "tga/palette", make_tga(1, 2, 1, 8, {0, 0, 255, 255, 0, 0, 1, 0}, 2));
    put(folder / "bmp/rgb", make_bmp(2, 2, codes));
    put(folder / "gif/two", make_gif(true));
    put(folder / "webp/rgba", make_webp(2, 2, codes));
    put(folder / "tiff/bytes", make_tiff({2, 2, 3, 8}, bytes_of_values(codes)));
    put(folder / "tiff/deep", make_tiff({1, 2, 4, 16}, bytes_of_values(codes)));
    put(folder / "tiff/planes",
        make_tiff({1, 2, 3, 16, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, true}, bytes_of_values(codes)));
    put(folder / "tiff/tiles",
        make_tiff({2, 1, 3, 16, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, false, 16}, bytes_of_values(codes)));
    put(folder / "tiff/floats", make_tiff({1, 1, 3, 32, SAMPLEFORMAT_IEEEFP}, bytes_of_values(codes)));
    for (const int compression : {COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE}) {
        put(folder / fmt::format("tiff/codec-{}", compression),
            make_tiff({2, 2, 3, 8, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, false, 0, compression}, bytes_of_values(codes)));
    }
}

void write_ktx2(const fs::path& folder) {
    put(folder / "basis-lz", basis_lz_file(basis_lz_picture(5, 4)));
    put(folder / "basis-lz-alpha", basis_lz_file(basis_lz_picture(4, 4), {0, 15}, true));
    put(folder / "uastc", ktx2({4, 4, 0, 166, {3}, uastc_solid(0x11223344), {}}));
}

/// Each behind the two bytes that fuzz_meshopt begins with.
void write_meshopt(const fs::path& folder) {
    const auto put_stream = [&](const std::string& name, std::uint8_t how, std::uint8_t count, const Codes& stream) {
        Codes file{how, count};
        file.insert(file.end(), stream.begin(), stream.end());
        put(folder / name, bytes_of_values(file));
    };
    Codes elements;
    for (int i = 0; i < 20 * 8; i++) elements.push_back(static_cast<std::uint8_t>(i * i / 7));
    for (const unsigned version : {0u, 1u}) {
        for (const unsigned channel : {0u, 1u, 2u}) {
            if (version == 0 && channel > 0) continue;
            put_stream(fmt::format("attributes-{}-{}", version, channel), 15, 10,
                       meshopt_attributes(elements, 8, {version, 2, 1, channel, 0}));
        }
    }
    put_stream("triangles", 1, 2, meshopt_triangles({0xf0, 0x0f}, {0x08}));
    put_stream("indices", 17, 2, meshopt_indices({1, 2, 300, 4}));
}

#ifdef TRIPTYCH_DRACO
void write_draco(const fs::path& folder) {
    for (const int bits : {0, 8, 12}) {
        put(folder / fmt::format("sequential-{}", bits), draco_data({}, draco::MESH_SEQUENTIAL_ENCODING, bits));
        put(folder / fmt::format("edgebreaker-{}", bits), draco_data({}, draco::MESH_EDGEBREAKER_ENCODING, bits));
    }
}
#endif

/// Whole, and without its checksum, which fuzz_film appends.
void write_film_twice(const fs::path& folder, const std::string& name, const FilmFile& film) {
    const fs::path file = folder / name;
    write_film(file, film);
    constexpr std::uintmax_t CHECKSUM_BYTES = 32;
    fs::copy_file(file, folder / (name + "-unsigned"), fs::copy_options::overwrite_existing);
    fs::resize_file(folder / (name + "-unsigned"), fs::file_size(file) - CHECKSUM_BYTES);
}

/// A film, and checkpoints: with a row ahead, and with noise.
void write_films(const fs::path& folder) {
    fs::create_directories(folder);
    FilmFile film;
    film.scene_name = "seed";
    film.scene_hash = std::string(32, '0');
    film.settings.width = 2;
    film.settings.height = 2;
    film.settings.window = {0, 0, 2, 2};
    film.samples = {{0, 2}, {4, 5}};
    film.film = Film(film.settings);
    for (shared::FilmPixel& pixel : film.film.pixels) pixel.samples = 3;
    write_film_twice(folder, "film", film);
    shared::FilmPixel one_sample{};
    one_sample.samples = 1;
    film.ahead.assign(2, one_sample);
    film.ahead_sample = 5;
    write_film_twice(folder, "ahead", film);
    film.noise = NoiseState{film.film, std::vector<PixelNoise>(4), 1};
    write_film_twice(folder, "noise", film);
}

} // namespace
} // namespace triptych

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "Usage: fuzz_seeds FOLDER\n");
        return 2;
    }
    triptych::write_images(argv[1]);
    triptych::write_textures(argv[1]);
    triptych::write_ktx2(triptych::fs::path(argv[1]) / "ktx2");
    triptych::write_meshopt(triptych::fs::path(argv[1]) / "meshopt");
#ifdef TRIPTYCH_DRACO
    triptych::write_draco(triptych::fs::path(argv[1]) / "draco");
#endif
    triptych::write_films(triptych::fs::path(argv[1]) / "film");
    return 0;
}
