#!/usr/bin/env python3
"""Holds the rules of docs/architecture.md that no compiler holds: who includes whom, and the shared subset.

Prints one line for each violation and exits 1 where there is any: layering.py [ROOT]. Each rule is a function from
(path, text) to pairs (line, sentence); tools/lint/layering_test.py seeds a violation of each and sees it caught.
SPDX-License-Identifier: MIT
"""
import posixpath
import re
import sys
from pathlib import Path

from sources import is_c_like, read_sources, without_comments, without_strings

MAX_LINES = 400

# Each layer, and the layers that it may include from.
LAYERS = {}


def layer(name, *below):
    """Adds a layer that sees the layers `below` and all that these see."""
    LAYERS[name] = {name}.union(*(LAYERS[other] for other in below))


layer("base")
layer("image", "base")
layer("compare", "image")  # pictures against pictures
layer("json", "base")
layer("scene", "image", "json")  # what is described
layer("mesh", "scene")  # what readers of mesh files share
layer("gltf", "mesh")
layer("import", "gltf")  # glTF, OBJ, PLY, STL
layer("format", "import")  # the JSON scene format, which names meshes
layer("builtin", "scene")
layer("load", "format", "builtin")
layer("pack", "scene")
layer("bvh", "pack")
layer("film", "scene")
layer("backend", "bvh", "film")
layer("render", "backend")  # one driver of renders
layer("baseline", "backend")
layer("bench", "render", "baseline", "compare")
layer("cli", "bench", "load")
layer("python", "bench", "load")

# Where code outside the kernels lies.
IN_LAYERS = ("src/", "python/")

# Shared files that code outside the kernels may include: the layout of buffers, and in backends the probes, which the
# interface names.
SHARED_FOR_ALL = {"layout.glsl"}
SHARED_FOR_BACKENDS = {"layout.glsl", "probe_layout.glsl"}

# Where the shared formulas become kernels of the CPU: its backend, and the peer that traces on the same tiles.
CPU_KERNELS = ("src/backend/cpu/", "src/baseline/", "research/")

# The only place for each outside interface, by the header's beginning.
HOME_OF_HEADERS = [
    (re.compile(r"(vulkan/|volk\.h|shaderc/|spirv)"), ("src/backend/vulkan/",), "Vulkan's, volk's, shaderc's and "
     "SPIR-V's headers"),
    (re.compile(r"(cuda|nvrtc|device_launch)[\w/]*\.h$"), ("cuda/",), "CUDA's headers"),
    (re.compile(r"embree"), ("src/baseline/", "research/"), "Embree's headers"),
    (re.compile(r"CLI/"), ("src/cli/",), "CLI11's headers"),
]

STANDARD_FOR_LANGUAGE = {"cmath", "cstdint", "cstring"}

# Built-ins whose rounding or order is free; ours stand in real.glsl.
FREE_BUILTINS = ("acos asin atan cos cosh cross degrees distance dot exp exp2 faceforward fma inverse inversesqrt "
                 "length log log2 mix mod normalize pow radians reflect refract sin sinh smoothstep sqrt tan tanh").split()

INCLUDE = r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]'


def matches(pattern, text):
    """Pairs (line number, match)."""
    return [(text.count("\n", 0, m.start()) + 1, m) for m in re.finditer(pattern, text, re.MULTILINE)]


def includes(text):
    return [(line, m.group(1)) for line, m in matches(INCLUDE, without_comments(text))]


def code(text):
    return without_strings(without_comments(text))


def is_shared(path):
    return path.startswith("shaders/")


def is_language(path):
    return path.startswith("shaders/language.")


def backend_of(path):
    """The backend whose folder a path lies in, or None."""
    if path.startswith("cuda/"):
        return "cuda"
    found = re.match(r"(?:src/)?backend/(\w+)/", path)
    return found.group(1) if found else None


def shaders_stand_alone(path, text):
    if not is_shared(path):
        return
    for line, name in includes(text):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if is_language(path) and name in STANDARD_FOR_LANGUAGE:
            continue
        if not is_shared(target) or not target.endswith((".glsl", "shaders/language.hpp")):
            yield line, f"shaders/ includes nothing outside itself, and this includes {name}"


def layers_look_down(path, text):
    layer = re.match(r"(?:src/)?(\w+)/", path)
    if not layer or not path.startswith(IN_LAYERS):
        return
    for line, name in includes(text):
        other = name.split("/")[0]
        if other in LAYERS and other not in LAYERS.get(layer.group(1), set()):
            yield line, f"layer {layer.group(1)} may not see layer {other} ({name})"


def formulas_stay_shared(path, text):
    if not path.startswith(IN_LAYERS) or path.startswith(CPU_KERNELS):
        return
    allowed = SHARED_FOR_BACKENDS if path.startswith("src/backend/") else SHARED_FOR_ALL
    for line, name in includes(text):
        if name.endswith((".glsl", "language.hpp")) and name not in allowed:
            yield line, f"{name} is for kernels and tests; here only {', '.join(sorted(allowed))} may be seen"


def backends_stay_apart(path, text):
    own = backend_of(path)
    for line, name in includes(text):
        other = backend_of(name) or ("cuda" if name.startswith("cuda_backend") else None)
        if other == "cpu" and path.startswith(CPU_KERNELS):
            continue
        inside_a_layer = path.startswith(IN_LAYERS) and path != "src/backend/registry.cpp"
        if other and other != own and (own or inside_a_layer):
            yield line, f"only registry.cpp and tests know a backend, and this includes {name}"


def outside_headers_at_home(path, text):
    for line, name in includes(text):
        for pattern, homes, what in HOME_OF_HEADERS:
            if pattern.match(name) and not path.startswith(homes + ("tests/",)):
                yield line, f"{what} belong in {homes[0]}, and this includes {name}"


def one_file_asks_the_language(path, text):
    if not is_shared(path) or is_language(path):
        return
    for line, m in matches(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif)\b[ \t]*(.*)$", without_comments(text)):
        if m.group(1) != "ifndef" or not re.fullmatch(r"TRIPTYCH_\w+_GLSL\s*", m.group(2)):
            yield line, "only language.glsl and language.hpp may ask which compiler reads them"


def commands_know_no_backend(path, text):
    if not path.startswith(("src/cli/", "src/render/")):
        return
    for line, m in matches(r'"(vulkan|cuda|cpu)"', without_comments(text)):
        yield line, f"commands and renders may not know a backend's name, and this says {m.group()}"


def swizzles_are_single(path, text):
    if not is_shared(path):
        return
    for line, m in matches(r"\.(?:[xyzw]{2,4}|[rgba]{2,4}|[stpq]{2,4})\b", code(text)):
        yield line, f"swizzles are only .x .y .z .w, and this is {m.group()}"


def builtins_are_ours(path, text):
    if not is_shared(path) or is_language(path):
        return
    for line, m in matches(rf"\b({'|'.join(FREE_BUILTINS)})[ \t]*\(", code(text)):
        yield line, f"the rounding or order of {m.group(1)}() is free; use or write the one in real.glsl"


def float_literals_end_in_f(path, text):
    if not is_shared(path):
        return
    for line, m in matches(r"(?<![\w.])(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?(?![\w.])", code(text)):
        yield line, f"{m.group()} is a double in C++; write {m.group()}f"


def divisors_are_no_constants(path, text):
    """Vulkan lets a driver take x / constant for a product with the constant's reciprocal."""
    if not is_shared(path):
        return []
    argument = r"(?:[^(),;]|\((?:[^();]|\([^();]*\))*\))*"
    constant = r"-?(?:[\d.]+(?:e[-+]?\d+)?f?|[A-Z][A-Z_0-9]+)"
    return [(line, "divides by a constant; multiply, or sum products (byte_fraction of texture.glsl)")
            for line, _ in matches(rf"\bdivide\({argument},\s*{constant}\s*\)", code(text))]


def files_stay_short(path, text):
    lines = text.count("\n")
    if lines > MAX_LINES:
        yield lines, f"{lines} lines; a file has at most {MAX_LINES}"


def files_open_with_a_sentence(path, text):
    if text.startswith("#!"):
        text = text.split("\n", 1)[1]
    head = re.split(r"^(?:// |# )?SPDX-License-Identifier: MIT$", text, 1, re.MULTILINE)[0]
    if head == text or head.count("\n") > 12:
        yield 1, "no line of its own 'SPDX-License-Identifier: MIT' near the beginning"
        return
    mark = r"//" if is_c_like(path) else r'#|"""'
    if not re.match(rf"(?:{mark}) ?\S+ \S+(?s:.*?)[.?]\s", head):
        yield 1, "the first line does not open a comment with a sentence on the file's purpose"


RULES = [
    shaders_stand_alone, layers_look_down, formulas_stay_shared, backends_stay_apart, outside_headers_at_home,
    one_file_asks_the_language, commands_know_no_backend, swizzles_are_single, builtins_are_ours,
    float_literals_end_in_f, divisors_are_no_constants, files_stay_short, files_open_with_a_sentence,
]


def violations(files):
    """Triples (place, rule, sentence) over texts by path."""
    found = []
    for path, text in files.items():
        for rule in RULES:
            if rule in (files_stay_short, files_open_with_a_sentence) or is_c_like(path):
                found += [(f"{path}:{line}", rule.__name__, sentence) for line, sentence in rule(path, text)]
    return found


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    files = read_sources(root)
    found = violations(files)
    for place, rule, sentence in found:
        print(f"{place}: {sentence} [{rule}]")
    print(f"{len(files)} files, {len(RULES)} rules, {len(found)} violations")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
