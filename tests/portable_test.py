#!/usr/bin/env python3
"""What makes and tries packages for other systems: wheels are completed alike and checked, and the table says what came out.

SPDX-License-Identifier: MIT
"""
import base64
import hashlib
import importlib.machinery
import importlib.util
import json
import re
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools/portable"))
sys.dont_write_bytecode = True

import complete  # noqa: E402
import glibc_stubs  # noqa: E402
import ingredients  # noqa: E402


def script(name):
    loader = importlib.machinery.SourceFileLoader(name, str(ROOT / "tools" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


HEADERS = """
Dynamic Section:
  NEEDED               libgcc_s.so.1
  NEEDED               libc.so.6
Version References:
  required from libc.so.6:
    0x09691a75 0x00 03 GLIBC_2.2.5
    0x06969188 0x00 02 GLIBC_2.28
"""


class Binaries(unittest.TestCase):
    def test_what_every_system_has_passes(self):
        complete.check_binary("triptych", HEADERS)

    def test_a_newer_glibc_is_refused(self):
        with self.assertRaisesRegex(complete.Refused, r"triptych needs glibc 2\.34"):
            complete.check_binary("triptych", HEADERS.replace("GLIBC_2.28", "GLIBC_2.34"))

    def test_other_libraries_are_refused(self):
        for library in ("libstdc++.so.6", "libtbb.so.12", "libcuda.so.1"):
            with self.assertRaisesRegex(complete.Refused, re.escape(library)):
                complete.check_binary("_core.so", HEADERS.replace("libgcc_s.so.1", library))

    def test_binaries_of_this_machine_are_read(self):
        """The interpreter needs libraries or a glibc that a wheel may not."""
        data = Path(sys.executable).resolve().read_bytes()
        with self.assertRaises(complete.Refused):
            complete.check_binaries({"data/text": b"NEEDED nothing", "python": data})


class Wheels(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def raw(self, order, minute):
        """A wheel as a build makes it, its files in this order."""
        path = self.folder / f"raw{minute}" / "triptych-0.2.0-cp312-abi3-linux_x86_64.whl"
        path.parent.mkdir()
        contents = {
            "triptych/__init__.py": "import triptych._core\n",
            "triptych-0.2.0.data/scripts/triptych": "no binary",
            "triptych-0.2.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp312-abi3-linux_x86_64\n",
            "triptych-0.2.0.dist-info/RECORD": "",
        }
        with zipfile.ZipFile(path, "w") as archive:
            for name in order(contents):
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, minute, 0)), contents[name])
        return path

    def completed(self, order=sorted, minute=0):
        output = self.folder / f"out{minute}"
        output.mkdir()
        listed = [ingredients.component("fmtlib", "9.1.0", "MIT", "pkg:deb/debian/fmtlib@9.1.0?arch=source")]
        return complete.complete(self.raw(order, minute), output, {"fmtlib": b"notice"}, listed, 1_700_000_000)

    def test_tags_notices_and_bill(self):
        path = self.completed()
        self.assertEqual(path.name, "triptych-0.2.0-cp312-abi3-manylinux_2_28_x86_64.whl")
        with zipfile.ZipFile(path) as archive:
            info = "triptych-0.2.0.dist-info"
            self.assertIn("Tag: cp312-abi3-manylinux_2_28_x86_64\n", archive.read(f"{info}/WHEEL").decode())
            self.assertEqual(archive.read(f"{info}/licenses/libraries/fmtlib"), b"notice")
            bill = json.loads(archive.read(f"{info}/sboms/triptych.cdx.json"))
            self.assertEqual([component["name"] for component in bill["components"]], ["fmtlib"])
            program = archive.getinfo("triptych-0.2.0.data/scripts/triptych")
            self.assertEqual((program.external_attr >> 16, program.date_time), (0o100755, (2023, 11, 14, 22, 13, 20)))
            for line in archive.read(f"{info}/RECORD").decode().splitlines():
                name, digest, size = line.split(",")
                if not name.endswith("/RECORD"):
                    data = archive.read(name)
                    found = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                    self.assertEqual((digest, int(size)), (f"sha256={found}", len(data)))
            names = archive.namelist()
            self.assertEqual(len(archive.read(f"{info}/RECORD").decode().splitlines()), len(names))

    def test_equal_content_gives_equal_bytes(self):
        first = self.completed(sorted, 1)
        second = self.completed(lambda names: sorted(names, reverse=True), 2)
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_a_large_wheel_is_refused(self):
        before, complete.LARGEST = complete.LARGEST, 100
        self.addCleanup(setattr, complete, "LARGEST", before)
        with self.assertRaisesRegex(complete.Refused, "would have more than"):
            self.completed()


class Ingredients(unittest.TestCase):
    def test_every_library_of_a_build_is_an_ingredient(self):
        built = {package for package, _ in ingredients.sbom.compiled_in()}
        named = {package for package, _ in ingredients.packages()} | set(ingredients.BUILT_FROM)
        self.assertEqual(built - named, set())
        self.assertLess(set(ingredients.BUILT_FROM), built)

    def test_sources_are_those_that_are_built(self):
        text = (ROOT / "tools/portable/dependencies").read_text(encoding="utf-8")
        built = set(re.findall(r"^build ([\w.-]+) -D", text, re.MULTILINE))
        self.assertEqual(built, set(ingredients.BUILT_FROM.values()) | set(ingredients.LICENCES))


class Stubs(unittest.TestCase):
    def test_libc_brings_what_newer_ones_hold(self):
        for architecture, loader in glibc_stubs.LOADERS.items():
            script_text = glibc_stubs.linker_script(architecture)
            for library in ("libc.so.6", "libc_nonshared.a", "libpthread.so.0", loader):
                self.assertIn(f" {library} ", script_text)


class Table(unittest.TestCase):
    def setUp(self):
        self.tool = script("test_packages")

    def test_results_become_cells(self):
        output = "noise\nresult glibc 2.36\nresult python 11\nresult wheel passed 12\nresult deb failed: apt install\n"
        found = self.tool.results(output)
        self.assertEqual(self.tool.table([("Debian 12", found)]).splitlines()[-1],
                         "| Debian 12 | 2.36 | 3.11 | yes, 12 s | - | failed: apt install | - |")
        self.assertTrue(self.tool.has_failed([("Debian 12", found)]))
        self.assertFalse(self.tool.has_failed([("Debian 12", {"wheel": "passed 3"})]))

    def test_only_the_table_of_a_page_changes(self):
        begin, end = self.tool.MARKS
        page = f"before\n{begin}\nold\n{end}\nafter\n"
        self.assertEqual(self.tool.with_table(page, "new\n"), f"before\n{begin}\nnew\n{end}\nafter\n")

    def test_the_hash_is_the_readmes(self):
        self.assertIn(f"film {self.tool.readme_hash()}\n", (ROOT / "README.md").read_text(encoding="utf-8"))


class Release(unittest.TestCase):
    def setUp(self):
        self.tool = script("release")
        self.changelog = "# Changes\n\n## 0.2.0, 1 December 2026\n\n- New.\n\n## 0.1.0, unreleased\n\n- Old.\n"

    def test_the_files_of_this_tree_agree(self):
        texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("CMakeLists.txt", "CHANGELOG.md", "CITATION.cff")]
        version = self.tool.common_version(*texts)
        self.assertGreater(len(self.tool.section(texts[1], version)), 100)

    def test_versions_that_differ_are_named(self):
        with self.assertRaisesRegex(self.tool.Refused, "CMakeLists.txt has 0.2.0, CHANGELOG.md has 0.2.0, CITATION.cff has 0.1.0"):
            self.tool.common_version("project(triptych VERSION 0.2.0 X", self.changelog, "version: 0.1.0\n")

    def test_notes_are_one_section(self):
        self.assertEqual(self.tool.section(self.changelog, "0.2.0"), "- New.\n")
        with self.assertRaisesRegex(self.tool.Refused, "nothing of 0.3.0"):
            self.tool.section(self.changelog, "0.3.0")

    def test_checksums_and_bills_of_what_lies_there(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with zipfile.ZipFile(folder / "triptych-0.2.0-cp312-abi3-manylinux_2_28_x86_64.whl", "w") as archive:
                archive.writestr("triptych-0.2.0.dist-info/sboms/triptych.cdx.json", "{}")
            self.tool.bills(folder)
            (folder / "SHA256SUMS").write_text(self.tool.checksums(folder), encoding="utf-8")
            self.assertEqual((folder / "triptych-0.2.0-cp312-abi3-manylinux_2_28_x86_64.cdx.json").read_text(encoding="utf-8"), "{}")
            self.assertIn(f"{hashlib.sha256(b'{}').hexdigest()}  triptych-0.2.0-cp312-abi3-manylinux_2_28_x86_64.cdx.json\n",
                          (folder / "SHA256SUMS").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
