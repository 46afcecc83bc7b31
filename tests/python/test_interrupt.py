"""A signal's exception ends the building of a tree.

SPDX-License-Identifier: MIT
"""
import signal

import numpy as np
import pytest
import triptych


class Enough(Exception):
    pass


def enough(*_):
    raise Enough


def test_an_exception_ends_the_building_of_a_tree():
    random = np.random.default_rng(2)
    scene = triptych.Scene({"materials": {"gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}}})
    scene.add_spheres(np.column_stack([random.normal(0, 5, (500_000, 3)), np.full(500_000, 0.01)]), "gray")
    before = signal.signal(signal.SIGALRM, enough)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Enough):
            scene.packed()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert scene.build_seconds == 0  # it did not wait for the end
    assert scene.packed().shape_count == 500_000
    assert scene.build_seconds > 0
