"""A run whose problems are items of a fan-out: the same folder as that of a run on one machine, whatever is killed.

The items are worked on by threads here, by the same worker that an actor of Ray holds; ``tests/ray`` does it on Ray.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils import fanout
from kaggle_utils.engines.by_author import EnginesByAuthor
from kaggle_utils.engines.transcript import read_transcript
from kaggle_utils.evaluation.problem_worker import ProblemItem, ProblemWorker, as_item
from kaggle_utils.evaluation.run import REPLIES, Run, run
from kaggle_utils.evaluation.run_files import SHARDS
from kaggle_utils.fanout import Place
from kaggle_utils.fanout.shards import list_shards
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.journal.events import AttemptMade, EngineChanged, ProblemStarted, RunStarted
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import plan_attempts
from tests.evaluation.test_run import PROBLEMS, adds, prefers_42, undecided
from tests.scripted import ScriptedEngine

HERE = Place(workers=1)


@pytest.fixture
def settings(make_settings: Callable[..., Settings], tmp_path: Path) -> Settings:
    return make_settings(strategies={"program-of-thoughts": 2}, repair_rounds=0, out=tmp_path / "run")


def found(made: Run) -> dict[str, list[tuple[Any, Any]]]:
    """What readers see of the attempts, without the times."""
    return {problem.id: [(attempt.answer, attempt.strategy) for attempt in made.of(problem)] for problem in PROBLEMS}


def test_a_run_on_a_cluster_has_the_attempts_of_one_on_this_machine(settings: Settings, tmp_path: Path) -> None:
    here = run(PROBLEMS, replace(settings, out=tmp_path / "here"), engine=adds())
    there = run(PROBLEMS, settings, engine=adds(), place=HERE)
    assert found(there) == found(here)
    replies = [read_transcript(each.folder / REPLIES).replies for each in (here, there)]
    assert {reply.attempt: reply.completion for reply in replies[0]} == {reply.attempt: reply.completion for reply in replies[1]}
    assert any(isinstance(event, EngineChanged) for event in read_journal(settings.out / "journal.jsonl"))
    assert list_shards(settings.out / SHARDS) == []


def test_a_second_start_asks_nothing_wherever_it_runs(settings: Settings) -> None:
    run(PROBLEMS, settings, engine=adds(), place=HERE)
    for place in (HERE, None):
        engine = adds()
        run(PROBLEMS, settings, engine=engine, place=place)
        assert engine.calls == []


def test_a_run_that_was_begun_here_is_continued_on_a_cluster(settings: Settings) -> None:
    run(PROBLEMS[:2], settings, engine=adds())
    engine = adds()
    made = run(PROBLEMS, settings, engine=engine, place=HERE)
    assert len(engine.calls) == 8
    assert [made.of(problem)[0].answer for problem in PROBLEMS] == [problem.answer for problem in PROBLEMS]


def test_an_attempt_that_the_engine_lost_is_made_by_the_next_start(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        run(PROBLEMS, settings, engine=adds(engine_error_at="3"), place=HERE)
    assert "2 of 12 attempts were lost" in caplog.text
    for expected in (2, 0):
        engine = adds()
        made = run(PROBLEMS, settings, engine=engine, place=HERE)
        assert len(engine.calls) == expected
        assert made.of(PROBLEMS[3])[0].answer == 6


def test_what_was_made_and_not_journalled_is_journalled_by_the_next_start(settings: Settings) -> None:
    """The command was killed after the cluster had made everything."""
    settings.out.mkdir()
    journal = Journal(settings.out / "journal.jsonl")
    for event in (RunStarted(settings), *[ProblemStarted(problem, 600.0) for problem in PROBLEMS]):
        journal.write(event)
    journal.close()
    worker = ProblemWorker(settings, plan_attempts(settings.strategies, settings.sampling), None, adds())
    list(fanout.map(worker, [as_item(ProblemItem(problem, (0, 1))) for problem in PROBLEMS], settings.out / SHARDS, HERE))
    engine = adds()
    made = run(PROBLEMS, settings, engine=engine)
    assert engine.calls == []
    assert [len(made.of(problem)) for problem in PROBLEMS] == [2] * 6
    assert len(read_transcript(settings.out / REPLIES).replies) == 12


def test_an_attempt_that_comes_twice_is_journalled_once(settings: Settings) -> None:
    """A node that was cut off made a problem that another one had made meanwhile."""
    run(PROBLEMS[:1], settings, engine=adds(), place=HERE)
    worker = ProblemWorker(settings, plan_attempts(settings.strategies, settings.sampling), None, adds())
    list(fanout.map(worker, [as_item(ProblemItem(PROBLEMS[0], (0, 1)))], settings.out / SHARDS, HERE))
    run(PROBLEMS[:1], settings, engine=adds())
    attempts = [event for event in read_journal(settings.out / "journal.jsonl") if isinstance(event, AttemptMade)]
    assert sorted(event.rank for event in attempts) == [0, 1]


def test_undecided_votes_are_judged_once(settings: Settings) -> None:
    settings = replace(settings, verifier={"extends": "cpu-demo"})
    for questions in (4, 0):
        verifier = ScriptedEngine(prefers_42)
        engine = EnginesByAuthor(ScriptedEngine(undecided), {"verifier": verifier})
        made = run(PROBLEMS[:2], settings, engine=engine, place=HERE)
        assert len(verifier.calls) == questions
        assert [[attempt.answer for attempt in made.of(problem)] for problem in PROBLEMS[:2]] == [[42, 99, 42]] * 2


def test_the_events_keep_the_times_at_which_they_happened(settings: Settings) -> None:
    run(PROBLEMS[:2], settings, engine=adds(), place=HERE)
    lines = [json.loads(line) for line in (settings.out / "journal.jsonl").read_text().splitlines()]
    ready = next(line["time"] for line in lines if line["event"] == "ready")
    assert ready <= min(line["time"] for line in lines if line["event"] == "attempt")
