"""Whole renders from Python: AOVs, denoising, noise, time limits and checkpoints, as the command line has them.

SPDX-License-Identifier: MIT
"""
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import triptych
from conftest import PROGRAM

SCENE = "three-spheres"
SMALL = {"backend": "cpu", "width": 40}
ON_CPU = ("render", SCENE, "--backend", "cpu", "--width", 40)
FAKE_DENOISER = os.environ.get("FAKE_DENOISER", PROGRAM.parent / "tests/fake_denoiser")
ENDLESS = 1048576
WAIT_SECONDS = 60


class Enough(Exception):
    """Ends a render."""


def enough(done, total):
    """A progress that ends a render in its first dispatch after a pass or so."""
    if done > total / ENDLESS:
        raise Enough


def run_script(script, **environment):
    return subprocess.run([sys.executable, "-c", script], env={**os.environ, **environment}, capture_output=True, text=True,
                          timeout=300, check=False)


def film_hash_in(out):
    return re.search(r"film ([0-9a-f]{32})", out).group(1)


def test_aovs_have_their_shapes():
    plain = triptych.render(SCENE, spp=32, **SMALL)
    image = triptych.render(SCENE, spp=32, aovs="all", **SMALL)
    height, width, _ = image.shape
    shapes = {name: (aov.shape, aov.dtype) for name, aov in image.aovs.items()}
    colors, numbers = ((height, width, 3), np.float32), ((height, width), np.uint32)
    assert shapes == {"albedo": colors, "normal": colors, "depth": ((height, width), np.float32), "position": colors,
                      "id": numbers, "instance": numbers, "material": numbers, "variance": colors}
    assert image.film_hash == plain.film_hash and np.array_equal(image, plain) and plain.aovs == {}
    assert 0 < image.aovs["albedo"].max() <= 1 and image.aovs["id"].max() > 1 and image.aovs["variance"].max() > 0
    assert image.rendering.relative_noise > 0 and plain.rendering.relative_noise is None
    lengths = np.linalg.norm(image.aovs["normal"], axis=2)
    assert lengths.max() == pytest.approx(1, abs=1e-5)
    assert (image * 2).aovs == {} and image[:].aovs == {}


@pytest.mark.parametrize("names", [["normal"], ["albedo", "depth", "id", "variance"]])
def test_exr_with_aovs_is_the_command_lines(command_line, names):
    crop = (3, 30, 2, 20)
    triptych.render(SCENE, spp=32, aovs=names, crop=crop, **SMALL).save("python.exr")
    code, _, errors = command_line(*ON_CPU, "--spp", 32, "--aov", ",".join(names), "--crop", *crop, "-o", "cli.exr")
    assert code == 0, errors
    assert Path("python.exr").read_bytes() == Path("cli.exr").read_bytes()


def test_denoising_says_what_is_missing(command_line):
    code, _, errors = command_line(*ON_CPU, "--spp", 1, "--denoise", "-o", "a.png")
    if code == 0:
        pytest.skip("Open Image Denoise is installed")
    with pytest.raises(triptych.UsageError) as caught:
        triptych.render(SCENE, spp=1, denoise=True, **SMALL)
    assert errors.strip().replace("--denoise", "denoise") == f"triptych: {caught.value}" and "libOpenImageDenoise.so.2" in errors


def test_denoised_image():
    """The library that stands in for Open Image Denoise has a known result: see fake_denoiser.cpp."""
    script = """if True:
        import numpy as np, triptych
        image = triptych.render("three-spheres", backend="cpu", width=40, spp=4, denoise=True, aovs=["albedo", "normal"])
        noisy, albedo, normal = (image.aovs[name] for name in ("noisy", "albedo", "normal"))
        assert np.allclose(image, 0.5 * noisy + 0.125 * albedo + normal + 2, atol=1e-4)
        assert np.array_equal(noisy, triptych.render("three-spheres", backend="cpu", width=40, spp=4))
        assert image.rendering.denoised and list(image.aovs) == ["albedo", "normal", "noisy"]
        image.save("python.exr")
        assert triptych.render("three-spheres", backend="cpu", width=40, spp=4, denoise=True).aovs == {}"""
    result = run_script(script, LD_LIBRARY_PATH=str(FAKE_DENOISER))
    assert result.returncode == 0, result.stderr
    subprocess.run([PROGRAM, *map(str, ON_CPU), "--spp", "4", "--denoise", "--aov", "albedo,normal", "-o", "cli.exr"],
                   env={**os.environ, "LD_LIBRARY_PATH": str(FAKE_DENOISER)}, check=True, capture_output=True)
    assert Path("python.exr").read_bytes() == Path("cli.exr").read_bytes()


def test_target_noise_ends_where_the_command_line_does(command_line, caplog):
    image = triptych.render(SCENE, spp=4000, target_noise=0.05, **SMALL)
    assert image.rendering.ended_by == "target-noise" and 64 <= image.rendering.spp < 4000
    assert image.rendering.relative_noise <= 0.05
    code, out, _ = command_line(*ON_CPU, "--spp", 4000, "--target-noise", 0.05, "-o", "a.film")
    assert code == 0 and film_hash_in(out) == image.film_hash
    assert not caplog.records
    assert triptych.render(SCENE, spp=4, target_noise=1e-9, **SMALL).rendering.ended_by == "samples"
    assert "above target_noise 1e-09" in caplog.text


def test_time_limit(command_line):
    image = triptych.render(SCENE, spp=ENDLESS, time_limit=0.5, **SMALL)
    assert image.rendering.ended_by == "time-limit" and 0 < image.rendering.spp < ENDLESS
    assert image.film_hash == triptych.render(SCENE, spp=image.rendering.spp, **SMALL).film_hash
    with pytest.raises(triptych.LimitError, match="time limit passed before every pixel had a sample"):
        triptych.render(SCENE, spp=4, time_limit=0, **SMALL)


def test_exception_leaves_a_checkpoint(command_line):
    with pytest.raises(Enough):
        triptych.render(SCENE, spp=ENDLESS, checkpoint="kept", progress=enough, **SMALL)
    code, out, _ = command_line("merge", "kept", "-o", "so-far.film")
    done = int(re.search(r"samples 0:(\d+)", out).group(1))
    assert code == 0 and done > 0
    image = triptych.render(SCENE, spp=done + 5, checkpoint="kept", resume=True, **SMALL)
    assert image.rendering.resumed_spp == done and image.rendering.samples == (0, done + 5)
    assert image.film_hash == triptych.render(SCENE, spp=done + 5, **SMALL).film_hash
    assert not Path("kept").exists()
    for _ in range(2):  # the name can be used again and again
        triptych.render(SCENE, spp=1, checkpoint="kept", checkpoint_interval=0, **SMALL)
        assert not Path("kept").exists()


def test_interrupt_leaves_a_checkpoint_that_the_command_line_resumes(command_line):
    timer = threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            triptych.render(SCENE, spp=ENDLESS, checkpoint="kept", **SMALL)
    finally:
        timer.cancel()
    done = triptych.Film.load("kept").spp
    code, out, errors = command_line(*ON_CPU, "--spp", done + 3, "--checkpoint", "kept", "--resume", "-o", "a.film")
    assert code == 0 and done > 0, errors
    assert film_hash_in(out) == triptych.render(SCENE, spp=done + 3, **SMALL).film_hash


def test_killed_render_is_resumed():
    process = subprocess.Popen([sys.executable, "-c", f"import triptych; triptych.render('{SCENE}', backend='cpu', width=40, "
                                f"spp={ENDLESS}, checkpoint='kept', checkpoint_interval=0)"])
    end = time.monotonic() + WAIT_SECONDS
    while not Path("kept").exists():
        assert time.monotonic() < end and process.poll() is None, "no checkpoint came"
        time.sleep(0.01)
    process.kill()
    process.wait()
    done = triptych.Film.load("kept").spp
    film = triptych.render_film(SCENE, spp=done + 2, checkpoint="kept", resume=True, **SMALL)
    assert done > 0 and film == triptych.render_film(SCENE, spp=done + 2, **SMALL)


def test_own_film_is_only_read():
    first = triptych.render_film(SCENE, spp=4, **SMALL)
    first.save("first.film")
    before = Path("first.film").read_bytes()
    with pytest.raises(Enough):
        triptych.render(SCENE, spp=ENDLESS, checkpoint="first.film", resume=True, progress=enough, **SMALL)
    assert Path("first.film").read_bytes() == before
    done = triptych.Film.load("first.film.checkpoint").spp
    image = triptych.render(SCENE, spp=done + 1, checkpoint="first.film", resume=True, **SMALL)
    assert image.rendering.resumed_spp == done > 4
    assert not Path("first.film.checkpoint").exists() and Path("first.film").read_bytes() == before


def test_refusals_are_the_command_lines(command_line):
    triptych.render_film(SCENE, spp=4, **SMALL).save("kept")
    resume = {"checkpoint": "kept", "resume": True}
    for keywords, arguments, error in (
            ({"checkpoint": "kept"}, ("--checkpoint", "kept"), triptych.ForeignFilmError),
            ({**resume, "seed": 1}, ("--checkpoint", "kept", "--resume", "--seed", 1), triptych.ForeignFilmError),
            ({**resume, "spp": 3}, ("--checkpoint", "kept", "--resume", "--spp", 3), triptych.ForeignFilmError),
            ({**resume, "checkpoint": "no"}, ("--checkpoint", "no", "--resume"), triptych.InvalidInputError),
            ({"checkpoint": "no/such"}, ("--checkpoint", "no/such"), triptych.OutputError)):
        with pytest.raises(error) as caught:
            triptych.render(SCENE, **{"spp": 9, **SMALL, **keywords})
        spp = () if "--spp" in arguments else ("--spp", 9)
        code, _, errors = command_line(*ON_CPU, *spp, *arguments, "-o", "a.png")
        in_python = errors.strip().replace("--", "")  # options are keywords there
        assert (code, in_python) == (caught.value.exit_code, f"triptych: {caught.value}")
    assert triptych.Film.load("kept").spp == 4


@pytest.mark.parametrize("keywords, sentence", [
    ({"time_limit": -1.0}, "time_limit must be a number that is not negative, not -1."),
    ({"target_noise": float("nan")}, "target_noise must be a finite number, not nan."),
    ({"checkpoint_interval": -0.5}, "checkpoint_interval must be a number that is not negative, not -0.5."),
    ({"aovs": ["colour"]}, "aovs must be names among albedo, normal, depth, position, id, instance, material, variance or "
                           'all, not "colour".'),
    ({"resume": True}, "There is no file that the checkpoint could be named after; name it with checkpoint."),
])
def test_settings_of_runs_are_checked(keywords, sentence):
    with pytest.raises(triptych.UsageError) as caught:
        triptych.render(SCENE, spp=1, **SMALL, **keywords)
    assert str(caught.value) == sentence


def test_films_hold_no_aovs():
    for keywords in ({"aovs": ["albedo"]}, {"denoise": True}):
        with pytest.raises(triptych.UsageError, match="exact sums"):
            triptych.render_film(SCENE, **SMALL, **keywords)
    with pytest.raises(TypeError, match="denoise"):
        next(triptych.progressive(SCENE, denoise=True, **SMALL))
