"""Cores that are taken from a server, and threads that wait for one, are noticed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from kaggle_utils.engines.served.processor import ProcessorWatch, Reading, read_processor

CHILD = """
import subprocess, sys, threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
child = subprocess.Popen([sys.executable, "-c", "print('ready', flush=True); input()"])
child.wait()
"""


@pytest.fixture
def server() -> Iterator[int]:
    """A process with a thread and a child."""
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.communicate("\n")


def watched(*readings: tuple[float, int, dict[int, tuple[float, float]]]) -> ProcessorWatch:
    """A watch that has seen readings: the time, the cores, and by thread the seconds that it ran and waited."""
    watch = ProcessorWatch()
    for now, cores, threads in readings:
        watch.note(now, Reading(cores, {number: (int(ran * 1e9), int(waited * 1e9)) for number, (ran, waited) in threads.items()}))
    return watch


def test_a_processs_threads_and_children_are_read(server: int) -> None:
    reading = read_processor(server)
    assert reading.cores == len(os.sched_getaffinity(0))
    assert len(reading.threads) == 3
    assert server in reading.threads


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core cannot be taken from one")
def test_a_core_that_is_taken_is_seen(server: int) -> None:
    watch = ProcessorWatch()
    watch.note(0.0, read_processor(server))
    for thread in read_processor(server).threads:
        os.sched_setaffinity(thread, {min(os.sched_getaffinity(0))})
    watch.note(60.0, read_processor(server))
    assert watch.facts["cores_taken"] == f"1 of its {len(os.sched_getaffinity(0))} cores for 60 s"


def test_a_process_that_is_gone_is_an_os_error(server: int) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    with pytest.raises(OSError, match="No such"):
        read_processor(gone.pid)


def test_nothing_is_said_of_a_server_that_has_its_cores() -> None:
    assert watched((0, 2, {1: (0, 0)}), (2, 2, {1: (2, 0.5)}), (4, 2, {1: (4, 1)})).facts == {}


def test_threads_that_wait_longer_than_they_run_are_starved() -> None:
    assert watched((0, 2, {1: (0, 0), 2: (0, 0)}), (30, 2, {1: (9, 20), 2: (9, 20)})).facts == {"starved_seconds": 30}


def test_an_idle_server_is_not_starved() -> None:
    assert watched((0, 2, {1: (0, 0)}), (30, 2, {1: (0.1, 0.2)})).facts == {}


def test_a_thread_that_is_new_or_restarted_counts_from_its_second_reading() -> None:
    assert watched((0, 2, {1: (5, 50)}), (30, 2, {2: (1, 29)}), (60, 2, {2: (25, 35)})).facts == {}


def test_cores_that_come_back_are_not_missing_any_more() -> None:
    assert watched((0, 4, {}), (10, 1, {}), (15, 4, {}), (100, 4, {})).facts == {"cores_taken": "1 of its 4 cores for 10 s"}
