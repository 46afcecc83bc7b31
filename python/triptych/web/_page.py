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

from .. import Device, Error, Image, Renderer, UsageError, devices, scenes
from .._devices import choose_devices, device_of
from ._drawing import Order, Step, draw
from ._limits import WebLimits
from ._messages import listed, without_folders
from ._orbit import SCRIPT, moved_by, orbited, text_of
from ._scenes import SKIES, Camera, SceneShelf
from ._timings import COLUMNS, Timing, chart
from ._turns import turns_at
from ._uploads import SCENE_ENDINGS, is_archive, unpack

FILE_TYPES = [*SCENE_ENDINGS, ".zip"]
TOGETHER = "all devices together"
CURVES = ["none", "aces", "agx", "khronos-pbr-neutral"]
# On a phone the picture comes before the fields.
STYLE = """<style>
@media (max-width: 820px) { #picture-column { order: -1; } }
#orbit { display: none; }
#picture img { cursor: grab; user-select: none; }
</style>"""
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
        self.image: Image | None = None
        self.unpacked: dict[str, tuple[tempfile.TemporaryDirectory[str], str]] = {}
        """By archive: the folder and the scene in it."""
        self.renderer: tuple[Any, Renderer] | None = None
        """For orbiting, with what it was made for."""

    def source(self, name: str, upload: str | None, limits: WebLimits) -> str:
        """The built-in name, or the file of an upload; archives are unpacked once. Raises InvalidInputError, LimitError."""
        if not upload or not is_archive(upload):
            return upload or name
        if upload not in self.unpacked:
            self.unpacked.clear()  # the one before is not needed any more
            folder = tempfile.TemporaryDirectory(dir=self.folder.name)
            self.unpacked[upload] = folder, unpack(upload, folder.name, max_bytes=limits.unpacked_bytes,
                                                   max_files=limits.unpacked_files)
        return self.unpacked[upload][1]


class Page:
    """The page's functions; fields come in the order in which make_page lists them."""

    def __init__(self, limits: WebLimits) -> None:
        self._limits = limits
        self._shelf = SceneShelf()
        self._visits: dict[str, Visit] = {}
        self.engines: dict[str, Device | str] = {str(device): device for device in devices() if device.available}
        self._devices = tuple(device for device in self.engines.values() if isinstance(device, Device))
        if len(self._devices) > 1:
            self.engines[TOGETHER] = "all"
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

    def suggest(self, name: str, upload: str | None, request: gr.Request) -> tuple[Any, Any, str]:
        """The size of the scene's own picture, no more than 400 wide, and what it shows or why it cannot be read."""
        visit = self.visit(request)
        try:
            source = visit.source(name, upload, self._limits)
            scene = self._shelf.find(source, Camera())
        except Error as error:
            return gr.skip(), gr.skip(), self._told(visit, upload, f"**Error:** {error}")
        width, height = scene.size
        shrunk = min(1.0, 400 / width)
        about = "" if upload else scenes().get(name, "")
        return max(1, round(width * shrunk)), max(1, round(height * shrunk)), about

    def draw(self, name: str, upload: str | None, engine: str, width: float, height: float, spp: float, max_depth: float,
             look_from: str, look_at: str, vertical_fov: float | None, sky: str, exposure: float, tonemap: str,
             request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Yields the values of the output fields after each pass."""
        visit = self.visit(request)
        visit.cancelled.clear()
        look = _look(exposure, tonemap)
        try:
            yield self._outputs(visit, look, "Loading ...")
            source, camera = visit.source(name, upload, self._limits), Camera.of_text(look_from, look_at, vertical_fov)
            order, said = self._order(source, engine, (width, height, spp, max_depth), camera, sky)
            warnings = self._told(visit, upload, listed(said))
            step = None
            for step in draw(order, self._limits, visit.cancelled):
                yield self._outputs(visit, look, _progress(step, order) + warnings, step.image)
            if step is None:
                yield self._outputs(visit, look, "Stopped before the first sample.")
                return
            title = f"{os.path.basename(order.scene.name)}, {order.width} x {order.height}, {step.spp} samples, depth {order.max_depth}"
            work = (self._shelf.key(source, camera, sky), order.width, order.height, step.spp, order.max_depth)
            visit.timings.append(Timing(engine, title, step.spp, step.render_seconds, step.samples_per_second,
                                        step.image.film_hash or "", work))
            yield self._outputs(visit, look, _progress(step, order) + warnings, step.image, is_finished=True)
        except Error as error:
            yield self._outputs(visit, look, self._told(visit, upload, f"**Error:** {error}"))

    def develop(self, exposure: float, tonemap: str, request: gr.Request) -> tuple[Any, Any]:
        """The picture and its PNG with another exposure and curve, without rendering again."""
        visit = self.visit(request)
        if visit.image is None:
            return gr.skip(), gr.skip()
        path = self._saved(visit, visit.image, "picture.png", _look(exposure, tonemap))
        return path, gr.update(value=path, interactive=True)

    def orbit(self, moved: str, name: str, upload: str | None, engine: str, width: float, height: float, max_depth: float,
              look_from: str, look_at: str, vertical_fov: float | None, sky: str, exposure: float, tonemap: str,
              request: gr.Request) -> tuple[Any, ...]:
        """One sample a pixel from where a dragged picture moves the camera: picture, the camera's fields and the status."""
        visit = self.visit(request)
        visit.cancelled.set()
        try:
            source, given = visit.source(name, upload, self._limits), Camera.of_text(look_from, look_at, vertical_fov)
            order, _ = self._order(source, engine, (width, height, 1, max_depth), Camera(), sky)
            camera = {**order.scene.camera, **given.changes()}
            camera = {**given.changes(), **orbited(camera, *moved_by(moved))}
            key = (self._shelf.key(source, Camera(), sky), engine)
            if visit.renderer is None or visit.renderer[0] != key:
                visit.renderer = key, Renderer(order.scene, device=order.device)
            device = order.device if isinstance(order.device, Device) else self._devices[0]
            with turns_at(device.backend, device.index).turn():
                image = visit.renderer[1].render(camera, width=order.width, height=order.height, spp=1, max_depth=order.max_depth)
            return (self._saved(visit, image, "picture.png", _look(exposure, tonemap)), text_of(camera["look_from"]),
                    text_of(camera["look_at"]), "One sample while it moves ...")
        except Error as error:
            return gr.skip(), gr.skip(), gr.skip(), self._told(visit, upload, f"**Error:** {error}")

    @staticmethod
    def _told(visit: Visit, upload: str | None, text: str) -> str:
        """A text without the server's folders."""
        return without_folders(text, [upload, *(scene for _, scene in visit.unpacked.values()), os.path.join(visit.folder.name, "x")])

    def _order(self, source: str, engine: str, numbers: tuple[float, ...], camera: Camera, sky: str) -> tuple[Order, list[str]]:
        if engine not in self.engines:
            raise UsageError(f"There is no engine {engine!r}; reload the page.")
        if sky not in SKIES:
            raise UsageError(f"There is no sky {sky!r}; reload the page.")
        if any(number is None or number != int(number) for number in numbers):
            raise UsageError("Width, height, samples and depth must be whole numbers.")
        width, height, spp, max_depth = (int(number) for number in numbers)
        self._limits.check(width, height, spp, max_depth)  # before a scene is loaded for nothing
        scene, said = self._shelf.find_with_warnings(source, camera, SKIES[sky])
        return Order(scene, self.engines[engine], width, height, spp, max_depth, devices=self._devices), said

    def _outputs(self, visit: Visit, look: dict[str, Any], status: str, image: Image | None = None, *,
                 is_finished: bool = False) -> tuple[Any, ...]:
        """Values for picture, status, PNG, EXR, table and chart; fields without news stay as they are."""
        picture = gr.skip() if image is None else self._saved(visit, image, "picture.png", look)
        if not is_finished or image is None:
            return picture, status, gr.skip(), gr.skip(), gr.skip(), gr.skip()
        visit.image = image
        exr = self._saved(visit, image, "picture.exr", {})
        return (picture, status, gr.update(value=picture, interactive=True), gr.update(value=exr, interactive=True),
                [timing.row() for timing in visit.timings], chart(visit.timings))

    @staticmethod
    def _saved(visit: Visit, image: Image, name: str, look: dict[str, Any]) -> str:
        path = os.path.join(visit.folder.name, name)
        image.save(path, **look)
        return path


def _look(exposure: float, tonemap: str) -> dict[str, Any]:
    """The settings of save that the fields ask for. Raises UsageError."""
    if tonemap not in CURVES:
        raise UsageError(f"There is no curve {tonemap!r}; reload the page.")
    return {"exposure": max(-20.0, min(20.0, float(exposure or 0.0))), "tonemap": tonemap}


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
        gr.HTML(STYLE, padding=False)
        gr.Markdown(_ABOUT)
        with gr.Row():
            with gr.Column(scale=1, min_width=320):
                name = gr.Dropdown(names, value=names[1], label="Scene", elem_id="scene")
                about = gr.Markdown(scenes()[names[1]])
                upload = gr.File(label="or a file: scene (.json), .glb, .gltf, .obj, .ply, .stl, or a .zip with one and all that it names", file_types=FILE_TYPES,
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
            with gr.Column(scale=2, min_width=300, elem_id="picture-column"):
                picture = gr.Image(label="Picture", show_label=False, type="filepath", format="png", interactive=False, elem_id="picture")
                status = gr.Markdown("", elem_id="status")
                with gr.Row():
                    exposure = gr.Slider(-8, 8, value=0, step=0.25, label="Exposure, stops", elem_id="exposure")
                    tonemap = gr.Dropdown(CURVES, value=CURVES[0], label="Tone curve", elem_id="tonemap")
                with gr.Row():
                    png = gr.DownloadButton("PNG", interactive=False, elem_id="png")
                    exr = gr.DownloadButton("EXR (linear)", interactive=False, elem_id="exr")
                bars = gr.Plot(label="Engines side by side", show_label=False, elem_id="bars")
        timings = gr.Dataframe(headers=COLUMNS, column_widths=["22%", "24%", "9%", "8%", "10%", "27%"],
                               label="Engines tried", interactive=False, elem_id="timings")

        for field in (name, upload):
            field.change(page.suggest, [name, upload], [width, height, about], show_progress="hidden")
        for field in (exposure, tonemap):
            field.change(page.develop, [exposure, tonemap], [picture, png], show_progress="hidden")
        camera_fields = [look_from, look_at, vertical_fov, sky, exposure, tonemap]
        moved = gr.Textbox(label="", elem_id="orbit")
        moved.change(page.orbit, [moved, name, upload, engine, width, height, max_depth, *camera_fields],
                    [picture, look_from, look_at, status], concurrency_limit=AT_ONCE, show_progress="hidden")
        blocks.load(None, None, None, js=SCRIPT)
        draw_button.click(page.draw, [name, upload, engine, width, height, spp, max_depth, *camera_fields],
                          [picture, status, png, exr, timings, bars], concurrency_limit=AT_ONCE,
                          show_progress="minimal")
        cancel_button.click(page.cancel, None, None, concurrency_limit=None, queue=False)
        blocks.unload(page.end_visit)
    return blocks.queue(max_size=64)
