"""A camera that circles a scene, as an animated GIF or an MP4.

    python examples/orbit.py one-weekend orbit.gif --frames 48 --width 320 --spp 32

Needs Pillow, and for MP4 the program ffmpeg.
SPDX-License-Identifier: MIT
"""
import argparse
import io
import subprocess

import numpy as np
import triptych
from PIL import Image as PillowImage


def turned(camera, degrees):
    """The camera turned about the vertical axis through the point that it looks at."""
    at = np.array(camera["look_at"], float)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return {**camera, "look_from": at + turn @ (np.array(camera["look_from"], float) - at)}


def write_mp4(path, frames):
    """Sides become even, as H.264 wants them."""
    width, height = frames[0].size
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", "24",
               "-i", "-", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2", "-pix_fmt", "yuv420p", path]
    subprocess.run(command, input=b"".join(frame.convert("RGB").tobytes() for frame in frames), check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scene")
    parser.add_argument("output")
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--width", type=int, default=320)
    parser.add_argument("--spp", type=int, default=32)
    parser.add_argument("--backend", default="auto")
    options = parser.parse_args()

    renderer = triptych.Renderer(options.scene, options.backend)
    camera = renderer.scene.to_dict()["camera"]
    frames = []
    for frame in range(options.frames):
        image = renderer.render(turned(camera, 360 * frame / options.frames), width=options.width, spp=options.spp)
        frames.append(PillowImage.open(io.BytesIO(image.to_png())))
        print(f"frame {frame + 1} of {options.frames}: {image.rendering.seconds:.2f} s", flush=True)
    if options.output.endswith(".mp4"):
        write_mp4(options.output, frames)
        return
    frames[0].save(options.output, save_all=True, append_images=frames[1:], duration=1000 // 24, loop=0)


if __name__ == "__main__":
    main()
