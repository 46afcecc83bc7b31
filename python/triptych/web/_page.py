"""The page itself: its fields, and what its buttons do.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

import gradio as gr

from .. import Device, Error, Image, Scene, UsageError, devices, scenes
from .._devices import choose_devices, device_of
from ._drawing import Order, Step, draw
from ._limits import WebLimits
from ._scenes import SKIES, Camera, SceneShelf
from ._timings import COLUMNS, Timing, chart

FILE_TYPES = [".json", ".gltf", ".glb", ".obj", ".ply", ".stl"]
AT_ONCE = 8  # visitors whose pictures grow at the same time

_ABOUT = """# Triptych
One picture, bit for bit, from every engine. Choose a scene and an engine, draw, then choose another engine: the film
column names the exact sums, so equal names are equal pictures.
"""


class Visit:
    """What the page knows of one visitor."""

    def __init__(self) -> None:
        self.timings: list[Timing] = []
        self.cancelled = threading.Event()
        self.folder = tempfile.TemporaryDirectory(prefix="triptych-web-")


class Page:
    """The page's functions; fields come in the order in which make_page lists them."""

    def __init__(self, limits: WebLimits) -> None:
        self._limits = limits
        self._shelf = SceneShelf()
        self._visits: dict[str, Visit] = {}
        self.engines: dict[str, Device] = {str(device): device for device in devices() if device.available}
        self.best_engine = str(device_of(choose_devices("auto", None, require_hardware=False)[0]))

    def visit(self, request: gr.Request) -> Visit:
        """The visitor who asks."""
        return self._visits.setdefault(str(request.session_hash), Visit())

    def end_visit(self, request: gr.Request) -> None:
        """Stops what is drawn for a visitor who has left."""
        visit = self._visits.pop(str(request.session_hash), None)
        if visit is not None:
            visit.cancelled.set()

    def cancel(self, request: gr.Request) -> None:
        """Stops the visitor's picture after the pass that runs. What comes of it only draw() says, whose last word a
        status from here might come after."""
        self.visit(request).cancelled.set()

    def suggest(self, name: str, upload: str | None) -> tuple[Any, Any, str]:
        """The size of the scene's own picture, no more than 400 wide, and what it shows or why it cannot be read."""
        try:
            scene = Scene(upload or name)
        except Error as error:
            return gr.skip(), gr.skip(), f"**Error:** {error}"
        width, height = scene.size
        shrunk = min(1.0, 400 / width)
        about = "" if upload else scenes().get(name, "")
        return max(1, round(width * shrunk)), max(1, round(height * shrunk)), about

    def draw(self, name: str, upload: str | None, engine: str, width: float, height: float, spp: float, max_depth: float,
             look_from: str, look_at: str, vertical_fov: float | None, sky: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Yields the values of the output fields after each pass."""
        visit = self.visit(request)
        visit.cancelled.clear()
        try:
            yield self._outputs(visit, "Loading ...")
            order = self._order(upload or name, engine, (width, height, spp, max_depth),
                                Camera.of_text(look_from, look_at, vertical_fov), sky)
            step = None
            for step in draw(order, self._limits, visit.cancelled):
                yield self._outputs(visit, _progress(step, order), step.image)
            if step is None:
                yield self._outputs(visit, "Stopped before the first sample.")
                return
            title = f"{os.path.basename(order.scene.name)}, {order.width} x {order.height}, depth {order.max_depth}"
            visit.timings.append(Timing(engine, title, step.spp, step.render_seconds, step.samples_per_second,
                                        step.image.film_hash or ""))
            yield self._outputs(visit, _progress(step, order), step.image, is_finished=True)
        except Error as error:
            yield self._outputs(visit, f"**Error:** {error}")

    def _order(self, source: str, engine: str, numbers: tuple[float, ...], camera: Camera, sky: str) -> Order:
        if engine not in self.engines:
            raise UsageError(f"There is no engine {engine!r}; reload the page.")
        if sky not in SKIES:
            raise UsageError(f"There is no sky {sky!r}; reload the page.")
        if any(number is None or number != int(number) for number in numbers):
            raise UsageError("Width, height, samples and depth must be whole numbers.")
        width, height, spp, max_depth = (int(number) for number in numbers)
        self._limits.check(width, height, spp, max_depth)  # before a scene is loaded for nothing
        return Order(self._shelf.find(source, camera, SKIES[sky]), self.engines[engine], width, height, spp, max_depth)

    def _outputs(self, visit: Visit, status: str, image: Image | None = None, *, is_finished: bool = False) -> tuple[Any, ...]:
        """Values for picture, status, PNG, EXR, table and chart; fields without news stay as they are."""
        picture = gr.skip() if image is None else self._saved(visit, image, "picture.png")
        if not is_finished or image is None:
            return picture, status, gr.skip(), gr.skip(), gr.skip(), gr.skip()
        exr = self._saved(visit, image, "picture.exr")
        return (picture, status, gr.update(value=picture, interactive=True), gr.update(value=exr, interactive=True),
                [timing.row() for timing in visit.timings], chart(visit.timings))

    @staticmethod
    def _saved(visit: Visit, image: Image, name: str) -> str:
        path = os.path.join(visit.folder.name, name)
        image.save(path)
        return path


def _progress(step: Step, order: Order) -> str:
    done = f"{step.spp} of {order.spp} samples a pixel, {step.render_seconds:.2f} s, " \
           f"{step.samples_per_second * 1e-6:.2f} million samples/s"
    if step.why_early:
        return f"{done}: {step.why_early}."
    return f"Done: {done}." if step.is_last else f"{done} ..."


def make_page(limits: WebLimits | None = None) -> gr.Blocks:
    """The page, ready for launch. Visitors take turns at each device, so that the pictures of all of them grow."""
    limits = limits or WebLimits()
    page = Page(limits)
    names = list(scenes())
    with gr.Blocks(title="Triptych", analytics_enabled=False) as blocks:
        gr.Markdown(_ABOUT)
        with gr.Row():
            with gr.Column(scale=1, min_width=320):
                name = gr.Dropdown(names, value=names[1], label="Scene", elem_id="scene")
                about = gr.Markdown(scenes()[names[1]])
                upload = gr.File(label="or a file: scene (.json), .glb, .gltf, .obj, .ply, .stl", file_types=FILE_TYPES,
                                 type="filepath", elem_id="upload")
                engine = gr.Dropdown(list(page.engines), value=page.best_engine, label="Engine", elem_id="engine")
                with gr.Row():
                    width = gr.Number(400, label="Width", precision=0, elem_id="width")
                    height = gr.Number(225, label="Height", precision=0, elem_id="height")
                with gr.Row():
                    spp = gr.Number(64, label="Samples a pixel", precision=0, elem_id="spp")
                    max_depth = gr.Number(50, label="Depth", precision=0, elem_id="depth")
                sky = gr.Dropdown(list(SKIES), value=next(iter(SKIES)), label="Sky", elem_id="sky")
                with gr.Accordion("Camera (empty: the scene's own)", open=False):
                    look_from = gr.Textbox(label="Look from", placeholder="13, 2, 3", elem_id="look_from")
                    look_at = gr.Textbox(label="Look at", placeholder="0, 0, 0", elem_id="look_at")
                    vertical_fov = gr.Number(None, label="Vertical field of view, degrees", elem_id="fov")
                with gr.Row():
                    draw_button = gr.Button("Draw", variant="primary", elem_id="draw")
                    cancel_button = gr.Button("Cancel", variant="stop", elem_id="cancel")
            with gr.Column(scale=2, min_width=400):
                picture = gr.Image(label="Picture", type="filepath", format="png", interactive=False, elem_id="picture")
                status = gr.Markdown("", elem_id="status")
                with gr.Row():
                    png = gr.DownloadButton("PNG", interactive=False, elem_id="png")
                    exr = gr.DownloadButton("EXR (linear)", interactive=False, elem_id="exr")
                bars = gr.Plot(label="Engines side by side", elem_id="bars")
        timings = gr.Dataframe(headers=COLUMNS, column_widths=["22%", "24%", "9%", "8%", "10%", "27%"],
                               label="Engines tried", interactive=False, elem_id="timings")

        for field in (name, upload):
            field.change(page.suggest, [name, upload], [width, height, about], show_progress="hidden")
        draw_button.click(page.draw, [name, upload, engine, width, height, spp, max_depth, look_from, look_at, vertical_fov,
                                     sky],
                          [picture, status, png, exr, timings, bars], concurrency_limit=AT_ONCE,
                          show_progress="minimal")
        cancel_button.click(page.cancel, None, None, concurrency_limit=None, queue=False)
        blocks.unload(page.end_visit)
    return blocks.queue(max_size=64)
