"""Several devices in one render: the film, AOVs and noise of one.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import pytest

import triptych

SMALL = {"width": 40, "spp": 40}
LIST = "cpu:0,cpu:1"


@pytest.fixture(scope="module", name="alone")
def fixture_alone() -> triptych.Film:
    return triptych.render_film("cornell-box", "cpu", **SMALL)


def test_every_way_to_name_several(alone):
    cpus = [device for device in triptych.devices() if device.backend == "cpu"]
    for device in (LIST, cpus[:2], ["cpu:0", cpus[1]], ("cpu:0", "cpu:1"), "all", [device for device in triptych.devices()
                                                                                   if device.available]):
        assert triptych.render_film("cornell-box", device=device, **SMALL).hash == alone.hash


def test_rendering_tells_each_share(alone):
    image = triptych.render("cornell-box", device=LIST, **SMALL)
    shares = image.rendering.devices
    assert [str(share.device).split(":")[0] for share in shares] == ["cpu 0", "cpu 1"]
    assert sum(share.samples for share in shares) == alone.spp * image.shape[0] * image.shape[1]
    assert all(share.failure == "" for share in shares)
    assert image.film_hash == alone.hash
    assert len(triptych.render("cornell-box", "cpu", **SMALL).rendering.devices) == 1


def test_aovs_and_noise_are_those_of_one():
    settings = {"width": 30, "spp": 5000, "target_noise": 0.3, "aovs": "all"}
    one = triptych.render("cornell-box", "cpu", **settings)
    several = triptych.render("cornell-box", device=LIST, **settings)
    assert several.film_hash == one.film_hash
    assert several.rendering.ended_by == one.rendering.ended_by == "target-noise"
    assert several.rendering.relative_noise == one.rendering.relative_noise
    assert several.aovs.keys() == one.aovs.keys()
    for name, values in one.aovs.items():
        assert (several.aovs[name] == values).all(), name


def test_progressive(alone):
    images = list(triptych.progressive("cornell-box", device=LIST, **SMALL))
    assert images[-1].film_hash == alone.hash


def test_checkpoints_pass_between_one_and_several(alone, tmp_path):
    class Stop(Exception):
        pass

    def stop_halfway(done, total):
        if done > total / 4:
            raise Stop

    checkpoint = tmp_path / "x.checkpoint"
    for first, second in ((LIST, "cpu:0"), ("cpu:0", LIST)):
        with pytest.raises(Stop):
            triptych.render_film("cornell-box", device=first, checkpoint=checkpoint, checkpoint_interval=0,
                                 progress=stop_halfway, **SMALL)
        assert checkpoint.exists()
        film = triptych.render_film("cornell-box", device=second, checkpoint=checkpoint, resume=True, **SMALL)
        assert film.hash == alone.hash
        assert not checkpoint.exists()


@pytest.mark.parametrize("device, words", [("cpu,nonsense", "'nonsense'"), (["cpu:0", "nonsense"], "'nonsense'")])
def test_unknown_names(device, words):
    with pytest.raises(triptych.NoDeviceError, match=words):
        triptych.render("cornell-box", device=device, **SMALL)


@pytest.mark.parametrize("device, words", [("cpu,cpu", "twice"), (["cpu", "cpu:0"], "twice"), ("cpu,", "empty")])
def test_bad_lists(device, words):
    with pytest.raises(triptych.UsageError, match=words):
        triptych.render("cornell-box", device=device, **SMALL)
