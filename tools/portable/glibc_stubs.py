#!/usr/bin/env python3
"""Makes what a linker needs of an older glibc: glibc_stubs.py FOLDER [--glibc 2.28] [--architecture x86_64].

FOLDER gets libraries that define glibc's symbols with the versions that they had in that release, and the start files that
belong to them. A program that is linked against them, by `-B FOLDER -L FOLDER`, runs with that release and every newer one,
whatever glibc the build machine has; a function that the release lacks is an error of the linker. They come from the package
ziglang of PyPI, whose linker makes them from glibc's lists of symbols.
SPDX-License-Identifier: MIT
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOADERS = {"x86_64": "ld-linux-x86-64.so.2", "aarch64": "ld-linux-aarch64.so.1"}
LIBRARIES = ("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "libresolv.so.2")
START_FILES = ("Scrt1.o", "libc_nonshared.a")


def make_by_zig(cache, glibc, architecture):
    """Lets zig link a program, for which it makes the libraries and start files somewhere in its cache."""
    source = cache / "empty.c"
    source.write_text("int main(void) { return 0; }\n", encoding="utf-8")
    environment = os.environ | {"ZIG_GLOBAL_CACHE_DIR": str(cache / "global"), "ZIG_LOCAL_CACHE_DIR": str(cache / "local")}
    subprocess.run([sys.executable, "-m", "ziglang", "cc", "-target", f"{architecture}-linux-gnu.{glibc}", "-fPIE", "-pie",
                    source, "-o", cache / "empty"], env=environment, check=True)


def found_in(cache, name):
    paths = list(cache.rglob(name))
    if len(paths) != 1:
        raise FileNotFoundError(f"zig made {len(paths)} files of the name {name}; expected one.")
    return paths[0]


def linker_script(architecture):
    """libc.so, which is what `-lc` means to a linker. As in glibc 2.34 and newer, threads and the like need no library of
    their own: that is what objects which a newer system compiled expect."""
    return f"GROUP ( libc.so.6 libc_nonshared.a AS_NEEDED ( {' '.join(LIBRARIES[1:])} {LOADERS[architecture]} ) )\n"


def make_stubs(folder, glibc, architecture):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        make_by_zig(cache, glibc, architecture)
        for file in LIBRARIES + START_FILES:
            shutil.copyfile(found_in(cache, file), folder / file)
        shutil.copyfile(found_in(cache, "libld.so.2"), folder / LOADERS[architecture])
    for file in LIBRARIES:
        link = folder / (file.split(".so")[0] + ".so")
        if link.name != "libc.so":
            link.unlink(missing_ok=True)
            link.symlink_to(file)
    (folder / "libc.so").write_text(linker_script(architecture), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--glibc", default="2.28")
    parser.add_argument("--architecture", choices=sorted(LOADERS), default="x86_64")
    arguments = parser.parse_args()
    make_stubs(arguments.folder, arguments.glibc, arguments.architecture)


if __name__ == "__main__":
    main()
