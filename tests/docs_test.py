#!/usr/bin/env python3
"""Holds README.md, docs/ and research/ to what the program does: docs_test.py PROGRAM.

Every `$ triptych ...` line of a ```console block is run, a page's lines in order and in one folder, and must exit with
0, or with N where the line ends in `# exits N`. Of the output that a page shows, film hashes and error sentences must
come again; times and devices may differ. Of other commands only sed is run, which edits examples.
SPDX-License-Identifier: MIT
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build/release/triptych").resolve()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "research").glob("*.md"))]
RUN = ("triptych", "sed")
OPTION = r"(?<![\w-])--?[a-z][a-z-]*"


def read(path):
    return path.read_text(encoding="utf-8")


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", read(page), re.MULTILINE | re.DOTALL)


def sessions(block):
    """Pairs (command line, output shown below it)."""
    found = []
    for line in block.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def table_rows(text):
    """Cells of each row of the Markdown tables in a text, without code marks and heads."""
    rows = [[cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
            for line in text.splitlines() if line.startswith("|")]
    return [row for index, row in enumerate(rows)
            if not set(row[0]) <= set("-: ") and not (index + 1 < len(rows) and set(rows[index + 1][0]) <= set("-: "))]


def section(page, heading):
    """The text below a heading, up to the next of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", read(page), re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no heading '{heading}'"
    return found.group(1)


def run(command, folder):
    environment = {**os.environ, "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "XDG_CACHE_HOME": f"{folder}/cache"}
    return subprocess.run(command, shell=isinstance(command, str), cwd=folder, env=environment, timeout=300,
                          capture_output=True, text=True, check=False)


def example_folder():
    """A new folder that looks like the root of the project from within."""
    folder = tempfile.TemporaryDirectory()
    for name in ("scenes", "shaders"):
        os.symlink(ROOT / name, Path(folder.name) / name)
    return folder


class Docs(unittest.TestCase):
    def test_commands_do_what_the_pages_show(self):
        for page in PAGES:
            with example_folder() as folder:
                for block in blocks(page, "console"):
                    for command, shown in sessions(block):
                        if shlex.split(command, comments=True)[0] in RUN:
                            self.check_command(page, command, shown, folder)

    def check_command(self, page, command, shown, folder):
        with self.subTest(page=page.name, command=command):
            result = run(command, folder)
            expected = re.search(r"# exits (\d+)", command)
            self.assertEqual(result.returncode, int(expected.group(1)) if expected else 0, result.stderr)
            output = result.stdout + result.stderr
            for line in shown:
                for film_hash in re.findall(r"\b[0-9a-f]{32}\b", line):
                    self.assertIn(film_hash, output)
                if line.startswith("triptych: "):
                    self.assertIn(line, output.splitlines())

    def test_gallery_shows_every_built_in_scene(self):
        text = read(ROOT / "docs/gallery.md")
        names = [line.split()[0] for line in run("triptych scenes", ROOT).stdout.splitlines()]
        commands = [line for block in blocks(ROOT / "docs/gallery.md", "sh") for line in block.splitlines()]
        self.assertEqual([shlex.split(command)[2] for command in commands], names)
        with example_folder() as folder:
            for name, command in zip(names, commands):
                with self.subTest(scene=name):
                    self.assertIn(f"](pictures/{name}.png)", text)
                    self.assertTrue(command.endswith(f" -o {name}.png"))
                    result = run(re.sub(r" --spp \d+", "", command) + " --spp 1", folder)
                    self.assertEqual(result.returncode, 0, result.stderr)
                    self.assertTrue(Path(folder, f"{name}.png").exists())

    def test_pictures_of_the_format_can_be_drawn(self):
        linked = re.findall(r"\(pictures/format/([a-z0-9-]+)\.png\)", read(ROOT / "docs/scene-format.md"))
        pictures = [path.stem for path in (ROOT / "docs/pictures/format").iterdir()]
        with example_folder() as folder:
            run(f"python3 -B {ROOT}/tools/format_pictures --scenes .", folder)
            run("triptych scenes --export earth earth.json", folder)
            scenes = [path.stem for path in Path(folder).glob("*.json") if path.stem in pictures]
            self.assertEqual(sorted(linked), sorted(pictures))
            self.assertEqual(sorted(linked), sorted(scenes))
            for name in linked:
                with self.subTest(scene=name):
                    result = run(f"triptych render {name}.json --width 16 --height 9 --spp 1 -o scene.png", folder)
                    self.assertEqual(result.returncode, 0, result.stderr)

    def test_pictures_of_gltf_can_be_drawn(self):
        page = read(ROOT / "docs/gltf.md")
        linked = re.findall(r"\(pictures/gltf/([a-z0-9_-]+)\.png\)", page)
        commands = [line for block in blocks(ROOT / "docs/gltf.md", "sh") for line in block.splitlines()]
        pictures = [path.stem for path in (ROOT / "docs/pictures/gltf").iterdir()]
        self.assertEqual(sorted(linked), sorted(pictures))
        self.assertEqual([shlex.split(command)[-1] for command in commands], [f"{name}.png" for name in linked])
        with example_folder() as folder:
            run(f"python3 -B {ROOT}/tools/gltf_pictures --models .", folder)
            for command in commands:
                with self.subTest(command=command):
                    result = run(re.sub(r" --(spp|width|height) \d+", "", command) + " --spp 1 --width 16 --height 9", folder)
                    self.assertEqual(result.returncode, 0, result.stderr)
                    self.assertNotIn("warning", result.stderr)

    def test_json_examples_are_valid_scenes(self):
        examples = 0
        for page in PAGES:
            for number, block in enumerate(blocks(page, "json")):
                with self.subTest(page=page.name, block=number):
                    if "triptych" not in json.loads(block):
                        continue
                    with example_folder() as folder:
                        Path(folder, "scene.json").write_text(block, encoding="utf-8")
                        result = run("triptych render scene.json --width 16 --height 9 --spp 1 -o scene.png", folder)
                    self.assertEqual(result.returncode, 0, result.stderr)
                    examples += 1
        self.assertGreater(examples, 0)

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\(([^)\s]+)\)", read(page)):
                if not re.match(r"https?://|#", target):
                    with self.subTest(page=page.name, target=target):
                        self.assertTrue((page.parent / target.split("#")[0]).exists())

    def test_guides_have_every_option_and_no_other(self):
        commands = re.findall(r"^  ([a-z]+) ", run("triptych --help", ROOT).stdout.split("Subcommands:")[1], re.MULTILINE)
        helps = " ".join(run(f"triptych {command} --help", ROOT).stdout for command in commands)
        real = {option for option in re.findall(OPTION, helps) if option not in ("-h", "--help")}
        guides = read(ROOT / "docs/user-guide.md") + read(ROOT / "docs/compare.md")
        shown = set(re.findall(r"`(--?[a-z][a-z-]*)", guides))
        self.assertEqual(real - shown, set(), "options that the guides lack")
        self.assertEqual(shown - real - {"--help"}, set(), "options that do not exist")

    def test_user_guide_has_every_exit_code(self):
        real = set(re.findall(r"^ +[A-Z_]+ = (\d+),", read(ROOT / "src/base/error.hpp"), re.MULTILINE))
        shown = {row[0] for row in table_rows(section(ROOT / "docs/user-guide.md", "Exit codes"))}
        self.assertEqual(shown, real)

    def test_user_guide_has_every_statistic(self):
        with example_folder() as folder:
            stats = json.loads(run("triptych render three-spheres --width 16 --spp 1 -o a.png --stats-json -",
                                   folder).stdout)
        real = set()
        for key, value in stats.items():
            real |= {f"{key}.{inner}" for inner in value} if isinstance(value, dict) else {key}
        shown = {row[0] for row in table_rows(section(ROOT / "docs/user-guide.md", "Statistics"))}
        self.assertEqual(shown, real)

    def test_dependencies_are_those_that_are_installed(self):
        lines = [line for line in read(ROOT / "tools/packages.txt").splitlines() if not line.startswith("#")]
        installed = [[cell.strip() for cell in line.split("|")] for line in lines]
        shown = table_rows(section(ROOT / "docs/dependencies.md", "Packages"))
        self.assertEqual(shown, [[package, step, why, licence] for step, package, why, licence in installed])


if __name__ == "__main__":
    unittest.main()
