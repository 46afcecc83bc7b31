// Which folders may be read, and what the sentences say that refuse others.
// SPDX-License-Identifier: MIT
#include "captured_log.hpp"
#include "expect_error.hpp"
#include "format/scene_format.hpp"
#include "image/image_file.hpp"
#include "load/load.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace triptych {
namespace {

namespace fs = std::filesystem;

void put_text(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    put_file(path, std::as_bytes(std::span(text)));
}

const std::string OBJ = "mtllib m.mtl\nusemtl a\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nf 1/1 2/1 3/1\n";

/// A model in source/, its image in textures/, as downloads have it.
class Download : public testing::Test {
protected:
    Download() {
        fs::create_directories(path("textures"));
        write_image(path("textures/a.png"), {1, 1, {1.0f, 0.0f, 0.0f}}, {});
        put_text(path("source/m.obj"), OBJ);
        name_image("../textures/a.png");
    }
    fs::path path(const std::string& name) const { return m_base / name; }
    void name_image(const std::string& name) const {
        put_text(path("source/m.mtl"), "newmtl a\nmap_Kd " + name + "\n");
    }

    Scene load(const std::vector<fs::path>& allowed) const {
        LoadOptions options;
        options.allow_folders = allowed;
        return load_scene(path("source/m.obj"), options);
    }

    /// That the image is read with the folder of textures alone, and that the warning says what to add.
    void expect_allowed_alone() const {
        {
            const CapturedLog log;
            EXPECT_EQ(load({}).textures.size(), 0u);
            const std::string hint = fmt::format("add --allow-folder {}", path("textures").string());
            EXPECT_NE(log.text().find(hint), std::string::npos) << log.text();
        }
        const CapturedLog log;
        EXPECT_EQ(load({path("textures")}).textures.size(), 1u);
        EXPECT_EQ(log.text().find("warning"), std::string::npos) << log.text();
    }

private:
    TemporaryFolder m_base;
};

TEST_F(Download, IsReadWhereItsFolderIsAllowed) { expect_allowed_alone(); }

TEST_F(Download, MayNameItsImageByItsNameAlone) {
    name_image("a.png");
    expect_allowed_alone();
}

TEST_F(Download, MayNameItsImageByAPathOfItsAuthor) {
    name_image(path("textures/a.png"));
    expect_allowed_alone();
    name_image("maps/a.png");
    EXPECT_EQ(load({path("textures")}).textures.size(), 1u);
}

TEST_F(Download, OtherFoldersStayClosed) {
    const CapturedLog log;
    fs::create_directories(path("other"));
    EXPECT_EQ(load({path("other")}).textures.size(), 0u);
    fs::create_symlink("../textures/a.png", path("other/a.png")); // which leads out of what is allowed
    EXPECT_EQ(load({path("other")}).textures.size(), 0u);
    EXPECT_EQ(load({path("other"), path("textures")}).textures.size(), 1u);
    EXPECT_EQ(load({path("")}).textures.size(), 1u); // with what lies below
}

TEST_F(Download, ScenesMayPlaceItsModel) {
    const auto scene = [](const std::string& file) {
        return R"({"triptych": 1, "shapes": [{"type": "mesh", "file": ")" + file + R"("}]})";
    };
    // Below the scene's folder a model may name what lies beside its own.
    EXPECT_EQ(parse_scene(scene("source/m.obj"), "scene.json", path("")).images.size(), 1u);
    fs::create_directories(path("scenes"));
    expect_error(ExitCode::INVALID_INPUT, {"../source/m.obj", "add --allow-folder"},
                 [&] { parse_scene(scene("../source/m.obj"), "scene.json", path("scenes")); });
    const SceneFolder folder(path("scenes"), {path("source"), path("textures")});
    EXPECT_EQ(parse_scene(scene("../source/m.obj"), "scene.json", folder).images.size(), 1u);
    EXPECT_EQ(parse_scene(scene("m.obj"), "scene.json", folder).images.size(), 1u);
    const std::string background = R"({"triptych": 1, "background": {"type": "image", "file": "../textures/a.png"}})";
    expect_error(ExitCode::INVALID_INPUT, {"add --allow-folder"},
                 [&] { parse_scene(background, "scene.json", path("scenes")); });
    EXPECT_EQ(parse_scene(background, "scene.json", folder).images.size(), 1u);
}

TEST_F(Download, AFolderThatIsNotThereIsNamed) {
    const CapturedLog log;
    EXPECT_EQ(load({path("nowhere")}).textures.size(), 0u);
    EXPECT_NE(log.text().find("nowhere"), std::string::npos) << log.text();
}

TEST(SceneFolder, QuotesForTheShell) {
    const TemporaryFolder base;
    put_text(base / "my textures/a.png", "");
    fs::create_directories(base / "scene");
    const std::string why = SceneFolder(base / "scene").why_no_file_name("../my textures/a.png", "an image file");
    EXPECT_NE(why.find(fmt::format("--allow-folder '{}'", (base / "my textures").string())), std::string::npos) << why;
}

} // namespace
} // namespace triptych
