"""The bill of materials that the build makes names what the program consists of: SBOM, TRIPTYCH in the environment.

SPDX-License-Identifier: MIT
"""
import hashlib
import json
import os
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ["TRIPTYCH"])
BILL = json.loads(Path(os.environ["SBOM"]).read_text(encoding="utf-8"))


class Bill(unittest.TestCase):
    def names(self):
        return {component["name"] for component in BILL["components"]}

    def test_every_library_that_the_program_needs_is_listed(self):
        needed = re.findall(r"\(NEEDED\).*\[(.+)\]", subprocess.run(["readelf", "-d", PROGRAM], capture_output=True,
                                                                   text=True, check=True).stdout)
        self.assertGreater(len(needed), 5)
        self.assertEqual({name for name in needed if not name.startswith("ld-linux")} - self.names(), set())

    def test_what_is_compiled_in_is_listed_with_its_licence(self):
        compiled_in = {component["name"]: component for component in BILL["components"] if "licenses" in component}
        for package in ("libshaderc-dev", "libcli11-dev", "nlohmann-json3-dev", "libvulkan-volk-dev"):
            self.assertTrue(compiled_in[package]["licenses"][0]["license"]["name"])

    def test_versions_are_those_of_dpkg(self):
        if not Path("/usr/bin/dpkg-query").exists():
            self.skipTest("no dpkg here")
        for component in BILL["components"]:
            self.assertRegex(component["version"], r"\d")
            self.assertIn("@", component["purl"])
        shown = subprocess.run(["dpkg-query", "--show", "--showformat=${Version}", "libcli11-dev"], capture_output=True,
                               text=True, check=True).stdout
        self.assertIn(("libcli11-dev", shown), {(c["name"], c["version"]) for c in BILL["components"]})

    def test_it_belongs_to_this_program(self):
        digest = hashlib.sha256(PROGRAM.read_bytes()).hexdigest()
        self.assertEqual(BILL["metadata"]["component"]["hashes"], [{"alg": "SHA-256", "content": digest}])
        self.assertEqual((BILL["bomFormat"], BILL["specVersion"]), ("CycloneDX", "1.5"))
        references = [component["bom-ref"] for component in BILL["components"]]
        self.assertEqual(len(references), len(set(references)))
        self.assertEqual(BILL["dependencies"][0]["dependsOn"], references)


if __name__ == "__main__":
    unittest.main()
