#!/usr/bin/env python3
"""Writes what a built program consists of as CycloneDX 1.5: sbom.py PROGRAM VERSION OUTPUT.

Components are the shared libraries that the program loads and the packages of tools/packages.txt that are compiled into it,
with the versions that dpkg knows; elsewhere, libraries by name alone. The same program gives the same bytes.
SPDX-License-Identifier: MIT
"""
import hashlib
import json
import platform
import re
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import quote

PACKAGES = Path(__file__).resolve().parent.parent / "packages.txt"
COMPILED_IN = re.compile(r"lib.*-dev|nlohmann-json3-dev|glslang-dev|spirv-tools")


def output_of(*command):
    """What a command prints, though it may fail for some of its arguments; nothing where there is none."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def shared_libraries(program):
    """Pairs of soname and path, of what the loader would load."""
    return sorted(re.findall(r"^\s*(\S+) => (/\S+) \(", output_of("ldd", program), re.MULTILINE))


def packages_of(paths):
    """The package that each path comes from. What is merged into /usr may be listed by either name."""
    names = {name: path for path in paths for name in (path, str(Path(path).resolve()), path.removeprefix("/usr"))}
    lines = re.findall(r"^([^:\s]+)(?::\S+)?: (\S+)$", output_of("dpkg-query", "--search", *names), re.MULTILINE)
    return {names[name]: package for package, name in lines if name in names}


def compiled_in():
    """Pairs of package and licence."""
    for line in PACKAGES.read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 4 and fields[0] == "build" and COMPILED_IN.fullmatch(fields[1]):
            yield fields[1], fields[3]


def versions_of(packages):
    lines = output_of("dpkg-query", "--show", "--showformat=${Package} ${Version}\n", *packages).splitlines()
    return dict(line.split(" ", 1) for line in lines if not line.endswith(" "))


def component(name, package, versions, **more):
    entry = {"type": "library", "bom-ref": name, "name": name, **more}
    if package in versions:
        distribution = platform.freedesktop_os_release().get("ID", "debian")
        entry["version"] = versions[package]
        entry["purl"] = f"pkg:deb/{distribution}/{quote(package)}@{quote(versions[package], safe=':~')}"
    return entry


def bill(program, version):
    content = program.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    built, loaded = list(compiled_in()), shared_libraries(program)
    owners = packages_of([path for _, path in loaded])
    versions = versions_of({package for package, _ in built} | set(owners.values()))
    components = [component(package, package, versions, description="compiled in",
                            licenses=[{"license": {"name": licence}}]) for package, licence in built]
    components += [component(soname, owners.get(path), versions, description="loaded at start") for soname, path in loaded]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "triptych", "name": "triptych", "version": version,
                                   "licenses": [{"license": {"id": "MIT"}}],
                                   "hashes": [{"alg": "SHA-256", "content": digest}]}},
        "components": components,
        "dependencies": [{"ref": "triptych", "dependsOn": [entry["bom-ref"] for entry in components]}],
    }


def main():
    program, version, output = sys.argv[1:]
    text = json.dumps(bill(Path(program), version), indent=2) + "\n"
    Path(output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
