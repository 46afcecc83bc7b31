"""Devices against each other from Python: verify and bench, and what they turn into.

SPDX-License-Identifier: MIT
"""
import shutil

import pandas
import pytest
import triptych
from conftest import ROOT

SMALL = {"width": 32, "spp": 2}


def test_devices_are_the_command_lines(command_line):
    import json
    listed = json.loads(command_line("devices", "--json")[1])
    assert [(device.backend, device.index, device.name, device.uuid, device.kind, device.available)
            for device in triptych.devices()] == \
        [(device["backend"], device["index"], device["name"], device["uuid"], device["kind"], device["available"])
         for device in listed]


def test_verify_compares_every_device(usable_devices):
    found = triptych.verify("one-weekend", **SMALL)
    assert found.equal
    assert [verdict.status for verdict in found.verdicts if verdict.device.available] == \
        ["reference"] + ["equal"] * (len(usable_devices) - 1)
    frame = found.to_frame()
    assert set(frame[frame.status != "skipped"].film_hash) == \
        {triptych.render("one-weekend", **SMALL).film_hash}


def test_verify_is_not_equal_with_one_device(usable_devices):
    reference = [device for device in usable_devices if device.kind == "processor"][-1]
    assert not triptych.verify("one-weekend", [reference], **SMALL).equal


def test_verify_finds_other_films(monkeypatch, usable_devices, tmp_path):
    """Vulkan is given altered shaders."""
    vulkan = [device for device in usable_devices if device.backend == "vulkan"]
    if not vulkan:
        pytest.skip("no Vulkan device")
    from triptych import _core
    shaders = shutil.copytree(ROOT / "shaders", tmp_path / "shaders")
    background = shaders / "background.glsl"
    background.write_text(background.read_text().replace("0.5f * (", "0.5000001f * ("))
    real = _core.verify
    monkeypatch.setattr(_core, "verify", lambda *arguments: real(*arguments, str(shaders)))
    found = triptych.verify("three-spheres", vulkan[:1], **SMALL)
    assert not found.equal and [verdict.status for verdict in found.verdicts] == ["reference", "different"]
    difference = found.verdicts[1].difference
    assert difference.words > difference.pixels > 0 and difference.channel in ("red", "green", "blue")
    assert found.verdicts[0].difference is None and found.verdicts[0].film_hash != found.verdicts[1].film_hash


def test_progress_stops_verify(usable_devices):
    def stop(_done, _total):
        raise RuntimeError("enough")
    with pytest.raises(RuntimeError, match="enough"):
        triptych.verify("three-spheres", usable_devices, progress=stop, **SMALL)


def test_verify_raises_what_is_wrong_with_the_scene():
    with pytest.raises(triptych.InvalidInputError):
        triptych.verify("no-such-scene")


def test_bench_measures_and_becomes_a_table(usable_devices):
    pair = [usable_devices[0], usable_devices[-1]]
    told = []
    result = triptych.bench("three-spheres", pair, **SMALL, runs=2, warmup=0, progress=told.append)
    assert {(times.backend, times.index) for times in result.measured} == {(d.backend, d.index) for d in pair}
    assert {times.verdict for times in result.measured} == {"reference", "equal"}
    for times in result.measured:
        assert len(times.runs) == 2 and times.seconds.low <= times.seconds.median <= times.seconds.high
        assert times.samples_per_second.median > 0
    assert told
    frame = result.to_frame()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == 2 and {"seconds", "seconds_low"} <= set(frame)


def test_bench_plots_bars(usable_devices):
    import matplotlib
    matplotlib.use("Agg")
    axes = triptych.bench("three-spheres", usable_devices[:1], **SMALL, runs=1, warmup=0).plot()
    assert axes.get_xscale() == "log" and len(axes.patches) == 1
    axes.figure.savefig("bars.png")


def test_absent_devices_say_why():
    for device in triptych.devices():
        assert device.available or device.unavailable


def test_what_progress_raises_stops_the_bench(usable_devices):
    def stop(_doing):
        raise RuntimeError("enough")
    with pytest.raises(RuntimeError, match="enough"):
        triptych.bench("three-spheres", usable_devices[:1], **SMALL, progress=stop)
