from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.engines import Completion, EngineError, Sampling
from kaggle_utils.from_json import from_json
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, AttemptMade, Event, ProblemStarted, RunStarted
from kaggle_utils.journal.history import latest_by_id, read_history
from kaggle_utils.messages import Message
from kaggle_utils.problem import Answer, Problem, digest_of
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import SEEDS_APART, Attempt, Extrapolation, Repair, Turn
from kaggle_utils.traces import Trace
from tests.scripted import ScriptedEngine, program

MakeSettings = Callable[..., Settings]
PROBLEM = Problem("p", "What is 6 times 7?", 42)

text = st.text(max_size=8)
count = st.integers(0, 9)
integers = st.integers(-(10**60), 10**60)
several_integers = st.lists(integers, max_size=4).map(tuple)
completions = st.builds(
    Completion,
    text=text,
    prompt_tokens=count,
    tokens=count,
    finish=st.sampled_from(["stop", "length", "deadline"]),
    logprobs=st.none() | st.lists(st.floats(-9, 0), max_size=3).map(tuple),
)
executions = st.builds(Execution, verdict=st.sampled_from(Verdict), stdout=text, seconds=st.floats(0, 9))
repairs = st.builds(Repair, by=text, outcome=st.sampled_from(["fixed", "not fixed", "made worse"]))
turns = st.builds(
    Turn,
    completion=completions,
    code=st.none() | text,
    execution=st.none() | executions,
    diagnosis=st.none() | text,
    repairs=st.lists(repairs, max_size=2).map(tuple),
)
laws = st.builds(Extrapolation, law=text, kind=text, order=count, tier=text, probability=st.floats(0, 1), probed=several_integers)
attempts = st.builds(
    Attempt,
    strategy=text,
    turns=st.lists(turns, max_size=3).map(tuple),
    answer=st.none() | integers,
    trace=st.none() | st.builds(Trace, start=integers, terms=several_integers, target=integers),
    extrapolation=st.none() | laws,
    executed=st.booleans(),
    simulated=st.lists(text, max_size=2).map(tuple),
    branches=st.lists(turns, max_size=2).map(tuple),
)


def attempt_made(rank: int) -> Event:
    return AttemptMade("p", rank, Attempt("trace", (), answer=42))


def answer_given(reason: str | None = None) -> Event:
    return AnswerGiven(digest_of(PROBLEM), Answer("p", 42, 1.0, 1.0, reason))


BEGIN = ProblemStarted(PROBLEM, 30.0)


@given(attempts)
def test_an_attempt_comes_back_as_it_was(attempt: Attempt) -> None:
    assert from_json(Attempt, json.loads(json.dumps(asdict(attempt)))) == attempt


def test_settings_come_back_as_they_were(make_settings: MakeSettings) -> None:
    settings = make_settings(servers=({"A": "1"},), ladder=({"max_tokens": 5},), modulus=7)
    assert from_json(Settings, json.loads(json.dumps(asdict(settings), default=str))) == settings


@pytest.mark.parametrize(
    "table", [{}, {"strategy": "trace"}, {"strategy": 3, "turns": []}, {"strategy": "trace", "turns": 5}, {"strategy": "t", "turns": [{}]}]
)
def test_a_record_of_another_version_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"has no|is not"):
        from_json(Attempt, table)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"modulus": 7}, False),
        ({"strategies": {"pal": 1}}, False),
        ({"highest_answer": 9}, False),
        ({"time_limit": 99.0}, True),
    ],
    ids=str,
)
def test_answers_of_an_earlier_start_are_kept_only_under_the_same_decisive_settings(
    make_settings: MakeSettings, changes: dict[str, Any], kept: bool
) -> None:
    first, second = RunStarted(make_settings()), RunStarted(make_settings(**changes))
    history = read_history([first, BEGIN, attempt_made(0), answer_given(), second, attempt_made(1)])
    assert history.settings == second.settings
    assert [list(round_.attempts) for round_ in history.rounds.values()] == ([[0, 1]] if kept else [])


def test_a_digest_depends_on_id_and_statement_alone() -> None:
    assert digest_of(PROBLEM) == digest_of(replace(PROBLEM, answer=7))
    assert len({digest_of(Problem(*each)) for each in (("a", "b"), ("a", "c"), ("b", "b"), ("ab", ""), ("", "ab"))}) == 5
    assert digest_of(Problem("p", "\udcff")) != digest_of(Problem("p", "?"))
    assert digest_of(Problem("p", "What is 6 times 7?")) == "601f9bc7f25da90c"


def test_a_cut_off_problem_has_its_attempts_and_no_answer() -> None:
    history = read_history([BEGIN, attempt_made(0), attempt_made(3)])
    assert history.answers == {}
    assert list(history.cut_off[digest_of(PROBLEM)]) == [0, 3]


def test_a_problem_that_was_cut_off_goes_on_in_its_round() -> None:
    history = read_history([BEGIN, attempt_made(0), BEGIN, attempt_made(1), answer_given()])
    (round_,) = history.rounds.values()
    assert list(round_.attempts) == [0, 1]
    assert history.answers[digest_of(PROBLEM)].value == 42
    assert history.cut_off == {}


def test_a_fallback_does_not_stand_and_its_attempts_are_not_used_again() -> None:
    fallback = answer_given("no attempt gave an answer in range")
    assert read_history([BEGIN, attempt_made(0), fallback]).answers == {}
    assert read_history([BEGIN, attempt_made(0), fallback]).cut_off == {}
    assert read_history([BEGIN, attempt_made(0), fallback, BEGIN, attempt_made(1)]).cut_off == {
        digest_of(PROBLEM): {1: Attempt("trace", (), answer=42)}
    }


def test_an_attempt_at_a_problem_that_never_began_costs_that_attempt_alone(caplog: pytest.LogCaptureFixture) -> None:
    history = read_history([attempt_made(0), answer_given(), BEGIN, attempt_made(1)])
    assert list(history.cut_off[digest_of(PROBLEM)]) == [1]
    assert caplog.messages == [
        f"an event {name!r} belongs to a problem that never began, and is passed over" for name in ("attempt", "answer")
    ]


def test_the_last_statement_of_an_id_is_the_one_that_counts() -> None:
    history = read_history([BEGIN, answer_given(), replace(BEGIN, problem=replace(PROBLEM, statement="another?"))])
    assert [round_.problem.statement for round_ in latest_by_id(history)] == ["another?"]


def test_a_restarted_run_makes_only_the_attempts_that_are_missing(make_settings: MakeSettings) -> None:
    """The first run's engine breaks down after two attempts of four; then the journal is cut before its answer, as a kill would do it."""
    settings = make_settings(strategies={"program-of-thoughts": 4})

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if sampling.seed >= 2 * SEEDS_APART:
            raise EngineError("down")
        return program(f"print({41 + sampling.seed // SEEDS_APART})")

    with Solver(settings, engine=ScriptedEngine(script)) as solver:
        solver.solve(PROBLEM)
    journal = settings.out / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(line for line in lines if json.loads(line)["event"] in ("start", "problem", "attempt")))
    engine = ScriptedEngine(lambda messages, sampling: program("print(42)"))
    with Solver(settings, engine=engine) as solver:
        assert solver.solve(PROBLEM).value == 42
    assert len(engine.calls) == 2
    (round_,) = read_history(read_journal(journal)).rounds.values()
    assert sorted(round_.attempts) == [0, 1, 2, 3]
