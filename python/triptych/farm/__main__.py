"""Renders a scene on a Dask cluster: python -m triptych.farm SCENE -o out.exr [--scheduler tcp://host:8786].

SPDX-License-Identifier: MIT
"""
import argparse
import sys
import time

try:
    import distributed
except ImportError:
    sys.exit('Farms need Dask; install it with: pip install "triptych[farm]"')

import triptych

from triptych._frames import frame_path, parse_frames

from . import render_film, render_frames


def make_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m triptych.farm", description="Render a scene on a Dask cluster.")
    parser.add_argument("scene", metavar="SCENE", help="scene file, mesh file or name of a built-in scene")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=".png, .jpg, .exr, .pfm, or .film for exact sums")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the cluster, such as tcp://host:8786 (default: this machine)")
    parser.add_argument("--scheduler-file", metavar="FILE", help="that the scheduler wrote, in place of an address")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="how many workers to wait for (1)")
    for name, metavar, text in (("width", "N", "pixels"), ("height", "N", "pixels"), ("spp", "N", "samples a pixel"),
                                ("max-depth", "N", "times a path may scatter"), ("seed", "N", "of random numbers")):
        parser.add_argument(f"--{name}", type=int, metavar=metavar, help=text)
    parser.add_argument("--integrator", choices=["path", "path-mis"])
    parser.add_argument("--sampler", choices=["independent", "sobol"])
    parser.add_argument("--roulette", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--transparent", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--clamp-indirect", type=float, metavar="X", help="dim what is brighter of indirect light")
    parser.add_argument("--camera", metavar="NAME", help="of a mesh file")
    parser.add_argument("--sky", metavar="SKY", help="see the user guide")
    parser.add_argument("--backend", default="auto", help="of each worker (auto)")
    parser.add_argument("--device", help="of each worker, by index, UUID or part of its name")
    parser.add_argument("--frames", metavar="A:B[:STEP]", help="of a scene that changes over time, for an output as out.####.png")
    parser.add_argument("--fps", type=float, default=24.0, metavar="FPS", help="frames per second (24)")
    parser.add_argument("--quiet", action="store_true", help="print neither progress nor result")
    return parser


def main() -> int:
    """Returns the exit code of the command line that renders alone."""
    options = vars(make_parser().parse_args())
    scene, output, quiet = options.pop("scene"), options.pop("output"), options.pop("quiet")
    address, file, workers = options.pop("scheduler"), options.pop("scheduler_file"), options.pop("workers")
    frames, fps = options.pop("frames"), options.pop("fps")
    settings = {name: value for name, value in options.items() if value is not None}
    try:
        client = None
        if address or file:
            client = distributed.Client(address, scheduler_file=file, timeout=30)
            client.wait_for_workers(workers, timeout=600)
        start = time.monotonic()
        if frames is None:
            films = iter([(None, render_film(scene, client, progress=not quiet, **settings))])
        else:
            frame_path(output, 0)
            films = render_frames(scene, parse_frames(frames), client, fps=fps, progress=not quiet, **settings)
        for frame, film in films:
            path = output if frame is None else frame_path(output, frame)
            film.save(path) if path.endswith(".film") else film.mean().save(path)
            if not quiet:
                height, width = film.shape
                print(f"{path}: {width} x {height} pixels, {film.spp} samples a pixel, {time.monotonic() - start:.2f} s, "
                      f"film {film.hash}", flush=True)
            start = time.monotonic()
    except triptych.Error as error:
        print(f"triptych.farm: {error}", file=sys.stderr)
        return error.exit_code
    except (OSError, distributed.TimeoutError) as error:
        print(f"triptych.farm: The cluster cannot be reached: {error}", file=sys.stderr)
        return triptych.NoDeviceError.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
