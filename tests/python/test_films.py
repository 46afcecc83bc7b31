"""Films from Python: they add exactly, and are the command line's files.

SPDX-License-Identifier: MIT
"""
import numpy as np
import pytest
import triptych


def film(first, last, **more):
    return triptych.render_film("one-weekend", width=32, samples=(first, last), **more)


def test_films_add_up_to_the_whole():
    whole = film(0, 6)
    parts = film(4, 6) + film(0, 1) + film(1, 4)
    assert parts.hash == whole.hash == triptych.render("one-weekend", width=32, spp=6).film_hash
    assert parts == whole and parts.samples == [(0, 6)] and parts.spp == 6
    assert film(0, 1) != whole
    assert np.array_equal(parts.mean(), whole.mean())


@pytest.mark.parametrize("other, reason", [
    (lambda: film(1, 3), "some of the same samples"),
    (lambda: film(2, 3, seed=1), "its seed is 1, not 0"),
    (lambda: triptych.render_film("cornell-box", width=32, samples=(2, 3)), "another scene"),
])
def test_films_of_other_pictures_do_not_add(other, reason):
    with pytest.raises(triptych.ForeignFilmError, match=reason):
        film(0, 2) + other()


def test_film_files_are_the_command_lines(command_line):
    film(0, 2).save("a.film")
    assert command_line("render", "one-weekend", "--width", 32, "--sample-range", "2:4", "-o", "b.film")[0] == 0
    assert command_line("merge", "a.film", "b.film", "-o", "whole.film")[0] == 0
    assert triptych.Film.load("whole.film") == film(0, 4)
    with open("whole.film", "r+b") as file:
        file.seek(500)
        file.write(b"\xff" * 8)
    with pytest.raises(triptych.ForeignFilmError, match="whole.film"):
        triptych.Film.load("whole.film")


def test_pixels_are_the_sums():
    drawn = film(0, 3)
    pixels = drawn.pixels
    assert pixels.shape == drawn.shape == (18, 32) and not pixels.flags.writeable
    assert np.all(pixels["samples"] == 3) and np.all(pixels["invalid"] == 0) and drawn.invalid_samples == 0
    mean = (pixels["green"].astype(np.float64) / 2**26 / 3).astype(np.float32)
    assert np.array_equal(mean, drawn.mean()[..., 1])


def test_a_film_knows_its_window():
    window = film(0, 1, crop=(3, 13, 4, 9))
    assert window.window == (3, 13, 4, 9) and window.shape == (5, 10) and window.scene_name == "one-weekend"
    assert np.array_equal(window.mean(), film(0, 1).mean()[4:9, 3:13])


def test_difference_finds_the_first_pixel():
    a, b = film(0, 2), film(0, 2, max_depth=1)
    assert a.difference(film(0, 2)).pixels == 0
    found = a.difference(b)
    differing = np.argwhere(np.any(a.mean() != b.mean(), axis=2))
    assert found.pixels == len(differing) > 0 and (found.y, found.x) == tuple(differing[0])
    with pytest.raises(triptych.ForeignFilmError, match="windows"):
        a.difference(film(0, 2, crop=(0, 4, 0, 4)))
