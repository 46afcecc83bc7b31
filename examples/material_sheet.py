"""A material test sheet: metals by fuzz, glass by index of refraction and matte balls by colour, made from arrays.

    python examples/material_sheet.py sheet.png --width 960 --spp 128
SPDX-License-Identifier: MIT
"""
import argparse
import colorsys

import numpy as np
import triptych

COLUMNS = 8


def sheet():
    """The scene: three rows of balls on a checkered floor under a lamp."""
    scene = triptych.Scene({
        "camera": {"look_from": [0, 7, 11], "look_at": [0, 0.3, 0.1], "vertical_fov": 30},
        "background": {"type": "gradient", "bottom": [0.35, 0.35, 0.4], "top": [0.5, 0.6, 0.8]},
        "textures": {"checks": {"type": "checker", "scale": 0.5, "even": [0.15, 0.15, 0.15], "odd": [0.6, 0.6, 0.6]}},
        "materials": {"floor": {"type": "lambertian", "albedo": "checks"},
                      "lamp": {"type": "diffuse_light", "emission": [9, 8.5, 8]}},
        "shapes": [{"type": "quad", "corner": [-20, 0, 10], "u": [40, 0, 0], "v": [0, 0, -40], "material": "floor"},
                   {"type": "quad", "corner": [-3, 7, -2], "u": [6, 0, 0], "v": [0, 0, 4], "material": "lamp"}],
    })
    step = np.linspace(0, 1, COLUMNS)
    hues = [colorsys.hsv_to_rgb(hue, 0.7, 0.8) for hue in step * (1 - 1 / COLUMNS)]
    rows = [triptych.materials(np.tile([0.9, 0.75, 0.5], (COLUMNS, 1)), "metal", fuzz=step),
            triptych.materials(np.ones((COLUMNS, 3)), "dielectric", ior=1.05 + 1.45 * step),
            triptych.materials(hues, "lambertian")]
    for row, materials in enumerate(rows):
        balls = np.column_stack([np.linspace(-4.2, 4.2, COLUMNS), np.full(COLUMNS, 0.5),
                                 np.full(COLUMNS, 1.8 * (row - 1)), np.full(COLUMNS, 0.5)])
        scene.add_spheres(balls, scene.add_materials(materials))
    return scene


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output")
    parser.add_argument("--width", type=int, default=960)
    parser.add_argument("--spp", type=int, default=128)
    parser.add_argument("--backend", default="auto")
    options = parser.parse_args()
    triptych.render(sheet(), options.backend, width=options.width, spp=options.spp).save(options.output, tonemap="agx")


if __name__ == "__main__":
    main()
