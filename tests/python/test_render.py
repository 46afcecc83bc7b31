"""Rendering from Python: the same picture as the command line's, progress, threads, interruptions.

SPDX-License-Identifier: MIT
"""
import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import triptych

SMALL = {"width": 64, "spp": 4}


def test_image_is_the_command_lines(command_line, tmp_path):
    image = triptych.render("one-weekend", **SMALL, seed=7)
    code, _, errors = command_line("render", "one-weekend", "--width", 64, "--spp", 4, "--seed", 7, "-o", "cli.pfm")
    assert code == 0, errors
    assert image.film_hash in command_line("render", "one-weekend", "--width", 64, "--spp", 4, "--seed", 7,
                                           "-o", "cli.film")[1]
    assert np.array_equal(image, triptych.Image.load(tmp_path / "cli.pfm"))
    assert np.any(image > 0) and np.any(image[0] != image[-1])


def test_image_is_a_numpy_array():
    image = triptych.render("three-spheres", **SMALL)
    assert isinstance(image, np.ndarray) and image.dtype == np.float32 and image.shape == (36, 64, 3)
    assert memoryview(image).shape == image.shape
    assert np.shares_memory(np.asarray(image), image)
    assert np.shares_memory(np.from_dlpack(image), image)
    assert image.rendering.spp == 4 and image.rendering.rays >= 36 * 64 * 4
    assert image.rendering.device in triptych.devices()


def test_what_is_computed_claims_no_hash():
    image = triptych.render("three-spheres", **SMALL)
    assert image.film_hash
    for derived in (image[:], image * 2, image.copy(), image[::2], image.tone_mapped(1.0)):
        assert isinstance(derived, triptych.Image) and derived.film_hash is None


@pytest.mark.parametrize("ending", ["png", "exr", "pfm"])
def test_saved_files_hold_what_the_command_line_writes(command_line, ending):
    triptych.render("three-spheres", backend="cpu", **SMALL).save(f"python.{ending}")
    assert command_line("render", "three-spheres", "--backend", "cpu", "--width", 64, "--spp", 4,
                        "-o", f"cli.{ending}")[0] == 0
    with open(f"python.{ending}", "rb") as python, open(f"cli.{ending}", "rb") as cli:
        assert python.read() == cli.read()


def test_png_shows_itself_and_is_tone_mapped(command_line):
    image = triptych.render("three-spheres", backend="cpu", **SMALL)
    assert image._repr_png_().startswith(b"\x89PNG") and image[0]._repr_png_() is None
    image.save("bright.png", exposure=2, tonemap="aces")
    assert command_line("render", "three-spheres", "--backend", "cpu", "--width", 64, "--spp", 4, "--exposure", 2,
                        "--tonemap", "aces", "-o", "cli.png")[0] == 0
    assert Path("bright.png").read_bytes() == Path("cli.png").read_bytes()
    with pytest.raises(triptych.UsageError, match="linear light"):
        image.save("bright.exr", exposure=2)
    gray = triptych.Image(np.full((2, 2, 3), 0.72, np.float32))
    assert gray.auto_exposure == -2 and np.allclose(gray.tone_mapped("auto"), 0.18)
    with pytest.raises(triptych.UsageError, match="automatic"):
        gray.tone_mapped("automatic")


def test_settings_reach_the_picture():
    hashes = [triptych.render("cornell-box", width=24, spp=2, **more).film_hash
              for more in ({}, {"seed": 1}, {"max_depth": 2}, {"integrator": "path"}, {"sampler": "independent"},
                           {"roulette": True, "max_depth": 40}, {"crop": (0, 24, 4, 20)}, {"samples": (1, 2)})]
    assert len(set(hashes)) == len(hashes)
    assert triptych.render("cornell-box", width=24, spp=2, crop=(3, 13, 4, 20)).shape == (16, 10, 3)
    assert triptych.render("cornell-box", width=24, spp=2, threads=1).film_hash == hashes[0]


def test_every_device_draws_the_same(usable_devices):
    assert len(usable_devices) > 1
    assert len({triptych.render("one-weekend", device=device, **SMALL).film_hash for device in usable_devices}) == 1


def test_progress_is_told_to_the_end():
    told = []
    triptych.render("one-weekend", **SMALL, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (64 * 36 * 4, 64 * 36 * 4)
    assert told == sorted(told)


def test_what_progress_raises_stops_the_render():
    def stop(_done, _total):
        raise RuntimeError("enough")
    with pytest.raises(RuntimeError, match="enough"):
        triptych.render("one-weekend", width=400, spp=100000, progress=stop)


def test_interrupt_stops_the_render():
    # Hours of work, and no callback: the signal alone must end it. That the timer runs shows that the GIL is free.
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            triptych.render("one-weekend", backend="cpu", spp=100000)
    finally:
        timer.cancel()


def test_other_threads_run_while_a_device_works():
    from triptych import _render
    job = _render.Job("one-weekend", "cpu", width=256, spp=16)
    counts, done = [], threading.Event()

    def count():
        while not done.is_set():
            time.sleep(0.001)
            counts.append(0)
    counting = threading.Thread(target=count)
    counting.start()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e6)  # from now on a thread runs until it lets others through of its own accord
    try:
        before = len(counts)
        job._session.render(16, None)
        after = len(counts)
    finally:
        sys.setswitchinterval(interval)
        done.set()
        counting.join()
    assert after > before


def test_two_threads_render_at_once(usable_devices):
    # Each waits within its rendering until the other one is there, too: apart they would never meet.
    meeting = threading.Barrier(2, timeout=60)
    hashes = {}

    def work(device):
        first = []

        def progress(_done, _total):
            if not first:
                first.append(meeting.wait())
        hashes[device] = triptych.render("one-weekend", device=device, **SMALL, progress=progress).film_hash

    pair = [usable_devices[0], usable_devices[-1]]
    threads = [threading.Thread(target=work, args=(device,)) for device in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not meeting.broken and set(hashes) == set(pair) and len(set(hashes.values())) == 1


def test_threads_share_a_scene():
    scene = triptych.Scene("cornell-box")
    hashes = []
    threads = [threading.Thread(target=lambda: hashes.append(triptych.render(scene, width=16, spp=2).film_hash))
               for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hashes == [triptych.render("cornell-box", width=16, spp=2).film_hash] * 4


def test_progressive_ends_with_the_whole_picture():
    images = list(triptych.progressive("three-spheres", width=64, spp=11))
    assert [image.rendering.spp for image in images] == [1, 2, 4, 8, 11]
    whole = triptych.render("three-spheres", width=64, spp=11)
    assert images[-1].film_hash == whole.film_hash and np.array_equal(images[-1], whole)
    errors = [image.difference(whole).rmse for image in images]
    assert errors[0] > errors[2] > errors[4] == 0
    for image in triptych.progressive("three-spheres", width=64, spp=1000000):
        assert image.rendering.spp == 1
        break


def test_samples_that_are_left_out_are_warned_of_once(caplog, too_bright):
    *_, last = triptych.progressive(too_bright, width=24, height=16, spp=64, integrator="path-mis", max_depth=50)
    assert last.rendering.invalid_samples > 0
    said = [record.message for record in caplog.records if "left out of the picture" in record.message]
    assert len(said) == 1
    caplog.clear()
    triptych.render("three-spheres", **SMALL)
    assert not caplog.records


def test_difference_never_lets_pass_what_is_not_finite():
    good = triptych.Image(np.full((2, 3, 3), 0.5, np.float32))
    assert good.difference(good) == triptych.Difference(0, 0, 0.0, float("inf"), 0.0, 0)
    for value in (np.nan, np.inf, -np.inf):
        bad = triptych.Image(good.copy())
        bad[1, 2, 0] = value
        for a, b, count in ((bad, bad, 2), (bad, good, 1), (good, bad, 1)):
            found = a.difference(b)
            assert (found.differing_pixels, found.max_ulp, found.non_finite) == (1, 2**32 - 1, count)
            assert np.isnan([found.rmse, found.psnr, found.flip]).all()


def test_save_without_metadata_and_with_the_place_of_a_crop(tmp_path):
    image = triptych.render("three-spheres", width=24, spp=1)
    for ending in ("png", "exr"):
        named, plain, bare = (tmp_path / f"{name}.{ending}" for name in ("named", "plain", "bare"))
        image.save(named)
        image.save(plain, metadata=False)
        triptych.Image(np.array(image)).save(bare)
        assert plain.read_bytes() == bare.read_bytes() != named.read_bytes()
    image.save(tmp_path / "a.png", exposure=1, metadata=False)
    assert b"exposure" not in (tmp_path / "a.png").read_bytes()
    part = triptych.render("three-spheres", width=24, spp=1, crop=(2, 7, 3, 5))
    part.save(tmp_path / "part.exr")
    whole = triptych.Image.load(tmp_path / "part.exr")  # black except the crop
    assert whole.shape == image.shape and np.array_equal(whole[3:5, 2:7], part)
    assert whole.sum() == pytest.approx(part.sum())
