"""Renders on Dask's workers: one picture, whatever happens to the workers.

FARM_ROUNDS says how many renders have a worker killed at a random moment.
SPDX-License-Identifier: MIT
"""
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

import triptych

distributed = pytest.importorskip("distributed")
from triptych import farm  # noqa: E402
from triptych.farm import _farm, _ranges, _work  # noqa: E402

SETTINGS = {"width": 96, "spp": 64, "seed": 3}
SCENE = "one-weekend"


class Workers:
    """A scheduler and four workers, each a process of its own, as on machines of their own."""

    def __init__(self, folder):
        self.file = folder / "scheduler.json"
        self.processes = [self.start("dask_scheduler", "--port", "0", "--scheduler-file")]
        self.fill()

    def start(self, program, *options):
        # Workers import what the tests let them run.
        paths = [os.path.dirname(__file__), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        return subprocess.Popen([sys.executable, "-m", f"distributed.cli.{program}", "--no-dashboard", *options, str(self.file)],
                                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def fill(self):
        """Starts a new one for each that is dead."""
        self.processes = [process for process in self.processes if process.poll() is None]
        while len(self.processes) < 5:
            self.processes.append(self.start("dask_worker", "--nthreads", "1", "--no-nanny", "--scheduler-file"))

    def make_ready(self, client):
        """Waits until the scheduler knows four living workers, and no dead one."""
        self.fill()
        deadline = time.monotonic() + 120
        while self.known(client) != {process.pid for process in self.processes[1:]}:
            assert time.monotonic() < deadline, "the workers did not start"
            time.sleep(0.1)

    @staticmethod
    def known(client):
        """The pids of the scheduler's workers; those that died a moment ago answer with an exception."""
        return {pid for pid in client.run(os.getpid, on_error="return").values() if isinstance(pid, int)}

    def kill(self, pid):
        """Returns when it is dead, so that fill() sees it."""
        os.kill(pid, signal.SIGKILL)
        next(process for process in self.processes if process.pid == pid).wait()

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    started = Workers(tmp_path_factory.mktemp("cluster"))
    yield started
    started.close()


@pytest.fixture(scope="module")
def client(workers):
    deadline = time.monotonic() + 60
    while not workers.file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    with distributed.Client(scheduler_file=str(workers.file), timeout=60) as client:
        workers.make_ready(client)
        yield client


@pytest.fixture(scope="module")
def expected():
    return triptych.render_film(SCENE, "cpu", **SETTINGS).hash


@pytest.mark.parametrize("first, last, workers, least", [(0, 1, 1, 1), (0, 64, 4, 1), (5, 1000, 3, 7), (0, 10, 100, 1), (0, 5, 2, 50)])
def test_ranges_are_whole_and_get_smaller(first, last, workers, least):
    ranges = _ranges.split(first, last, workers, least)
    assert [ranges[0][0], *(end for _, end in ranges)] == [*(start for start, _ in ranges), last] and ranges[0][0] == first
    sizes = [end - start for start, end in ranges]
    assert sizes == sorted(sizes, reverse=True) and min(sizes[:-1], default=least) >= least
    assert sizes[0] <= max(least, -(-(last - first) // (3 * workers)))


def test_the_film_is_that_of_one_device(client, expected):
    done = []
    image = farm.render(SCENE, client, backend="cpu", progress=lambda *counts: done.append(counts), **SETTINGS)
    assert image.film_hash == expected
    assert done[-1] == (64 * 96 * 54, 64 * 96 * 54) and done == sorted(done) and len(done) > 8


def test_samples_may_be_a_range_and_settings_those_of_render(client):
    settings = {"width": 40, "samples": (7, 30), "integrator": "path", "sampler": "independent", "roulette": True,
                "crop": (3, 20, 1, 9), "sky": "gray", "max_depth": 9, "clamp_indirect": 0.1}
    assert farm.render_film("cornell-box", client, backend="cpu", **settings).hash == \
        triptych.render_film("cornell-box", "cpu", **settings).hash


def test_alpha_comes_with_the_film(client):
    settings = {"width": 40, "samples": (0, 30), "transparent": True}
    film = farm.render_film(SCENE, client, backend="cpu", **settings)
    assert film.to_bytes() == triptych.render_film(SCENE, "cpu", **settings).to_bytes()
    assert film.mean().alpha.min() == 0 and film.mean().alpha.max() == 1


def test_workers_merge_where_there_are_many_films(client, expected, monkeypatch):
    monkeypatch.setattr(_farm, "MAX_FILMS_FOR_CLIENT", 3)
    done = []
    film = farm.render_film(SCENE, client, backend="cpu", progress=lambda *counts: done.append(counts), **SETTINGS)
    assert film.hash == expected and len(done) == 3


def test_without_a_client_its_worker_may_die_beside_another_cluster(client, expected, monkeypatch):
    killed, clients = [], []
    monkeypatch.setattr(_farm, "Client", lambda cluster: clients.append(distributed.Client(cluster)) or clients[0])

    def kill(done, total):
        if not killed:
            killed.extend(clients[0].run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)

    assert farm.render_film(SCENE, backend="cpu", progress=kill, **SETTINGS).hash == expected
    assert len(killed) == 1


def test_without_a_client_this_machine_has_a_worker_for_each_device():
    film = farm.render_film("three-spheres", backend="cpu", width=16, spp=3)
    assert film.hash == triptych.render_film("three-spheres", "cpu", width=16, spp=3).hash


@pytest.mark.parametrize("number", range(int(os.environ.get("FARM_ROUNDS", "3"))))
def test_a_killed_worker_costs_what_it_drew(client, workers, expected, number, tmp_path, monkeypatch):
    make = random.Random(number)
    workers.make_ready(client)
    at = make.randrange(1, 64)
    killed, films, received = [], [], set()
    unpack = _work.Part.film
    monkeypatch.setattr(_work.Part, "film", lambda part: films.append(unpack(part)) or films[-1])

    def kill(done, total):
        if not killed and done * 64 >= at * total:
            received.update(f"({film.samples[0][0]}:{film.samples[0][1]})" for film in films)
            killed.append(make.choice(victims))
            workers.kill(killed[0])

    victims = sorted(workers.known(client))
    log = tmp_path / "drawn"
    client.run(log_to, str(log))
    assert farm.render_film(SCENE, client, backend="cpu", progress=kill, **SETTINGS).hash == expected
    first_drawn_by = {}
    again = []
    for pid, samples in map(str.split, log.read_text().splitlines()):
        if samples in first_drawn_by:
            again.append(samples)
        first_drawn_by.setdefault(samples, pid)
    # Drawn again is only what the killed worker was drawing or was about to hand over.
    assert killed and {first_drawn_by[samples] for samples in again} <= {str(killed[0])}
    assert received and not received & set(again)


def log_to(path):
    """Lets the worker write a line for each range that it begins, and take its time."""
    draw = getattr(_work, "unlogged_draw", _work.run_render)
    _work.unlogged_draw = draw

    def logged(scene, **settings):
        with open(path, "a") as file:
            file.write(f"{os.getpid()} {settings['samples']}\n".replace(", ", ":"))
        time.sleep(0.3)  # so that ranges take longer than Dask's messages, as ranges of real pictures do
        return draw(scene, **settings)

    _work.run_render = logged


def test_it_goes_on_where_all_workers_die_with_the_scene(client, workers, expected):
    workers.make_ready(client)
    killed = []

    def kill(done, total):
        if not killed:
            killed.extend(workers.known(client))
            for pid in killed:
                workers.kill(pid)
            workers.fill()

    assert farm.render_film(SCENE, client, backend="cpu", progress=kill, **SETTINGS).hash == expected
    assert len(killed) == 4


def doubt(times):
    """Lets the worker take that many ranges for unwanted, as where the scheduler takes a task back and gives it out again."""
    is_wanted = _work._is_wanted
    left = [times]

    def doubting(*task):
        left[0] -= 1
        if left[0] < 0:
            _work._is_wanted = is_wanted
        return left[0] < 0 and is_wanted(*task)

    _work._is_wanted = doubting


def test_ranges_that_workers_gave_up_are_drawn_again(client, workers, expected):
    workers.make_ready(client)
    client.run(doubt, 2)  # Dask itself tries a second time
    assert farm.render_film(SCENE, client, backend="cpu", **SETTINGS).hash == expected


class Stop(Exception):
    pass


def test_nothing_goes_on_after_an_exception(client, workers, monkeypatch):
    workers.make_ready(client)
    monkeypatch.setattr(_farm, "split", lambda *_: [(0, 1), (1, 9000), (9000, 18000), (18000, 27000)])  # minutes of work

    def stop(done, total):
        raise Stop

    with pytest.raises(Stop):
        farm.render_film(SCENE, client, backend="cpu", progress=stop, width=400, spp=27000)
    deadline = time.monotonic() + 60
    while any(client.run(lambda dask_worker: dask_worker.state.executing_count).values()):
        assert time.monotonic() < deadline, "workers still draw for nobody"
        time.sleep(0.1)


def test_errors_of_workers_are_those_of_render(client):
    with pytest.raises(triptych.UsageError, match="crop"):
        farm.render_film(SCENE, client, backend="cpu", crop=(0, 99, 0, 99), width=10)
    with pytest.raises(TypeError, match="no setting"):
        farm.render_film(SCENE, client, backend="cpu", colour="red")
    with pytest.raises(triptych.UsageError, match="cannot render"):
        farm.render_film(SCENE, client, device="no such device", **SETTINGS)


@pytest.mark.parametrize("change, sentence", [
    (lambda: setattr(triptych, "__version__", "0.0.9"), "has Triptych 0.0.9, and this is"),
    (lambda: setattr(_work, "PROOF_SETTINGS", {"width": 32, "spp": 3}), "draws another picture")])
def test_a_worker_that_differs_is_found_before_it_works(change, sentence):
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with distributed.Client(cluster) as client:
            client.run(change, workers=[sorted(client.scheduler_info()["workers"])[0]])
            with pytest.raises(triptych.UsageError, match=sentence):
                farm.render_film(SCENE, client, backend="cpu", **SETTINGS)


def turning(tmp_path):
    """The file of a scene whose camera moves."""
    path = tmp_path / "turning.json"
    path.write_text(json.dumps({"triptych": 1, "camera": {"look_from": {"keyframes": [[0, [0, 0, 3]], [1, [3, 0, 0]]]}},
                                "materials": {"clay": {"type": "lambertian", "albedo": [0.7, 0.6, 0.5]}},
                                "shapes": [{"type": "sphere", "center": [0, 0, -1], "radius": 0.5, "material": "clay"}]}))
    return str(path)


def test_sequences(client, tmp_path):
    source = turning(tmp_path)
    settings = {"width": 24, "spp": 4}
    expected = {frame: image.film_hash for frame, image in triptych.render_frames(source, (0, 6), "cpu", **settings)}
    drawn = farm.render_frames(source, (0, 6), client, backend="cpu", **settings)
    assert {frame: film.hash for frame, film in drawn} == expected and len(set(expected.values())) == 2
    run = [sys.executable, "-m", "triptych.farm", source, "--scheduler", client.scheduler.address, "--backend", "cpu", "--width", "24",
           "--spp", "4", "--frames"]
    done = subprocess.run([*run, "0:6:6", "-o", str(tmp_path / "a.##.film")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [triptych.Film.load(tmp_path / f"a.{frame:02}.film").hash for frame in (0, 6)] == list(expected.values())
    for frames, name in (("6:0", "a.#.film"), ("0:6", "a.film")):
        done = subprocess.run([*run, frames, "-o", str(tmp_path / name)], capture_output=True, text=True)
        assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr


def test_command_line(client, expected, tmp_path):
    run = [sys.executable, "-m", "triptych.farm"]
    done = subprocess.run([*run, SCENE, "-o", str(tmp_path / "a.film"), "--scheduler", client.scheduler.address, "--backend", "cpu",
                           "--width", "96", "--spp", "64", "--seed", "3"], capture_output=True, text=True)
    assert done.returncode == 0 and f"film {expected}" in done.stdout, done.stderr
    assert triptych.Film.load(tmp_path / "a.film").hash == expected
    for wrong, code in ((["no-such-scene"], 3), ([SCENE, "--width", "0"], 2), ([SCENE, "--device", "none such"], 2)):
        done = subprocess.run([*run, *wrong, "-o", str(tmp_path / "b.png"), "--scheduler", client.scheduler.address],
                              capture_output=True, text=True)
        assert done.returncode == code and done.stderr.count("\n") == 1 and not (tmp_path / "b.png").exists(), done.stderr
