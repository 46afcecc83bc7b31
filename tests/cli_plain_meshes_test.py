"""OBJ, PLY and STL files by the command line: drawn as they should be, or refused with their place.

SPDX-License-Identifier: MIT
"""
import struct
import subprocess
import unittest

import gltf_corpus
from cli_meshes_test import PROGRAM, Folder
from plain_meshes import MTL, OBJ, OBJ_FILES, STL_FILES, ply


class Formats(unittest.TestCase):
    def test_all_formats_of_ply_draw_the_same(self):
        pictures = set()
        for form in ("ascii", "binary_little_endian", "binary_big_endian"):
            folder = Folder(self, {"square.ply": ply(form)})
            self.assertEqual(folder.draw()[0], 0)
            pictures.add((folder.path / "x.pfm").read_bytes())
        self.assertEqual(len(pictures), 1)

    def test_ply_is_refused_with_its_place(self):
        text = ply()
        for old, new, words in [
                (b"ply\n", b"plx\n", "square.ply:1"), (b"float x", b"flout x", "square.ply:5"),
                (b"vertex 4", b"vertex 99999999999", "counts"), (b"vertex 4", b"vertex -4", "square.ply:4"),
                (b"face 1", b"face 2", "cut off"), (b"-1 -1 0 0 0 1", b"nan -1 0 0 0 1", "not finite"),
                (b"-1 -1 0 0 0 1", b"1e39 -1 0 0 0 1", "not finite"), (b"4 0 1 2 3", b"4 0 1 2 4", "not there"),
                (b"4 0 1 2 3", b"4 0 1 -2 3", "not there"), (b"4 0 1 2 3", b"-4 0 1 2 3", "no triangle"),
                (b"4 0 1 2 3", b"2 0 1 2 3", "no triangle"), (b"int vertex_indices", b"int faces", "vertex_indices"),
                (b"float z", b"float w", "x, y or z"), (b"element face", b"element fece", "face"),
                (b"end_header", b"end", "square.ply"), (b"edge 1", b"ed\0ge 2", '"ed\\u0000ge" 1 of 2')]:
            with self.subTest(new=new):
                self.assertIn(old, text)
                code, sentence = Folder(self, {"square.ply": text.replace(old, new, 1)}).draw()
                self.assertEqual(code, 3, sentence)
                self.assertIn(words, sentence)

    def test_obj_brings_its_materials(self):
        folder = Folder(self, OBJ_FILES)
        code, sentence = folder.draw()
        self.assertEqual(code, 0, sentence)
        self.assertFalse(folder.is_black())
        (folder.path / "colours/square.mtl").unlink()
        code, sentence = folder.draw()
        self.assertEqual(code, 0)
        self.assertIn("colours/square.mtl", sentence)

    def test_obj_may_begin_with_a_byte_order_mark(self):
        plain, marked = Folder(self, OBJ_FILES), Folder(self, {**OBJ_FILES, "square.obj": b"\xef\xbb\xbf" + OBJ[OBJ.index(b"v "):]})
        plain.path.joinpath("square.obj").write_bytes(OBJ[OBJ.index(b"v "):])
        for folder in (plain, marked):
            code, sentence = folder.draw()
            self.assertEqual(code, 0, sentence)
        self.assertEqual((plain.path / "x.pfm").read_bytes(), (marked.path / "x.pfm").read_bytes())

    def test_portrait_pictures_show_all_of_a_mesh(self):
        folder = Folder(self, {"square.ply": ply()})
        for width, height in ((32, 96), (96, 32)):
            with self.subTest(width=width):
                subprocess.run([PROGRAM, "render", "square.ply", "-o", "x.pfm", "--width", str(width), "--height",
                                str(height), "--spp", "4", "--backend", "cpu", "--quiet"], cwd=folder.path, check=True)
                data = (folder.path / "x.pfm").read_bytes()[-12 * width * height:]
                red = struct.unpack(f"<{3 * width * height}f", data)[::3]
                rows = [red[width * y:width * (y + 1)] for y in range(height)]
                # The sky is as bright on the left as on the right, and what is in front of it touches neither.
                self.assertTrue(all(abs(row[0] - row[-1]) < 0.05 for row in rows))
                self.assertTrue(any(abs(row[width // 2] - row[0]) > 0.1 for row in rows))
                columns = sum(any(abs(row[x] - row[0]) > 0.1 for row in rows) for x in range(width))
                lines = sum(any(abs(value - row[0]) > 0.1 for value in row) for row in rows)
                self.assertGreater(max(columns / width, lines / height), 0.5) # yet it is large

    def test_obj_without_what_it_names_is_drawn_as_far_as_it_goes(self):
        for old, new, words in [
                (b"2/2/1", b"9/2/1", "line 15"), (b"2/2/1", b"0/2/1", "line 15"), (b"-4//1", b"-5//1", "line 13"),
                (b"2/2/1", b"2/3/1", "texture"), (b"2/2/1", b"2/2/1/1", "corner"), (b"colours/square.mtl", b"../square.mtl", ".."),
                (b"colours/square.mtl", b"/etc/passwd", "absolute")]:
            with self.subTest(new=new):
                code, sentence = Folder(self, {**OBJ_FILES, "square.obj": OBJ.replace(old, new, 1)}).draw()
                self.assertEqual(code, 0, sentence)
                self.assertIn(words, sentence)
        for new in (b"v 1 -1", b"v 1 nan 0", b"v 1 1e30 0"):
            with self.subTest(new=new):
                code, sentence = Folder(self, {**OBJ_FILES, "square.obj": OBJ.replace(b"v 1 -1 0", new, 1)}).draw()
                self.assertEqual(code, 3, sentence)
                self.assertIn("2 faces are left out", sentence)
                self.assertIn("square.obj holds no triangle", sentence)

    def test_what_mtl_files_say_badly_is_passed_over(self):
        for old, new, words in [(b"Kd 1 0.1 0.1", b"Kd 1 0.1", "square.mtl: line 2"), (b"red.png", b"../red.png", ".."),
                                (b"red.png", b"/red.png", "absolute"), (b"red.png", b".", "plain colour"),
                                (b"Ns 96", b"Ns many", "square.mtl: line 3")]:
            with self.subTest(new=new):
                code, sentence = Folder(self, {**OBJ_FILES, "colours/square.mtl": MTL.replace(old, new, 1)}).draw()
                self.assertEqual(code, 0, sentence)
                self.assertIn(words, sentence)

    def test_links_out_of_the_folder_are_refused(self):
        outside = Folder(self, {"square.mtl": MTL})
        folder = Folder(self, {"square.obj": OBJ, "colours/red.png": gltf_corpus.png()})
        (folder.path / "colours/square.mtl").symlink_to(outside.path / "square.mtl")
        code, sentence = folder.draw()
        self.assertEqual(code, 0)
        self.assertIn("square.mtl lies outside", sentence)

    def test_stl_of_both_kinds_draws_the_same(self):
        pictures = set()
        for name, content in STL_FILES.items():
            folder = Folder(self, {name: content})
            self.assertEqual(folder.draw()[0], 0)
            pictures.add((folder.path / "x.pfm").read_bytes())
        self.assertEqual(len(pictures), 1)

    def test_one_more_folder_is_allowed(self):
        folder = Folder(self, {"source/square.obj": b"mtllib square.mtl\n" + OBJ[OBJ.index(b"v "):],
                               "source/square.mtl": MTL.replace(b"red.png", b"../textures/red.png"),
                               "textures/red.png": gltf_corpus.png()})
        code, sentence = folder.draw()
        self.assertEqual(code, 0, sentence)
        self.assertIn("add --allow-folder textures", sentence)
        code, sentence = folder.draw("--allow-folder", "textures", "--allow-folder", "source")
        self.assertEqual(code, 0, sentence)
        self.assertNotIn("warning", sentence)
        self.assertEqual(folder.draw("--allow-folder", "nowhere")[0], 2)

    def test_other_kinds_of_mesh_files_are_named_as_such(self):
        folder = Folder(self, {"model.fbx": b"Kaydara FBX Binary"})
        code, sentence = folder.draw(scene=str(folder.path / "model.fbx"))
        self.assertEqual(code, 3)
        self.assertIn(".gltf, .glb, .obj, .ply, .stl", sentence)


if __name__ == "__main__":
    unittest.main()
