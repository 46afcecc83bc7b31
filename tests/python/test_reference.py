"""The pytest plugin: fixtures, references, updates and the report, as a project that uses it meets them.

SPDX-License-Identifier: MIT
"""
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

import numpy as np
import pytest
import triptych
from triptych._reference import HashFile, array_of, png_of_codes, save_image

TESTS = """
import numpy as np
import pytest

def picture(step=0):
    codes = np.arange(24 * 16 * 3, dtype=np.uint32).reshape(16, 24, 3) % 251
    codes[4, 5, 1] += step
    return codes.astype(np.uint8)

def test_codes(image_reference):
    image_reference(picture(CHANGE))

def test_tolerant(image_reference):
    image_reference(picture(CHANGE), fail=0.01)

@pytest.mark.parametrize("scale", [1, 2])
def test_light(image_reference, scale):
    image_reference(picture() * np.float32(scale / 100 + CHANGE), name=f"light {scale}")
    image_reference(picture()[..., 0] / 255.0)

def test_film(film_reference):
    film_reference("three-spheres", width=16, spp=1, seed=CHANGE)
"""


@pytest.fixture
def project(tmp_path):
    """Runs pytest in a project of its own; returns exit code, output and the folder."""
    def run(*arguments, change=0):
        (tmp_path / "test_pictures.py").write_text(TESTS.replace("CHANGE", str(change)))
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        done = subprocess.run([sys.executable, "-B", "-m", "pytest", "-p", "triptych.pytest_plugin", "-p", "no:cacheprovider",
                               *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
        return done.returncode, done.stdout + done.stderr, tmp_path
    return run


def failed(out):
    return sorted(re.findall(r"^FAILED test_pictures\.py::(\S+)", out, re.MULTILINE))


def test_a_project_from_its_first_reference_on(project):
    code, out, folder = project()
    assert code == 1 and len(failed(out)) == 5
    assert "run pytest with --triptych-update" in out
    code, out, _ = project("--triptych-update")
    assert code == 0, out
    assert out.count("updated the reference of") == 6
    references = sorted(str(path.relative_to(folder / "references")) for path in (folder / "references").rglob("*") if path.is_file())
    assert references == [".films.txt.lock", "films.txt", *(f"test_pictures/{name}" for name in (
        "light-1.exr", "light-2.exr", "test_codes.png", "test_light-1.exr", "test_light-2.exr", "test_tolerant.png"))]
    code, out, _ = project()
    assert code == 0 and "6 pictures compared" in out
    assert '"accepted":true' in (folder / "triptych-results/report.html").read_text()

    code, out, _ = project(change=1)
    assert code == 1
    assert failed(out) == ["test_codes", "test_film", "test_light[1]", "test_light[2]"]
    assert "1 pixel is not equal" in out and re.search(r"its film is [0-9a-f]{32}, not [0-9a-f]{32}", out)
    assert (folder / "triptych-results/pictures/test_pictures-test_film.png").exists()
    data = json.loads(re.search(r'id="data">(.*?)</script', (folder / "triptych-results/report.html").read_text(), re.DOTALL).group(1))
    verdicts = {pair["name"]: pair["verdict"] for pair in data["pairs"]}
    assert verdicts["test_pictures/test_codes"] == "different" and verdicts["test_pictures/test_tolerant"] == "accepted"
    assert verdicts["test_pictures/test_film"] == "missing"
    assert next(pair for pair in data["pairs"] if pair["name"].endswith("tolerant"))["thresholds"] == {"fail": 0.01}
    suite = xml.parse(folder / "triptych-results/pictures.xml").getroot()
    assert suite.get("failures") == "4"

    foreign = [folder / "triptych-results" / name for name in ("pictures/mine.png", "records/mine.json")]
    for path in foreign:
        path.write_text("not the plugin's")
    assert project("--triptych-update", change=1)[0] == 0
    assert all(path.exists() for path in foreign)
    assert not (folder / "triptych-results/pictures/test_pictures-test_film.png").exists()
    assert project(change=1)[0] == 0


def test_hashes_are_text(project):
    _, _, folder = project("--triptych-update", "-k", "film")
    assert re.fullmatch(r"[0-9a-f]{32}  test_pictures/test_film\n", (folder / "references/films.txt").read_text())
    film = triptych.render_film("three-spheres", width=16, spp=1)
    assert HashFile(folder / "references/films.txt").read() == {"test_pictures/test_film": film.hash}


def test_workers_share_one_report(project):
    project("--triptych-update")
    code, out, folder = project("-n", "2", change=1)
    assert code == 1 and len(failed(out)) == 4, out
    assert "5 pictures compared" in out, out
    assert '"name":"test_pictures/test_codes"' in (folder / "triptych-results/report.html").read_text()


def test_wrong_use_is_named(tmp_path):
    (tmp_path / "test_wrong.py").write_text("""
import numpy as np, pytest
def test_threshold(image_reference):
    with pytest.raises(TypeError, match="max_flop"):
        image_reference(np.zeros((2, 2, 3)), max_flop=1)
def test_shape(image_reference):
    with pytest.raises(TypeError, match="shape"):
        image_reference(np.zeros((2, 2, 3, 3)))
def test_kind(image_reference):
    with pytest.raises(TypeError, match="int64"):
        image_reference(np.zeros((2, 2, 3), dtype=np.int64))
def test_name(image_reference):
    with pytest.raises(pytest.fail.Exception):
        image_reference(np.zeros((2, 2, 3)), name="a")
    with pytest.raises(ValueError, match="'a'"):
        image_reference(np.zeros((2, 2, 3)), name="a")
""")
    done = subprocess.run([sys.executable, "-B", "-m", "pytest", "-q", "-p", "triptych.pytest_plugin", "-p", "no:cacheprovider"],
                          cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(3, 5), (3, 5, 1), (3, 5, 2), (3, 5, 3), (3, 5, 4)])
def test_codes_come_back_from_png(tmp_path, dtype, shape):
    image = pytest.importorskip("PIL.Image")
    codes = (np.arange(np.prod(shape)) * 4001 % np.iinfo(dtype).max).reshape(shape).astype(dtype)
    path = save_image(codes, tmp_path / "a")
    assert path.name == "a.png" and path.read_bytes() == png_of_codes(codes)
    if dtype == np.uint8:
        assert np.array_equal(np.asarray(image.open(path)).reshape(shape), codes)
    colors = codes if codes.ndim == 3 else codes[..., None]
    colors = colors[..., :3] if colors.shape[2] >= 3 else np.repeat(colors[..., :1], 3, axis=2)
    share = colors.astype(np.float64) / np.iinfo(dtype).max
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    assert np.allclose(triptych.Image.load(path), linear, rtol=1e-5, atol=1e-7)


def test_all_kinds_of_images(tmp_path):
    image = pytest.importorskip("PIL.Image")
    codes = (np.arange(3 * 5 * 4) * 4).reshape(3, 5, 4).astype(np.uint8)
    assert np.array_equal(array_of(image.fromarray(codes, "RGBA")), codes)
    assert array_of(image.fromarray(codes[..., 0]).convert("P")).shape == (3, 5, 3)

    class Tensor:
        """As torch's tensors, planes first."""

        def __init__(self, values):
            self.values = values

        def detach(self):
            return self

        def cpu(self):
            return self

        def numpy(self):
            return self.values

    assert np.array_equal(array_of(Tensor(np.moveaxis(codes, -1, 0))), codes)
    assert np.array_equal(array_of(Tensor(codes)), codes)
    light = save_image(np.linspace(0, 9, 60, dtype=np.float32).reshape(3, 5, 4), tmp_path / "a.b")
    assert light.name == "a.b.exr"
    again = save_image(light, tmp_path / "copy")
    assert again.name == "copy.exr" and again.read_bytes() == light.read_bytes()
