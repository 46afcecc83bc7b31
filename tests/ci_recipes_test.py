#!/usr/bin/env python3
"""The tutorial of docs/ci.md, run as it stands, and the CI recipes as far as a machine without their services allows.

ci_recipes_test.py PROGRAM [PYTHON PYTHONPATH]: the interpreter and the folder of the package triptych, for the part with pytest.
SPDX-License-Identifier: MIT
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from compare_pairs import codes, one_pixel, png

ROOT = Path(__file__).resolve().parents[1]
CI = ROOT / "tools/ci"
PROGRAM, *PYTHON = sys.argv[1:] or ["triptych"]
sys.argv[1:] = []


def run_blocks(text):
    """The `run: |` blocks of a composite action, by the names of their steps."""
    found = {}
    for step in text.split("    - name: ")[1:]:
        block = re.search(r"^      run: \|\n((?:        .*\n|\n)*)", step, re.MULTILINE)
        if block:
            found[step.splitlines()[0]] = re.sub("^        ", "", block.group(1), flags=re.MULTILINE)
    return found


class Recipes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        tools = self.folder / "tools"
        tools.mkdir()
        os.symlink(Path(PROGRAM).resolve(), tools / "triptych")
        os.symlink(CI / "check_pictures", tools / "check_pictures")
        if PYTHON:
            (tools / "python3").write_text(f"#!/bin/sh\nexec {shlex.quote(PYTHON[0])} -B \"$@\"\n")
            (tools / "python3").chmod(0o755)
        self.environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(self.folder / "cache")}
        if PYTHON:
            self.environment |= {"PYTHONPATH": PYTHON[1], "PYTEST_ADDOPTS": "-p triptych.pytest_plugin -p no:cacheprovider"}
        self.work = self.folder / "work"
        self.work.mkdir()

    def bash(self, script, **more):
        return subprocess.run(["bash", "-e", "-c", script], cwd=self.work, env=self.environment | more, capture_output=True, text=True,
                              timeout=600, check=False)

    def test_tutorial(self):
        text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        if not PYTHON:
            blocks = [block for block in blocks if "pytest" not in block]
        script = "set -o pipefail\n" + "".join(
            re.sub(r"^(.*?) +# exits (\d+)$", r"code=0; \1 || code=$?; [ $code = \2 ]", block, flags=re.MULTILINE) for block in blocks)
        done = self.bash(script)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("1 pairs: 1 equal"), 3, done.stdout)
        self.assertIn("different: ball.png: FLIP is", done.stdout)
        self.assertIn("updated references/ball.png", done.stdout)
        self.assertIn(" M references/ball.png", done.stdout)
        self.assertIn("1 of 1 pictures do not pass", self.title("pictures/report.html"))
        self.assertEqual(xml.parse(self.work / "pictures/pictures.xml").getroot().get("failures"), "1")
        if PYTHON:
            self.assertIn("3 failed", done.stdout)
            self.assertEqual(done.stdout.count("3 passed"), 2)

    def title(self, path):
        """The title that the page's script will give it, from its data."""
        counts = re.search(r'"counts":\{(.*?)\}', (self.work / path).read_text(encoding="utf-8")).group(1)
        numbers = dict(re.findall(r'"(\w+)":(\d+)', counts))
        refused = sum(int(numbers[verdict]) for verdict in ("different", "missing", "failed"))
        return f"{refused} of {sum(map(int, numbers.values()))} pictures do not pass"

    def pictures(self):
        for name, rows in (("references/a b.png", codes()), ("out/new/a b.png", codes(one_pixel))):
            (self.work / name).parent.mkdir(parents=True, exist_ok=True)
            png(self.work / name, rows)

    def test_action(self):
        steps = run_blocks((CI / "action.yml").read_text(encoding="utf-8"))
        self.assertEqual(list(steps), ["Install Triptych", "Compare pictures"])
        installed = self.bash(steps["Install Triptych"], PACKAGE="", GITHUB_ACTION_PATH=str(CI), GITHUB_PATH=str(self.folder / "path"))
        self.assertEqual((installed.returncode, (self.folder / "path").exists()), (0, False), installed.stderr)
        self.bash("mkdir -p package/bin && printf '#!/bin/sh\\n' >package/bin/triptych && tar -czf package.tar.gz package")
        done = self.bash(steps["Install Triptych"], PACKAGE="package.tar.gz", GITHUB_PATH=str(self.folder / "path"), RUNNER_TEMP=str(self.folder))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((Path((self.folder / "path").read_text().strip()) / "triptych").exists())
        self.pictures()
        inputs = {"REFERENCES": "references", "OUTPUT": "out", "TRIPTYCH_SCENES": "", "TRIPTYCH_RENDER": "", "GITHUB_ACTION_PATH": str(CI)}
        for thresholds, code in (("", 5), ("--fail 0.01 --channels *", 0)):
            done = self.bash(steps["Compare pictures"], THRESHOLDS=thresholds, **inputs)
            self.assertEqual(done.returncode, code, done.stderr)
        for name in ("report.html", "pictures.xml"):
            self.assertTrue((self.work / "out" / name).exists())

    def test_gitlab(self):
        [script] = re.findall(r"^  script:\n    - (.*)$", (CI / "gitlab.yml").read_text(encoding="utf-8"), re.MULTILINE)
        self.pictures()
        variables = {"TRIPTYCH_REFERENCES": "references", "TRIPTYCH_OUTPUT": "out", "TRIPTYCH_THRESHOLDS": ""}
        self.assertEqual(self.bash(script, **variables).returncode, 5)
        self.assertEqual(self.bash(script, **variables | {"TRIPTYCH_THRESHOLDS": "--fail 0.01"}).returncode, 0)

    def test_scenes_are_rendered(self):
        self.bash("triptych scenes --export three-spheres 'one two.json'; mkdir references")
        environment = {"TRIPTYCH_SCENES": "*.json\n", "TRIPTYCH_RENDER": "--width 16 --spp 1"}
        self.assertEqual(self.bash("check_pictures references out", **environment).returncode, 5) # there is no reference yet
        shutil.copy(self.work / "out/new/one two.png", self.work / "references")
        self.assertEqual(self.bash("check_pictures references out", **environment).returncode, 0)
        self.assertEqual(self.bash("check_pictures references out", TRIPTYCH_SCENES="absent*.json").returncode, 3)
        self.assertEqual(self.bash("check_pictures references").returncode, 2)

    def test_dockerfile_names_what_there_is(self):
        text = (CI / "Dockerfile").read_text(encoding="utf-8")
        for command in re.findall(r"^RUN ((?:.*\\\n)*.*)$", text, re.MULTILINE):
            self.assertEqual(subprocess.run(["bash", "-n", "-c", command], check=False).returncode, 0, command)
        for path in re.findall(r"\b(tools/[\w/]+)", text.replace("tools/ci/Dockerfile", "")):
            self.assertTrue((ROOT / path).exists(), path)
        presets = (ROOT / "CMakePresets.json").read_text(encoding="utf-8")
        for preset in re.findall(r"--preset (\w+)", text):
            self.assertIn(f'"name": "{preset}"', presets)


if __name__ == "__main__":
    unittest.main()
