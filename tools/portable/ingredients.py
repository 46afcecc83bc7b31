"""What a package for other systems is linked from, with versions, licences and notices, and a wheel's bill of materials.

As a script: ingredients.py DEPENDENCIES FOLDER writes the notices into the folder. The bill is CycloneDX 1.5.
SPDX-License-Identifier: MIT
"""
import importlib.util
import json
import re
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("sbom", ROOT / "tools/package/sbom.py")
sbom = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sbom)

# Packages of tools/packages.txt that tools/portable/dependencies builds from their sources, by those sources' names.
BUILT_FROM = {"libfmt-dev": "fmtlib", "libspdlog-dev": "spdlog", "libtbb-dev": "onetbb", "libopenexr-dev": "openexr",
              "libtiff-dev": "tiff", "libpng-dev": "libpng1.6", "libjpeg-dev": "libjpeg-turbo"}
# Archives and headers that tools/packages.txt does not name, since the packages in it bring them.
BROUGHT = {"libdeflate-dev": "MIT", "liblzma-dev": "public domain", "zlib1g-dev": "Zlib"}
# The archive of the C++ library is in one of these: the compiler's own, or the cross compiler's for aarch64.
COMPILERS_OWN = ("libstdc++-12-dev", "libstdc++-12-dev-arm64-cross")
COMPILERS_LICENCE = "GPL-3.0 with the runtime exception"
LICENCES = {"imath": "BSD-3-Clause"}
CUDA_LICENCE = "NVIDIA CUDA Toolkit EULA"


def packages():
    """Pairs of Debian package and licence, of what is linked from the system's archives and headers."""
    named = [(package, licence) for package, licence in sbom.compiled_in() if package not in BUILT_FROM]
    own = next((package for package in COMPILERS_OWN if notice_of(package).exists()), COMPILERS_OWN[0])
    return [*named, *BROUGHT.items(), (own, COMPILERS_LICENCE)]


def notice_of(package):
    """Where the copyright notice of an installed package lies."""
    return Path("/usr/share/doc") / package / "copyright"


def sources(folder):
    """Triples of source package, version and licence, of what tools/portable/dependencies built in the folder."""
    licences = {BUILT_FROM[package]: licence for package, licence in sbom.compiled_in() if package in BUILT_FROM} | LICENCES
    for line in (folder / "versions.txt").read_text(encoding="utf-8").splitlines():
        name, version = line.split()
        yield name, version, licences[name]


def notices(folder):
    """Copyright notices by the names that they get in packages: Debian's, of which each covers the whole source."""
    found = {}
    for package, _ in packages():
        path = notice_of(package)
        if not path.exists():
            raise FileNotFoundError(f"{package} has no copyright notice in {path}; install the package.")
        found[package] = path.read_bytes()
    for name, _, _ in sources(folder):
        found[name] = (folder / "copyright" / name).read_bytes()
    return dict(sorted(found.items()))


def component(name, version, licence, purl):
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "licenses": [{"license": {"name": licence}}]}


def components(folder, nanobind, cuda):
    """`nanobind` is the folder of its metadata, NAME-VERSION.dist-info; `cuda` the toolkit's version, or empty."""
    listed = []
    versions = sbom.versions_of([package for package, _ in packages()])
    for package, licence in packages():
        version = versions[package]
        listed.append(component(package, version, licence, f"pkg:deb/debian/{sbom.quote(package)}@{sbom.quote(version, safe=':~')}"))
    for name, version, licence in sources(folder):
        listed.append(component(name, version, licence, f"pkg:deb/debian/{name}@{sbom.quote(version, safe=':~')}?arch=source"))
    version = re.fullmatch(r"nanobind-(.+)\.dist-info", nanobind.name).group(1)
    listed.append(component("nanobind", version, "BSD-3-Clause", f"pkg:pypi/nanobind@{version}"))
    if cuda:
        listed.append(component("cudart_static", cuda, CUDA_LICENCE, f"pkg:generic/cudart_static@{cuda}"))
    return sorted(listed, key=lambda entry: entry["bom-ref"])


def bill(name, version, listed, digest):
    """The bill of a wheel whose content has this SHA-256; the same wheel gives the same bytes."""
    return json.dumps({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {"component": {"type": "library", "bom-ref": name, "name": name, "version": version,
                                   "purl": f"pkg:pypi/{name}@{version}", "licenses": [{"license": {"id": "MIT"}}]}},
        "components": listed,
        "dependencies": [{"ref": name, "dependsOn": [entry["bom-ref"] for entry in listed]}],
    }, indent=2).encode() + b"\n"


def main():
    dependencies, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    for name, text in notices(dependencies).items():
        (output / name).write_bytes(text)


if __name__ == "__main__":
    main()
