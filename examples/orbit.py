"""A camera that circles a scene, as an animated GIF.

    python examples/orbit.py one-weekend orbit.gif --frames 48 --width 320 --spp 32

Needs Pillow. For MP4, hand the frames to imageio: imageio.mimwrite("orbit.mp4", frames, fps=24).
SPDX-License-Identifier: MIT
"""
import argparse
import io

import numpy as np
import triptych
from PIL import Image as PillowImage


def turned(camera, degrees):
    """The camera turned about the vertical axis through the point that it looks at."""
    at = np.array(camera["look_at"], float)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return {**camera, "look_from": at + turn @ (np.array(camera["look_from"], float) - at)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scene")
    parser.add_argument("output")
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--width", type=int, default=320)
    parser.add_argument("--spp", type=int, default=32)
    parser.add_argument("--backend", default="auto")
    options = parser.parse_args()

    description = triptych.Scene(options.scene).to_dict()
    frames = []
    for frame in range(options.frames):
        scene = triptych.Scene({**description, "camera": turned(description["camera"], 360 * frame / options.frames)})
        image = triptych.render(scene, options.backend, width=options.width, spp=options.spp)
        frames.append(PillowImage.open(io.BytesIO(image.to_png())))
        print(f"frame {frame + 1} of {options.frames}: {image.rendering.seconds:.2f} s", flush=True)
    frames[0].save(options.output, save_all=True, append_images=frames[1:], duration=1000 // 24, loop=0)


if __name__ == "__main__":
    main()
