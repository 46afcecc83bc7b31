#!/usr/bin/env python3
"""Seeds each fault that layering.py is there to find, and sees it found by its own rule and by no other.

SPDX-License-Identifier: MIT
"""
import unittest

import layering

HEAD = "// What this file is for.\n// SPDX-License-Identifier: MIT\n"

CLEAN = {
    "shaders/language.glsl": HEAD + '#ifdef __cplusplus\n#include "language.hpp"\n#else\n#define native_sqrt sqrt\n#endif\n',
    "shaders/language.hpp": HEAD + "#ifdef __CUDACC__\n#endif\n#include <cmath>\ninline float root(float x) { return sqrt(x); }\n",
    "shaders/real.glsl": HEAD + "#ifndef TRIPTYCH_REAL_GLSL\n#define TRIPTYCH_REAL_GLSL\n#include \"language.glsl\"\n"
                                "float half_of(vec3 v) { return 0.5f * v.x + 1.0e-8f; } // 0.5, dot(v, v), v.xyz\n#endif\n",
    "shaders/materials/metal.glsl": HEAD + '#include "../layout.glsl"\n',
    "src/base/error.hpp": HEAD + "#include <string>\n",
    "src/image/image.hpp": HEAD + '#include "base/error.hpp"\n',
    "src/scene/scene.hpp": HEAD + '#include "image/image.hpp"\n#include "layout.glsl"\n',
    "src/json/json_cursor.hpp": HEAD + '#include "base/names.hpp"\n#include "layout.glsl"\n',
    "src/gltf/gltf.cpp": HEAD + '#include "scene/scene.hpp"\n#include "json/json_cursor.hpp"\n',
    "src/pack/pack.cpp": HEAD + '#include "scene/scene.hpp"\n',
    "src/bvh/build.cpp": HEAD + '#include "pack/pack.hpp"\n',
    "src/film/film.cpp": HEAD + '#include "scene/scene.hpp"\n',
    "src/backend/backend.hpp": HEAD + '#include "film/film.hpp"\n#include "probe_layout.glsl"\n',
    "src/backend/registry.cpp": HEAD + '#include "backend/cpu/cpu_backend.hpp"\n#include "cuda_backend.hpp"\n',
    "src/backend/cpu/cpu_backend.cpp": HEAD + '#include "backend/backend.hpp"\n#include "path.glsl"\n',
    "src/backend/vulkan/device.cpp": HEAD + "#include <volk.h>\n#include <vulkan/vulkan.h>\n#include <shaderc/shaderc.h>\n",
    "src/baseline/peer.cpp": HEAD + '#include "backend/cpu/cpu_backend.hpp"\n#include "path.glsl"\n#include <embree3/rtcore.h>\n',
    "src/render/rendering.cpp": HEAD + '#include "backend/backend.hpp"\n#include "film/noise.hpp"\n',
    "src/cli/render.cpp": HEAD + '#include <CLI/CLI.hpp>\n#include "render/rendering.hpp"\nconst char* name = "auto"; // "cpu"\n',
    "python/bindings/films.cpp": HEAD + '#include "film/film.hpp"\n#include "backend/backend.hpp"\n',
    "cuda/render.cu": HEAD + '#include <cuda_runtime.h>\n#include "path.glsl"\n',
    "tests/real_test.cpp": HEAD + '#include "backend/cpu/cpu_backend.hpp"\n#include "real.glsl"\n',
    "tools/script": "#!/bin/sh\n# What this script does.\n# SPDX-License-Identifier: MIT\n",
    "tools/lint/lint.py": '#!/usr/bin/env python3\n"""What this script does.\n\nSPDX-License-Identifier: MIT\n"""\n',
}

# Rule, path, text that is added to that file.
FAULTS = [
    ("shaders_stand_alone", "shaders/real.glsl", '#include "../src/base/error.hpp"\n'),
    ("shaders_stand_alone", "shaders/real.glsl", "#include <cmath>\n"),
    ("shaders_stand_alone", "shaders/language.hpp", "#include <vector>\n"),
    ("layers_look_down", "src/base/error.hpp", '#include "scene/scene.hpp"\n'),
    ("layers_look_down", "src/image/image.hpp", '#include "scene/scene.hpp"\n'),
    ("layers_look_down", "src/bvh/build.cpp", '#include "film/film.hpp"\n'),
    ("layers_look_down", "src/backend/backend.hpp", '#include "baseline/baseline.hpp"\n'),
    ("layers_look_down", "src/backend/backend.hpp", '#include "render/picture.hpp"\n'),
    ("layers_look_down", "src/render/rendering.cpp", '#include "cli/interrupt.hpp"\n'),
    ("layers_look_down", "src/render/rendering.cpp", '#include "baseline/baseline.hpp"\n'),
    ("layers_look_down", "src/baseline/peer.cpp", '#include "render/devices.hpp"\n'),
    ("layers_look_down", "src/film/film.cpp", '#include "bvh/build.hpp"\n'),
    ("layers_look_down", "src/scene/scene.hpp", '#include "cli/options.hpp"\n'),
    ("layers_look_down", "src/film/film.cpp", '#include "pack/pack.hpp"\n'),
    ("layers_look_down", "src/json/json_cursor.hpp", '#include "scene/scene.hpp"\n'),
    ("layers_look_down", "src/gltf/gltf.cpp", '#include "format/parse_parts.hpp"\n'),
    ("layers_look_down", "src/pack/pack.cpp", '#include "load/load.hpp"\n'),
    ("layers_look_down", "python/bindings/films.cpp", '#include "cli/output.hpp"\n'),
    ("formulas_stay_shared", "python/bindings/films.cpp", '#include "path.glsl"\n'),
    ("backends_stay_apart", "python/bindings/films.cpp", '#include "backend/cpu/cpu_backend.hpp"\n'),
    ("formulas_stay_shared", "src/scene/scene.hpp", '#include "real.glsl"\n'),
    ("formulas_stay_shared", "src/film/film.cpp", '#include "path.glsl"\n'),
    ("formulas_stay_shared", "src/cli/render.cpp", '#include "probe.glsl"\n'),
    ("formulas_stay_shared", "src/backend/vulkan/device.cpp", '#include "path.glsl"\n'),
    ("backends_stay_apart", "src/backend/cpu/cpu_backend.cpp", '#include "backend/vulkan/device.hpp"\n'),
    ("backends_stay_apart", "src/backend/cpu/cpu_backend.cpp", '#include "cuda_backend.hpp"\n'),
    ("backends_stay_apart", "src/backend/vulkan/device.cpp", '#include "backend/cpu/cpu_backend.hpp"\n'),
    ("backends_stay_apart", "cuda/render.cu", '#include "backend/cpu/cpu_backend.hpp"\n'),
    ("backends_stay_apart", "src/cli/render.cpp", '#include "backend/cpu/cpu_backend.hpp"\n'),
    ("backends_stay_apart", "src/baseline/peer.cpp", '#include "backend/vulkan/device.hpp"\n'),
    ("outside_headers_at_home", "src/film/film.cpp", "#include <vulkan/vulkan.h>\n"),
    ("outside_headers_at_home", "src/cli/render.cpp", "#include <embree3/rtcore.h>\n"),
    ("outside_headers_at_home", "src/cli/render.cpp", "#include <volk.h>\n"),
    ("outside_headers_at_home", "src/render/rendering.cpp", "#include <CLI/CLI.hpp>\n"),
    ("outside_headers_at_home", "cuda/render.cu", "#include <shaderc/shaderc.hpp>\n"),
    ("outside_headers_at_home", "src/backend/vulkan/device.cpp", "#include <cuda_runtime_api.h>\n"),
    ("one_file_asks_the_language", "shaders/real.glsl", "#ifdef __cplusplus\n#endif\n"),
    ("one_file_asks_the_language", "shaders/real.glsl", "#if defined(GL_EXT_buffer_reference)\n#endif\n"),
    ("one_file_asks_the_language", "shaders/real.glsl", "#ifndef __CUDACC__\n#endif\n"),
    ("commands_know_no_backend", "src/cli/render.cpp", 'const char* best = "vulkan";\n'),
    ("commands_know_no_backend", "src/render/rendering.cpp", 'const char* best = "cpu";\n'),
    ("swizzles_are_single", "shaders/real.glsl", "vec2 two(vec3 v) { return v.xy; }\n"),
    ("swizzles_are_single", "shaders/real.glsl", "vec3 three(vec3 v) { return v.rgb; }\n"),
    ("builtins_are_ours", "shaders/real.glsl", "float f(vec3 v) { return dot(v, v); }\n"),
    ("builtins_are_ours", "shaders/real.glsl", "float f(float x) { return sqrt(x); }\n"),
    ("float_literals_end_in_f", "shaders/real.glsl", "const float HALF = 0.5;\n"),
    ("float_literals_end_in_f", "shaders/real.glsl", "const float SMALL = 1e-8;\n"),
    ("divisors_are_no_constants", "shaders/real.glsl", "float f(float x) { return divide(float(g(x) & 1u), 255.0f); }\n"),
    ("divisors_are_no_constants", "shaders/real.glsl", "float f(float x) { return divide(x, TURN); }\n"),
    ("files_stay_short", "src/base/error.hpp", "\n" * 400),
]


class Layering(unittest.TestCase):
    def test_clean_tree_passes(self):
        self.assertEqual(layering.violations(CLEAN), [])

    def test_each_fault_is_found_by_its_rule(self):
        for rule, path, fault in FAULTS:
            with self.subTest(rule=rule, path=path, fault=fault.strip()):
                found = layering.violations({**CLEAN, path: CLEAN[path] + fault})
                self.assertEqual([(r, place.rsplit(":", 1)[0]) for place, r, _ in found], [(rule, path)])

    def test_missing_opening_is_found(self):
        openings = {
            "src/base/a.hpp": "#pragma once\n// SPDX-License-Identifier: MIT\n",
            "src/base/b.hpp": "// A sentence without the licence line.\n#pragma once\n",
            "src/base/c.hpp": "// SPDX-License-Identifier: MIT\n#pragma once\n",
            "src/base/e.hpp": "// A sentence and the licence on a line. SPDX-License-Identifier: MIT\n#pragma once\n",
        "tools/d": "#!/bin/sh\necho hello\n",
        }
        for path, text in openings.items():
            with self.subTest(path=path):
                self.assertEqual([r for _, r, _ in layering.violations({path: text})], ["files_open_with_a_sentence"])

    def test_every_rule_is_seeded(self):
        seeded = {rule for rule, _, _ in FAULTS} | {"files_open_with_a_sentence"}
        self.assertEqual(seeded, {rule.__name__ for rule in layering.RULES})

    def test_line_numbers_survive_comments(self):
        text = HEAD + "/* a\n   b */\nconst float HALF = 0.5;\n"
        self.assertEqual(layering.violations({"shaders/a.glsl": text})[0][0], "shaders/a.glsl:5")


if __name__ == "__main__":
    unittest.main()
