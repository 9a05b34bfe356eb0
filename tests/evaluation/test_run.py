"""A run over many problems: complete, resumable, and never mixed with another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines import Completion, EngineError, OnText, Sampling
from kaggle_utils.engines.by_author import EnginesByAuthor
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.run import Resume, Run, load_run, run
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import SEEDS_APART
from tests.scripted import ScriptedEngine, program

MakeSettings = Callable[..., Settings]
PROBLEMS = [Problem(f"p{number}", f"What is {number} + {number}?", 2 * number) for number in range(6)]


def adds(engine_error_at: str = "") -> ScriptedEngine:
    """A model that solves the problems, but fails on one of them."""

    def script(messages: Any, _: Any) -> str:
        number = messages[-1].content.split("What is ")[1].split(" ")[0]
        if number == engine_error_at:
            raise RuntimeError("the model fails")
        return program(f"print({number} + {number})")

    return ScriptedEngine(script)


class CountingEngine(ScriptedEngine):
    """A model that answers once ``together`` questions wait for it, and counts how many do."""

    def __init__(self, together: int) -> None:
        super().__init__(lambda messages, sampling: program("print(1)"))
        self.most = 0
        self._running = 0
        self._barrier = asyncio.Barrier(together)

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        self._running += 1
        self.most = max(self.most, self._running)
        try:
            await self._barrier.wait()
            return await super().generate(messages, sampling, deadline)
        finally:
            self._running -= 1


def answers(made: Run) -> list[int | None]:
    return [made.of(problem)[0].answer if made.of(problem) else None for problem in PROBLEMS]


@pytest.fixture
def settings(make_settings: MakeSettings, tmp_path: Path) -> Settings:
    return make_settings(strategies={"program-of-thoughts": 2}, repair_rounds=0, out=tmp_path / "run")


def test_every_attempt_at_every_problem_is_made_once(settings: Settings) -> None:
    engine = adds()
    made = run(PROBLEMS, settings, engine=engine)
    assert answers(made) == [problem.answer for problem in PROBLEMS]
    assert [len(made.of(problem)) for problem in PROBLEMS] == [2] * 6
    assert len(engine.calls) == 12
    assert engine.closed


def test_a_second_start_asks_nothing(settings: Settings) -> None:
    first = run(PROBLEMS, settings, engine=adds())
    engine = adds()
    assert run(PROBLEMS, settings, engine=engine).attempts == first.attempts
    assert engine.calls == []


def test_a_start_with_more_problems_makes_only_the_new_ones(settings: Settings) -> None:
    run(PROBLEMS[:2], settings, engine=adds())
    engine = adds()
    made = run(PROBLEMS, settings, engine=engine)
    assert len(engine.calls) == 8
    assert answers(made) == [problem.answer for problem in PROBLEMS]


def test_an_attempt_that_the_engine_lost_is_made_by_the_next_start(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        lost = run(PROBLEMS, settings, engine=adds(engine_error_at="3"))
    assert answers(lost)[3] is None
    assert "2 of 12 attempts were lost" in caplog.text
    engine = adds()
    assert answers(run(PROBLEMS, settings, engine=engine)) == [problem.answer for problem in PROBLEMS]
    assert len(engine.calls) == 2


def test_a_journal_that_ends_in_the_middle_of_a_line_is_continued(settings: Settings) -> None:
    whole = run(PROBLEMS, settings, engine=adds())
    journal = settings.out / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-1000])
    assert run(PROBLEMS, settings, engine=adds()).attempts.keys() == whole.attempts.keys()
    assert answers(load_run(settings.out)) == [problem.answer for problem in PROBLEMS]


def test_as_many_attempts_run_at_once_as_the_width_and_no_more(settings: Settings) -> None:
    engine = CountingEngine(3)
    run(PROBLEMS, settings, width=3, engine=engine)
    assert engine.most == 3


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"temperature": 0.1}, "temperature was"), ({"seed": 7}, "seed was"), ({"strategies": {"trace": 1}}, "strategies was")],
)
def test_a_folder_of_a_run_with_other_settings_is_refused(
    settings: Settings, make_settings: MakeSettings, changes: dict[str, Any], named: str
) -> None:
    run(PROBLEMS[:1], settings, engine=adds())
    kept = (settings.out / "journal.jsonl").read_bytes()
    other = make_settings(**({"strategies": {"program-of-thoughts": 2}, "repair_rounds": 0, "out": settings.out} | changes))
    with pytest.raises(InputError, match=named):
        run(PROBLEMS, other, engine=adds())
    assert (settings.out / "journal.jsonl").read_bytes() == kept


@pytest.mark.parametrize(("resume", "exists"), [("never", True), ("always", False)])
def test_resume_says_what_a_folder_must_hold(settings: Settings, resume: Resume, exists: bool) -> None:
    if exists:
        run(PROBLEMS[:1], settings, engine=adds())
    with pytest.raises(InputError, match="choose"):
        run(PROBLEMS, settings, resume, engine=adds())


def undecided(messages: Any, sampling: Sampling) -> str:
    return program("print(42)" if sampling.seed < SEEDS_APART else "print(99)")


def prefers_42(messages: Any, _: Any) -> str:
    return f"Verdict: {'A' if 'Solution A, answer 42:' in messages[-1].content else 'B'}"


def test_undecided_votes_are_judged_once(settings: Settings) -> None:
    settings = replace(settings, verifier={"extends": "cpu-demo"})
    for questions in (4, 0):
        verifier = ScriptedEngine(prefers_42)
        made = run(PROBLEMS[:2], settings, engine=EnginesByAuthor(ScriptedEngine(undecided), {"verifier": verifier}))
        assert len(verifier.calls) == questions
        assert [[attempt.answer for attempt in made.of(problem)] for problem in PROBLEMS[:2]] == [[42, 99, 42]] * 2


def test_a_vote_that_was_not_judged_yet_is_judged_by_the_next_start(settings: Settings) -> None:
    settings = replace(settings, verifier={"extends": "cpu-demo"})
    dead = ScriptedEngine(prefers_42, start_error=EngineError("no memory"))
    first = run(PROBLEMS[:1], settings, engine=EnginesByAuthor(ScriptedEngine(undecided), {"verifier": dead}))
    coder, verifier = ScriptedEngine(undecided), ScriptedEngine(prefers_42)
    second = run(PROBLEMS[:1], settings, engine=EnginesByAuthor(coder, {"verifier": verifier}))
    assert (len(first.of(PROBLEMS[0])), len(second.of(PROBLEMS[0])), len(coder.calls)) == (2, 3, 0)


def test_a_folder_without_a_run_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no run"):
        load_run(tmp_path)
