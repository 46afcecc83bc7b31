#!/usr/bin/env python3
"""A second Vulkan driver that executes: swiftshader_test.py PROGRAM draws the built-in scenes on SwiftShader.

Debian's package chromium-common has it. Every picture must be the reference's, with both integrators. Exits 77 where
SwiftShader is missing.
SPDX-License-Identifier: MIT
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77  # what ctest takes for "skipped"
LIBRARY = Path("/usr/lib/chromium/libvk_swiftshader.so")
SMALL = ["--width", "24", "--height", "16", "--spp", "2"]


def main():
    program = sys.argv[1]
    if not LIBRARY.exists():
        print(f"skipped: there is no {LIBRARY}; Debian's package chromium-common has it")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        icd = Path(folder, "swiftshader.json")
        icd.write_text(json.dumps({"file_format_version": "1.0.0",
                                   "ICD": {"library_path": str(LIBRARY), "api_version": "1.3.0"}}), encoding="utf-8")
        environment = dict(os.environ, VK_DRIVER_FILES=str(icd), VK_ICD_FILENAMES=str(icd), XDG_CACHE_HOME=folder)

        def run(*arguments):
            return subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)

        scenes = [line.split()[0] for line in run("scenes").stdout.splitlines()]
        faults = 0
        for scene in scenes:
            for integrator in ("path", "path-mis"):
                result = run("verify", scene, *SMALL, "--integrator", integrator, "--backend", "vulkan", "--json", "-")
                devices = json.loads(result.stdout)["devices"] if result.stdout else []
                statuses = {device["device"]["name"].split()[0]: device["status"] for device in devices}
                status = statuses.get("SwiftShader", "absent")
                faults += result.returncode != 0 or status != "equal"
                print(scene, integrator, f"exit {result.returncode}", status, result.stderr.strip())
        hashes = set()
        for device in ("cpu", "vulkan:0", "cpu,vulkan:0"):
            result = run("render", "three-spheres", "--width", "90", "--spp", "100", "-o", str(Path(folder, "x.film")), "--device", device,
                         "--stats-json", "-")
            hashes.add(json.loads(result.stdout)["film_hash"] if result.stdout else result.stderr)
        faults += len(hashes) != 1
        print("together with the CPU", *hashes)
    print(f"{len(scenes)} scenes, {faults} faults")
    return 1 if faults or not scenes else 0


if __name__ == "__main__":
    sys.exit(main())
