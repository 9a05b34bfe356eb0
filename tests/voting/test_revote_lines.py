"""What a vote by another rule shows and writes, from attempts made up here: no model, no sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import AnswerGiven, AttemptMade, Event, ProblemStarted, RunEnded, RunStarted
from kaggle_utils.journal.history import History, read_history
from kaggle_utils.problem import Answer, Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.voting.revote import Revote, Revoted, as_json, describe, load_run, revote, write_submission

MakeSettings = Callable[..., Settings]

RIGHT = Revoted("a", 42, 0.75, 48, 42)
WRONG = Revoted("b", 7, 0.5, None, 9)
KEPT = Revoted("c", 3, 1.0, 3, 3)
UNKNOWN = Revoted("d", 5, 0.25, 6, None)


def history_of(*events: Event) -> History:
    return read_history(events)


def answered(problem: Problem, attempt: int | None, answer: int | None) -> list[Event]:
    """The events of a problem with one attempt, and the answer that was given, or none of them."""
    events: list[Event] = [ProblemStarted(problem, 30.0)]
    if attempt is not None:
        events.append(AttemptMade(problem.id, 0, Attempt("program-of-thoughts", (), answer=attempt)))
    if answer is not None:
        events.append(AnswerGiven(digest_of(problem), Answer(problem.id, answer, 1.0, 1.0)))
    return events


@pytest.mark.parametrize(
    ("attempt", "answer", "expected"),
    [
        (42, 48, Revoted("p", 42, 1.0, 48, 42)),
        (42, None, Revoted("p", 42, 1.0, None, 42)),
        (None, None, Revoted("p", 11, 0.0, None, 42)),
    ],
    ids=["another answer was given", "none was given", "no attempt, so the fallback with no share"],
)
def test_a_problem_is_voted_on_again(make_settings: MakeSettings, attempt: int | None, answer: int | None, expected: Revoted) -> None:
    history = history_of(*answered(Problem("p", "How many?", 42), attempt, answer))
    assert revote(history, make_settings(fallback_answer=11), "majority") == Revote("majority", (expected,))


def test_it_is_voted_by_the_rule_that_is_asked_for(make_settings: MakeSettings) -> None:
    problem = Problem("p", "How many?")
    program, words = Attempt("program-of-thoughts", (), answer=42), Attempt("chain-of-thought", (), answer=7, executed=False)
    history = history_of(ProblemStarted(problem, 30.0), AttemptMade("p", 0, program), AttemptMade("p", 1, words))
    shares = {
        (rule, voting): revote(history, make_settings(voting=voting), rule).problems[0].share
        for rule in ("majority", "log-odds")
        for voting in ("majority", "log-odds")
    }
    assert shares["majority", "majority"] == shares["majority", "log-odds"] == 0.5
    assert shares["log-odds", "majority"] == shares["log-odds", "log-odds"] != 0.5


def test_a_run_is_read_from_its_journal(make_settings: MakeSettings, tmp_path: Path) -> None:
    settings = make_settings(modulus=1000)
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    for event in (RunStarted(settings), *answered(Problem("p", "How many?"), 42, 42)):
        journal.write(event)
    journal.close()
    history, found = load_run(path)
    assert found == settings
    assert [round_.problem.id for round_ in history.rounds.values()] == ["p"]


def test_a_journal_without_a_start_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.write(RunEnded())
    journal.close()
    with pytest.raises(InputError, match=rf"^{path} holds no start of a run"):
        load_run(path)


def test_a_missing_journal_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"^{tmp_path / 'none'} does not exist"):
        load_run(tmp_path / "none")


@pytest.mark.parametrize(
    ("problems", "lines"),
    [
        ((KEPT,), ["majority   1 of 1 right (100.0 %); 0 of 1 answers change"]),
        (
            (RIGHT, WRONG, KEPT),
            [
                "majority   2 of 3 right (66.7 %); 2 of 3 answers change",
                "           a: 48 -> 42 (75 % of the votes, right is 42)",
                "           b: unanswered -> 7 (50 % of the votes, right is 9)",
            ],
        ),
        (
            (UNKNOWN,),
            [
                "majority   no answers to compare with; 1 of 1 answers change",
                "           d: 6 -> 5 (25 % of the votes)",
            ],
        ),
    ],
    ids=["nothing changes", "right and wrong", "right answer unknown"],
)
def test_a_rule_is_described_by_its_score_and_what_it_changes(problems: tuple[Revoted, ...], lines: list[str]) -> None:
    assert describe([Revote("majority", problems)]) == "\n".join(lines)


def test_every_rule_is_described_in_its_own_line() -> None:
    described = describe([Revote("majority", (KEPT,)), Revote("log-odds", (KEPT,))]).splitlines()
    assert [line.split()[0] for line in described] == ["majority", "log-odds"]


def test_the_json_counts_what_is_right_known_and_changed() -> None:
    (table,) = json.loads(as_json([Revote("log-odds", (RIGHT, WRONG, KEPT, UNKNOWN))]))
    problems = table.pop("problems")
    assert table == {"rule": "log-odds", "right": 2, "known": 3, "changed": 3}
    assert problems[0] == {"id": "a", "answer": 42, "share": 0.75, "recorded": 48, "gold": 42}
    assert [problem["id"] for problem in problems] == ["a", "b", "c", "d"]


def test_the_json_has_a_line_for_each_field() -> None:
    lines = as_json([Revote("log-odds", (KEPT,))]).splitlines()
    assert lines[:3] == ["[", " {", '  "rule": "log-odds",']


def test_a_submission_has_unix_lines(tmp_path: Path) -> None:
    write_submission(Revote("majority", (RIGHT, WRONG)), tmp_path / "submission.csv")
    assert (tmp_path / "submission.csv").read_bytes() == b"id,answer\na,42\nb,7\n"


def test_an_unwritable_submission_is_told_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "none" / "submission.csv"
    with pytest.raises(InputError, match=rf"^cannot write {path} \(No such file or directory\): choose another file with --out$"):
        write_submission(Revote("majority", ()), path)
