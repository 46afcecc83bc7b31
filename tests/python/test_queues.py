"""The scripts for queues, as queues run them: tasks in any order, one of them twice, and one that failed.

SPDX-License-Identifier: MIT
"""
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import triptych

QUEUES = Path(__file__).resolve().parents[2] / "examples/queues"
PROGRAM = os.environ.get("TRIPTYCH", "")
EXPECTED = {"width": 32, "spp": 10}


def run(*command, **variables):
    return subprocess.run([str(word) for word in command], env={**os.environ, **{name: str(value) for name, value in variables.items()}},
                          capture_output=True, text=True)


@pytest.mark.parametrize("tasks", [1, 4, 13])
def test_slurm(tmp_path, tasks):
    output = tmp_path / "a picture.film"

    def task(number):
        done = run("bash", QUEUES / "render.slurm.sh", "one-weekend", output, 10, "--width", 32, SLURM_ARRAY_TASK_ID=number,
                   SLURM_ARRAY_TASK_MAX=tasks - 1, SLURM_CPUS_ON_NODE=1, TRIPTYCH=PROGRAM)
        assert done.returncode == 0, done.stderr

    numbers = list(range(tasks))
    random.Random(tasks).shuffle(numbers)
    failed = numbers.pop()
    for number in [*numbers, *numbers[:1]]:
        task(number)
    if tasks == 4:
        films = sorted(tmp_path.glob("*.film"))
        assert run(PROGRAM, "merge", "--missing", "--spp", 10, *films).stdout == f"{10 * failed // 4}:{10 * (failed + 1) // 4}\n"
    task(failed)
    done = run(PROGRAM, "merge", *tmp_path.glob("*.film"), "-o", output)
    assert done.returncode == 0, done.stderr
    assert triptych.Film.load(output).hash == triptych.render_film("one-weekend", "cpu", **EXPECTED).hash


def test_open_job_description(tmp_path):
    pytest.importorskip("openjd.cli")
    openjd = Path(sys.executable).parent / "openjd"
    template = QUEUES / "render.openjd.yaml"
    assert run(openjd, "check", template).returncode == 0
    output = tmp_path / "picture.film"
    parameters = [f"--job-param={name}={value}" for name, value in
                  {"Scene": "one-weekend", "Output": output, "Spp": 10, "LastPart": 3, "Options": "--width 32", "Triptych": PROGRAM}.items()]
    done = run(openjd, "run", template, *parameters)
    assert done.returncode == 0, done.stdout + done.stderr
    assert triptych.Film.load(output).hash == triptych.render_film("one-weekend", "cpu", **EXPECTED).hash
    assert list(tmp_path.iterdir()) == [output]
