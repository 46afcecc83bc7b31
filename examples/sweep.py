"""A parameter sweep: the error of both integrators over samples a pixel, against a reference, as a table and a plot.

    python examples/sweep.py cornell-box sweep.png --width 200 --reference 1024

Needs pandas and matplotlib.
SPDX-License-Identifier: MIT
"""
import argparse

import matplotlib
import pandas
import triptych


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scene")
    parser.add_argument("output")
    parser.add_argument("--width", type=int, default=200)
    parser.add_argument("--reference", type=int, default=1024, help="samples a pixel of the reference")
    parser.add_argument("--backend", default="auto")
    options = parser.parse_args()

    scene = triptych.Scene(options.scene)  # packed once for all renders below
    # Another seed, so that the reference shares no noise with what is held against it.
    reference = triptych.render(scene, options.backend, width=options.width, spp=options.reference, seed=1)
    rows = []
    for integrator in ("path", "path-mis"):
        for image in triptych.progressive(scene, options.backend, width=options.width, spp=options.reference // 4,
                                          integrator=integrator):
            rows.append({"integrator": integrator, "spp": image.rendering.spp, "seconds": image.rendering.seconds,
                         "rmse": image.difference(reference).rmse})
    table = pandas.DataFrame(rows)
    print(table.to_string(index=False))

    matplotlib.use("Agg")
    axes = None
    for integrator, group in table.groupby("integrator"):
        axes = group.plot(x="seconds", y="rmse", marker="o", loglog=True, label=integrator, ax=axes)
    axes.set(title=scene.name, xlabel="seconds on the device", ylabel="RMSE against the reference")
    axes.figure.savefig(options.output, dpi=150)


if __name__ == "__main__":
    main()
