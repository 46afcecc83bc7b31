#!/usr/bin/env python3
"""The Vulkan kernels as a GPU's compiler sees them, without the GPU: gpu_kernels_test.py PROGRAM FAMILY VARIANT,... [--update]

Mesa's RADV compiles for the chip that RADV_FORCE_FAMILY names, on a device that executes nothing. Every kernel must
compile and, where it divides without fused multiply-adds, hold none whose product would have been rounded. With a
version of Mesa that gpu_kernels.txt has figures of, none may be worse than there; --update writes them anew.
Exits 77 where there is no such driver.
SPDX-License-Identifier: MIT
"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

SKIPPED = 77  # what ctest takes for "skipped"
TABLE = Path(__file__).resolve().parent / "gpu_kernels.txt"
LARGEST_GROWTH = 0.03  # of instructions
FIGURES = {"instructions": "Instructions", "bytes": "Code size", "vgprs": "VGPRs", "waves": "Subgroups per SIMD",
           "spilled_sgprs": "Spilled SGPRs", "spilled_vgprs": "Spilled VGPRs"}
OLD_NAMES = {"navi31": "gfx1100"}  # before Mesa 23
POWER_OF_TWO = re.compile(r"-?(?:0\.5|1\.0|2\.0|4\.0|0x[0-9a-f]{1,8})")


def find_driver():
    for folder in ("/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"):
        for path in sorted(Path(folder).glob("radeon_icd*.json")):
            if "i686" not in path.name:
                return path
    return None


def is_exact(factor):
    """Whether every product with this operand is exact (denormals aside): a constant that is a power of two."""
    if not POWER_OF_TWO.fullmatch(factor):
        return False
    return "x" not in factor or int(factor.lstrip("-"), 16) & 0x7fffff == 0


def fused(assembly):
    """The fused multiply-adds of a listing whose product would have been rounded if it stood alone."""
    for line in assembly.splitlines():
        for operation in line.split(";")[0].split("::"):  # RDNA 3 issues two at once
            words = operation.replace(",", " ").split()
            if words and re.match(r"v_\w*fma", words[0]) and not any(map(is_exact, words[2:4])):
                yield operation.strip()


def compile_kernels(program, family, variants, icd):
    environment = dict(os.environ, RADV_FORCE_FAMILY=family, VK_DRIVER_FILES=str(icd), VK_ICD_FILENAMES=str(icd),
                       MESA_SHADER_CACHE_DISABLE="1")
    return subprocess.run([program, variants], env=environment, capture_output=True, text=True, check=False)


def read_table():
    """Figures by (version of Mesa, family, scene, variant)."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {tuple(line[:4]): dict(zip(FIGURES, map(int, line[4:]))) for line in lines}


def write_table(table):
    comments = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [" ".join([*key, *map(str, figures.values())]) for key, figures in table.items()]
    TABLE.write_text("\n".join(comments + rows) + "\n", encoding="utf-8")


def changes(expected, found):
    """What is worse than the table says."""
    if found["instructions"] > (1 + LARGEST_GROWTH) * expected["instructions"]:
        yield f"{expected['instructions']} instructions before, {found['instructions']} now"
    for name, sign in (("spilled_sgprs", 1), ("spilled_vgprs", 1), ("waves", -1)):
        if sign * found[name] > sign * expected[name]:
            yield f"{expected[name]} {name} before, {found[name]} now"


def main():
    update = "--update" in sys.argv
    program, family, variants = [argument for argument in sys.argv[1:] if argument != "--update"]
    icd = find_driver()
    if not icd:
        print("skipped: there is no RADV here; install the package mesa-vulkan-drivers")
        return SKIPPED
    result = compile_kernels(program, family, variants, icd)
    if "Unknown family" in result.stderr and family in OLD_NAMES:
        result = compile_kernels(program, OLD_NAMES[family], variants, icd)
    if result.returncode == 6:  # Mesa 26 and newer
        print(f"skipped: this RADV cannot pretend to have a GPU: {result.stderr.strip()}")
        return SKIPPED
    if result.returncode != 0:
        print(f"{program} failed with {result.returncode}: {result.stderr}")
        return 1
    report = json.loads(result.stdout)
    version = re.search(r"Mesa ([\d.]+)", report["driver"]).group(1)
    table = read_table()
    faults = []
    for kernel in report["kernels"]:
        key = (version, family, kernel["scene"], kernel["variant"])
        figures = {name: kernel["statistics"][theirs] for name, theirs in FIGURES.items()}
        print(*key, *(f"{name} {value}" for name, value in figures.items()), f"{kernel['compile_seconds']:.2f} s")
        name = f"{key[2]}, {key[3]}"
        if "v_mul_f32" not in kernel["assembly"]:
            faults.append(f"{name}: the driver shows no machine code")
        if kernel["variant"] != "fused":
            faults += [f"{name}: {operation}" for operation in fused(kernel["assembly"])]
        if update:
            table[key] = figures
        elif key in table:
            faults += [f"{name}: {change}" for change in changes(table[key], figures)]
        elif any(row[0] == version for row in table):
            faults.append(f"{name}: {TABLE.name} has no figures of it")
    if update:
        write_table(table)
    elif not any(row[0] == version for row in table):
        print(f"{TABLE.name} has no figures of Mesa {version} to compare with")
    for fault in faults:
        print(fault)
    if faults:
        print("Where the change is meant, write the table anew with --update.")
    return 1 if faults or not report["kernels"] else 0


if __name__ == "__main__":
    sys.exit(main())
