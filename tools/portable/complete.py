#!/usr/bin/env python3
"""Makes a wheel that works on other systems of one that a build made: complete.py WHEEL WORK PYTHON OUTPUT.

WORK is the folder of tools/wheels, PYTHON the version of the interpreter that the wheel was built by, such as 3.12. The wheel
in OUTPUT has the tag of the oldest glibc that it runs with, the notices of all that is linked in, and a bill of materials;
the same content gives the same bytes. It is refused if it needs a newer glibc or a library that not every system has.
SPDX-License-Identifier: MIT
"""
import base64
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import ingredients

GLIBC = (2, 28)
LIBRARIES = re.compile(r"(libc|libm|libpthread|libdl|librt)\.so\.\d|libgcc_s\.so\.1|ld-linux-(x86-64\.so\.2|aarch64\.so\.1)")
LARGEST = 25 * 1024 * 1024 # bytes; an index of packages refuses more than 100 MB, and people wait for every one


class Refused(Exception):
    pass


def check_binary(name, headers):
    """Raises Refused for a binary that not every system of GLIBC's age can load. `headers` is what `objdump -p` prints."""
    for library in re.findall(r"^\s+NEEDED\s+(\S+)$", headers, re.MULTILINE):
        if not LIBRARIES.fullmatch(library):
            raise Refused(f"{name} needs {library}, which not every system has.")
    for version in re.findall(r"\bGLIBC_([0-9.]+)$", headers, re.MULTILINE):
        if tuple(int(part) for part in version.split(".")) > GLIBC:
            raise Refused(f"{name} needs glibc {version}; at most {'.'.join(map(str, GLIBC))} is allowed.")


def check_binaries(contents):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "binary"
        for name, data in contents.items():
            if data.startswith(b"\x7fELF"):
                file.write_bytes(data)
                check_binary(name, subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout)


def platform_of(tag):
    """manylinux_2_28_x86_64 of linux_x86_64."""
    return tag.replace("linux_", f"manylinux_{GLIBC[0]}_{GLIBC[1]}_", 1)


def retagged(text, platform):
    """The file WHEEL with another platform in its tags."""
    return re.sub(r"^(Tag: [^-]+-[^-]+)-\S+$", rf"\1-{platform}", text, flags=re.MULTILINE)


def record(contents, name):
    lines = []
    for path, data in sorted(contents.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}")
    return "\n".join([*lines, f"{name},,", ""]).encode()


def write_zip(path, contents, seconds):
    """All files with one time, sorted; programs can be run."""
    moment = time.gmtime(max(seconds, 315532800))[:6] # ZIP knows no time before 1980
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3 # Unix, whose rights follow
            entry.external_attr = (0o100755 if "/scripts/" in name or name.endswith(".so") else 0o100644) << 16
            archive.writestr(entry, data)


def complete(wheel, output, notices, components, seconds):
    """Writes the completed wheel into the folder and returns its path. `notices` are texts by name."""
    name, version, python, abi, tag = re.fullmatch(r"([^-]+)-([^-]+)-([^-]+)-([^-]+)-([^-]+)\.whl", wheel.name).groups()
    platform = platform_of(tag)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        contents = {entry: archive.read(entry) for entry in archive.namelist() if not entry.endswith("/")}
    check_binaries(contents)
    del contents[f"{info}/RECORD"]
    contents[f"{info}/WHEEL"] = retagged(contents[f"{info}/WHEEL"].decode(), platform).encode()
    for title, text in notices.items():
        contents[f"{info}/licenses/libraries/{title}"] = text
    digest = hashlib.sha256(record(contents, "")).hexdigest()
    contents[f"{info}/sboms/{name}.cdx.json"] = ingredients.bill(name, version, components, digest)
    contents[f"{info}/RECORD"] = record(contents, f"{info}/RECORD")
    path = output / f"{name}-{version}-{python}-{abi}-{platform}.whl"
    write_zip(path, contents, seconds)
    if path.stat().st_size > LARGEST:
        path.unlink()
        raise Refused(f"{path.name} would have more than {LARGEST >> 20} MiB.")
    return path


def main():
    wheel, work, python, output = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    (nanobind,) = work.glob(f"python{python}/lib/python{python}/site-packages/nanobind-*.dist-info")
    cache = next(work.glob(f"build-{python}/CMakeCache.txt")).read_text(encoding="utf-8")
    cuda = ""
    if nvcc := re.search(r"^CMAKE_CUDA_COMPILER:\w+=(/.+)$", cache, re.MULTILINE):
        text = subprocess.run([nvcc.group(1), "--version"], capture_output=True, text=True, check=True).stdout
        cuda = re.search(r"V([0-9.]+)", text).group(1)
    dependencies = work / "dependencies"
    try:
        notices = ingredients.notices(dependencies) | {"nanobind": next(nanobind.rglob("LICENSE*")).read_bytes()}
        path = complete(wheel, output, notices,
                        ingredients.components(dependencies, nanobind, cuda), int(os.environ["SOURCE_DATE_EPOCH"]))
    except Refused as refused:
        sys.exit(f"complete.py: {refused}")
    print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
