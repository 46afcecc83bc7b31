"""The pytest plugin: fixtures that hold pictures and films against references, and a report over the run.

    def test_teapot(image_reference):
        image_reference(draw_teapot(), max_flip=0.01)

    def test_scene(film_reference):
        film_reference("scenes/teapot.json", width=64, spp=8)

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Callable

import pytest

from ._reference import HashFile, Request, compare_files, file_name_of, request_with, save_image

RECORDS = "records"
RECORD_ENDING = ".triptych.json"
PICTURES = "pictures"
REPORT = "report.html"
JUNIT = "pictures.xml"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("triptych", "reference pictures")
    group.addoption("--triptych-update", action="store_true", default=False,
                    help="make what tests draw the new references, where it differs from them")
    group.addoption("--triptych-output", metavar="DIR", default="triptych-results",
                    help="folder for new pictures and the report (default: triptych-results)")
    parser.addini("triptych_references", "folder for references, beside each test file", default="references")


def _output(config: pytest.Config) -> Path:
    return config.rootpath / config.getoption("--triptych-output")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_sessionstart(session: pytest.Session) -> None:
    if _is_worker(session.config):
        return
    output = _output(session.config)
    records = list((output / RECORDS).glob(f"*{RECORD_ENDING}"))
    # What an earlier run left, and nothing else: the folder may be anybody's.
    for record in records:
        new = Path(json.loads(record.read_text(encoding="utf-8"))["b"])
        if new.parent == output / PICTURES:
            new.unlink(missing_ok=True)
        record.unlink()
    if records:
        for name in (REPORT, JUNIT):
            (output / name).unlink(missing_ok=True)


def _requests(config: pytest.Config) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((_output(config) / RECORDS).glob(f"*{RECORD_ENDING}"))]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Makes one report of what all processes have recorded; the one that started them runs this last."""
    if _is_worker(session.config):
        return
    requests = _requests(session.config)
    if requests:
        compare_files(requests, str(_output(session.config) / REPORT), str(_output(session.config) / JUNIT))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    requests = [json.loads(text) for text in _requests(config)]
    if not requests:
        return
    updated = [request["name"] for request in requests if request["reason"] == _UPDATED]
    terminalreporter.write_line(f"triptych: {len(requests)} pictures compared, report in {_output(config) / REPORT}")
    for name in updated:
        terminalreporter.write_line(f"triptych: updated the reference of {name}")


_UPDATED = "updated"


class References:
    """What the fixtures of one test share: where its references are, and the names that it has used."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self.config = request.config
        self.updates = bool(request.config.getoption("--triptych-update"))
        self.test_file = Path(request.node.path)
        self.test_name = request.node.name
        self.folder = self.test_file.parent / str(request.config.getini("triptych_references"))
        self.used: set[str] = set()

    def name_for(self, name: str | None) -> str:
        """A name that the test has not used before. Raises ValueError for one that it chose twice."""
        if name is not None:
            if name in self.used:
                raise ValueError(f"this test has a reference {name!r} already; choose another name")
            self.used.add(name)
            return name
        base, count = file_name_of(self.test_name), 1
        while (chosen := base if count == 1 else f"{base}-{count}") in self.used:
            count += 1
        self.used.add(chosen)
        return chosen

    def full_name(self, name: str) -> str:
        """The name in reports and hash files, unique over the run."""
        try:
            place = self.test_file.relative_to(self.config.rootpath)
        except ValueError:
            place = self.test_file
        return f"{place.with_suffix('').as_posix()}/{name}"

    def path_for(self, folder: str, name: str, ending: str = "") -> Path:
        """A file beneath the results."""
        path = _output(self.config) / folder / (file_name_of(self.full_name(name)) + ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def record(self, name: str, request: Request) -> None:
        """Leaves a request for the report of the run."""
        self.path_for(RECORDS, name, RECORD_ENDING).write_text(request.to_json(), encoding="utf-8")


@pytest.fixture
def _triptych_references(request: pytest.FixtureRequest) -> References:
    return References(request)


@pytest.fixture
def image_reference(_triptych_references: References) -> Callable[..., None]:
    """A function `image_reference(image, name=None, **thresholds)` that fails the test where an image is not as before.

    `image` is a path, a NumPy array, a PIL image or a torch tensor: uint8 and uint16 hold codes of sRGB, floats linear
    light. `name` is that of the test unless given. Thresholds are those of `triptych compare`, with underscores; without
    any, images must be equal to the bit. `channels`, `linear` and `flip` are its options.
    """
    references = _triptych_references

    def check(image: Any, name: str | None = None, **thresholds: Any) -> None:
        __tracebackhide__ = True
        chosen = references.name_for(name)
        full_name = references.full_name(chosen)
        request = request_with(full_name, thresholds)
        new = save_image(image, references.path_for(PICTURES, chosen))
        reference = references.folder / references.test_file.stem / (file_name_of(chosen) + new.suffix)
        request.b = str(new)
        if reference.exists():
            request.a = str(reference)
        else:
            request.reason = f"there is no reference {reference}; run pytest with --triptych-update to make it one"
        [pair] = compare_files([request.to_json()])["pairs"]
        if not pair["accepted"] and references.updates:
            reference.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, reference)
            request.a, request.reason = str(reference), _UPDATED
            references.record(chosen, request)
            return
        references.record(chosen, request)
        if not pair["accepted"]:
            why = pair.get("error") or "; ".join(pair["reasons"])
            pytest.fail(f"{full_name}: {why}\nreference: {reference}\nnew: {new}", pytrace=False)

    return check


@pytest.fixture
def film_reference(_triptych_references: References) -> Callable[..., None]:
    """A function `film_reference(scene, name=None, **settings)` that fails the test where a scene is not drawn as before.

    Renders the scene and holds the hash of its film, which is exact, against the one in `films.txt` of the folder with
    references. `settings` are those of `triptych.render_film`. Where the hash differs the picture is in the report.
    """
    references = _triptych_references

    def check(scene: Any, name: str | None = None, **settings: Any) -> None:
        __tracebackhide__ = True
        from ._render import render_film

        chosen = references.name_for(name)
        film = render_film(scene, **settings)
        hashes = HashFile(references.folder / "films.txt")
        key = f"{references.test_file.stem}/{chosen}"
        expected = hashes.read().get(key)
        if film.hash == expected:
            return
        if references.updates:
            hashes.set(key, film.hash)
            return
        full_name = references.full_name(chosen)
        new = references.path_for(PICTURES, chosen, ".png")
        film.mean().save(new)
        why = f"its film is {film.hash}, not {expected}" if expected else (
            f"its film {film.hash} has no hash in {hashes.path}; run pytest with --triptych-update to note it")
        references.record(chosen, Request(full_name, b=str(new), reason=why))
        pytest.fail(f"{full_name}: {why}\nnew: {new}", pytrace=False)

    return check
