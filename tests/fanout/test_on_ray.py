"""A local Ray, where Ray is installed. ``tests/ray`` has a cluster of three nodes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaggle_utils import fanout
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.run import run
from kaggle_utils.fanout import Place
from kaggle_utils.settings import Settings
from tests.evaluation.test_run import PROBLEMS, adds
from tests.fanout.functions import CannotStart, Held, fails_at_three

ray = pytest.importorskip("ray", reason="needs Ray (pip install 'kaggle-utils[ray]')")


# A driver waits until workers are started for it, for ever where those are too slow for their time limit.
PATIENT = {"RAY_enable_worker_prestart": "0", "RAY_prestart_worker_first_driver": "0", "RAY_worker_register_timeout_seconds": "900"}


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A cluster of this process, with room for two actors. Ray gives up a start that takes half a minute: then there is none."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in PATIENT.items():
            patch.setenv(name, value)
        try:
            ray.init(address="local", num_cpus=2, include_dashboard=False, object_store_memory=100_000_000, log_to_driver=False)
        except Exception as error:
            ray.shutdown()
            pytest.skip(f"Ray does not start here: {str(error)[:200]}")
        yield Place(ray="auto", workers=2, width=2, batch=3)
        ray.shutdown()


def test_actors_hold_the_function_and_make_every_item_once(place: Place, tmp_path: Path) -> None:
    made = fanout.map(Held(), range(40), tmp_path, place)
    found = {done.item: done.result for done in made}
    assert sorted(found) == list(range(40))
    assert all(result["held"] for result in found.values())
    assert os.getpid() not in {result["process"] for result in found.values()}
    assert (made.counts.made, made.counts.twice) == (40, 0)


def test_what_was_made_here_is_not_made_again_on_the_cluster(place: Place, tmp_path: Path) -> None:
    list(fanout.map(fails_at_three, range(20), tmp_path))
    made = fanout.map(fails_at_three, range(20), tmp_path, place)
    assert len(list(made)) == 19
    assert made.counts.earlier == 19
    assert list(made.counts.failed) == [fanout.hash_of(3)]


def test_an_actor_that_cannot_start_ends_the_map_with_its_reason(place: Place, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="the engine does not load"):
        list(fanout.map(CannotStart(), range(4), tmp_path, place))


def test_a_run_of_evaluate_on_ray_has_all_its_attempts(place: Place, make_settings: Callable[..., Settings], tmp_path: Path) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 2}, repair_rounds=0, out=tmp_path / "run")
    made = run(PROBLEMS, settings, engine=adds(), place=Place(ray="auto", workers=1))
    assert [made.of(problem)[0].answer for problem in PROBLEMS] == [problem.answer for problem in PROBLEMS]
    assert [len(made.of(problem)) for problem in PROBLEMS] == [2] * 6


def test_a_cluster_that_does_not_answer_is_bad_input(tmp_path: Path) -> None:
    if ray.is_initialized():
        ray.shutdown()
    with pytest.raises(InputError, match="no Ray cluster answers"):
        list(fanout.map(Held(), range(2), tmp_path, Place(ray="auto")))
