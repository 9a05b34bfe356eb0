"""Several problems of a file at once: begun in order, answered in any, written in the file's order."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas
import pytest

from kaggle_utils.engines import Completion, OnText, Sampling
from kaggle_utils.gateways.csv_file import solve_all
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, ProblemStarted
from kaggle_utils.messages import Message
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.report import describe_run, read_run, write_page
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.scripted import ScriptedEngine, program

MakeSettings = Callable[..., Settings]
PROBLEMS = [Problem(f"p{number}", f"What is {number} times 7?", 7 * number) for number in range(6)]
WITHIN = 300.0  # seconds: the longest that a right program never needs


def times_seven(messages: Sequence[Message], sampling: Sampling) -> str:
    number = next(problem for problem in PROBLEMS if problem.statement in messages[-1].content).id[1:]
    return program(f"print({number} * 7)")


def solve(settings: Settings, engine: ScriptedEngine, at_once: int) -> pandas.DataFrame:
    with Solver(settings, engine=engine) as solver:
        return pandas.read_csv(solve_all(solver, PROBLEMS, settings.out, at_once))


class MeetingEngine(ScriptedEngine):
    """Answers nobody before the questions about ``meeting`` problems are all there."""

    def __init__(self, meeting: int) -> None:
        super().__init__(times_seven)
        self.meeting = meeting
        self.asked: set[str] = set()
        self.met = threading.Event()

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        self.asked.add(messages[-1].content)
        if len(self.asked) >= self.meeting:
            self.met.set()
        assert await asyncio.to_thread(self.met.wait, WITHIN)
        return await super().generate(messages, sampling, deadline)


def test_as_many_problems_as_were_asked_for_are_worked_on_at_once(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 1}, problem_limit=2 * WITHIN)
    engine = MeetingEngine(meeting=3)
    submission = solve(settings, engine, 3)
    assert engine.met.is_set()
    assert list(submission["answer"]) == [problem.answer for problem in PROBLEMS]


def test_the_submission_is_that_of_one_problem_after_another(make_settings: MakeSettings, tmp_path: Path) -> None:
    one, several = (make_settings(strategies={"program-of-thoughts": 2}, out=tmp_path / name) for name in ("one", "several"))
    assert solve(several, ScriptedEngine(times_seven), 4).equals(solve(one, ScriptedEngine(times_seven), 1))


def test_the_journal_of_problems_at_once_is_resumed_and_reported(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 1})
    solve(settings, ScriptedEngine(times_seven), 3)
    again = ScriptedEngine(times_seven)
    assert list(solve(settings, again, 3)["answer"]) == [problem.answer for problem in PROBLEMS]
    assert again.calls == []
    journal = settings.out / "journal.jsonl"
    run = read_run(journal)
    assert "6 of 6" in describe_run(run)
    assert write_page(run).is_file()


def test_problems_begin_in_the_order_of_the_file(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 1})
    solve(settings, ScriptedEngine(times_seven), 2)
    events = list(read_journal(settings.out / "journal.jsonl"))
    begun = [event.problem.id for event in events if isinstance(event, ProblemStarted)]
    answered = [event.answer.id for event in events if isinstance(event, AnswerGiven)]
    assert sorted(answered) == [problem.id for problem in PROBLEMS]
    # Two that begin at the same moment may be written in either order, and no other ones.
    assert all(abs(begun.index(problem.id) - place) <= 1 for place, problem in enumerate(PROBLEMS))


def test_an_interrupted_file_begins_no_further_problem(make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 1})
    begun: list[str] = []
    solver = Solver(settings, engine=ScriptedEngine(times_seven))
    solve_one = solver.solve

    def solve_or_stop(problem: Problem) -> Answer:
        begun.append(problem.id)
        if problem.id == "p1":
            raise KeyboardInterrupt
        return solve_one(problem)

    monkeypatch.setattr(solver, "solve", solve_or_stop)
    with solver, pytest.raises(KeyboardInterrupt):
        solve_all(solver, PROBLEMS, settings.out, 2)
    assert len(begun) < len(PROBLEMS)
