"""How images are written: JPEG, 16 bits, halves, in files and in memory.

SPDX-License-Identifier: MIT
"""
import io
import struct

import numpy as np
import pytest

import triptych

PillowImage = pytest.importorskip("PIL.Image")


@pytest.fixture(scope="module")
def image():
    return triptych.render("cornell-box", "cpu", width=24, spp=4, aovs="depth")


def test_jpeg_for_other_programs(image, tmp_path):
    image.save(tmp_path / "a.jpg", quality=95)
    decoded = np.asarray(PillowImage.open(tmp_path / "a.jpg"))
    assert decoded.shape == image.shape
    assert np.abs(decoded.astype(int) - image.to_uint8()).mean() < 4
    memory = io.BytesIO()
    image.save(memory, format="jpg", quality=95)
    assert memory.getvalue() == (tmp_path / "a.jpg").read_bytes()
    assert image.film_hash.encode() in memory.getvalue()
    assert image.to_jpeg(quality=95, metadata=True) == memory.getvalue()
    assert len(image.to_jpeg(quality=10)) < len(image.to_jpeg())
    assert image.film_hash.encode() not in image.to_jpeg()
    assert image.to_jpeg(tonemap="agx", exposure=1) == image.tone_mapped(1, "agx").to_jpeg()


def test_sixteen_bits(image, tmp_path):
    image.save(tmp_path / "a.png", bits=16)
    deep = triptych.Image.load(tmp_path / "a.png")
    assert np.array_equal(deep.to_uint16(), image.to_uint16())
    assert image.to_uint16().dtype == np.uint16 and len(np.unique(image.to_uint16())) > len(np.unique(image.to_uint8()))
    assert image.to_png(bits=16)[24] == 16 and image.to_png()[24] == 8
    assert image.to_png(bits=16, metadata=True) == (tmp_path / "a.png").read_bytes()


def test_halves(image, tmp_path):
    image.save(tmp_path / "half.exr", bits=16)
    assert np.array_equal(triptych.Image.load(tmp_path / "half.exr"), image.astype(np.float16).astype(np.float32))
    assert (tmp_path / "half.exr").read_bytes() == image.to_exr(bits=16, metadata=True)
    name = image.to_exr(bits=16).index(b"B\0")
    assert struct.unpack("<i", image.to_exr(bits=16)[name + 2:name + 6]) == (1,)  # HALF
    depth = image.to_exr(bits=16).index(b"Z\0")
    assert struct.unpack("<i", image.to_exr(bits=16)[depth + 2:depth + 6]) == (2,)  # FLOAT


@pytest.mark.parametrize("name, settings, words", [
    ("a.png", {"bits": 32}, "8 or 16 bits"), ("a.exr", {"bits": 8}, "32 or 16 bits"),
    ("a.jpg", {"bits": 16}, "holds 8 bits"), ("a.pfm", {"bits": 16}, "holds 32 bits"),
    ("a.png", {"quality": 50}, "loses nothing"), ("a.jpg", {"quality": 101}, "quality must lie in"),
    ("a.exr", {"tonemap": "agx"}, "linear light"), ("a.gif", {}, "only read")])
def test_formats_refuse_what_they_do_not_have(image, tmp_path, name, settings, words):
    with pytest.raises(triptych.UsageError, match=words):
        image.save(tmp_path / name, **settings)
    with pytest.raises(triptych.UsageError, match=words):
        image.save(io.BytesIO(), format=name[2:], **settings)
    assert not list(tmp_path.iterdir())
