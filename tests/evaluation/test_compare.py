"""Runs of any command compared by problem, and runs that cannot be compared refused."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.cli import main
from kaggle_utils.engines import Completion
from kaggle_utils.evaluation.compare import compare_runs
from kaggle_utils.evaluation.measure import find_measures
from kaggle_utils.evaluation.problems import load_competition
from kaggle_utils.evaluation.recorded import load_recorded
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import AnswerGiven, AttemptMade, ProblemStarted, RunStarted
from kaggle_utils.problem import Answer, Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Turn

TURN = Turn(Completion("text", 5, 40, "stop"), "print(1)", None, None)
ATTEMPT = "program-of-thoughts"


@pytest.fixture(autouse=True)
def pages_go_into_the_folder_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def problem(number: int, answer: int | None = 1) -> Problem:
    return Problem(f"p{number}", f"What is one, for the {number}th time?", answer)


def record(folder: Path, answers: Mapping[int, int | None], submitted: bool = False, known: bool = True, planned: int = 1) -> Path:
    """A run whose attempts gave these answers to problems by number (right is 1): an evaluation's, or one of ``solve``."""
    folder.mkdir()
    journal = Journal(folder / "journal.jsonl")
    journal.write(RunStarted(Settings.preset("cpu-demo", strategies={ATTEMPT: planned}, out=folder)))
    for number, answer in answers.items():
        posed = problem(number, 1 if known else None)
        journal.write(ProblemStarted(posed, 10.0))
        journal.write(AttemptMade(posed.id, 0, Attempt(ATTEMPT, (TURN,) * (number % 3 + 1), answer)))
        if submitted:
            given = Answer(posed.id, answer or 0, 1.0, 2.0, None if answer else "no attempt gave an answer in range")
            journal.write(AnswerGiven(digest_of(posed), given))
    journal.close()
    return folder


def every(total: int, wrong: int = 0) -> dict[int, int | None]:
    """Answers to so many problems, the first ``wrong`` of them wrong."""
    return {n: 0 if n < wrong else 1 for n in range(total)}


def test_runs_of_evaluate_and_of_solve_are_compared_by_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = record(tmp_path / "old", every(30, wrong=20))
    new = record(tmp_path / "new", dict(reversed(every(30, wrong=3).items())) | {29: 7}, submitted=True)
    assert main(["evaluate", "compare", str(old), str(new)]) == 0
    printed = capsys.readouterr().out
    assert "10 of 30" in printed
    assert "26 of 30" in printed
    assert "better" in printed
    assert "- new against old, gained: p10, p11, p12," in printed
    assert "- new against old, lost: p29\n" in printed
    assert "to distinguish 3 points you need n = " in printed

    assert main(["evaluate", "compare", str(old), str(new), "--json", "--against", "new", "--measures", "right,turns"]) == 0
    table = json.loads(capsys.readouterr().out)
    (compared,) = table["comparisons"]
    assert (compared["run"], compared["lost"][0], compared["gained"]) == ("old", "p10", ["p29"])
    assert (compared["measures"]["right"]["conclusion"], compared["measures"]["turns"]["conclusion"]) == ("worse", "statistically tied")


@pytest.mark.parametrize(("form", "expected"), [("csv", "# Runs\nrun,right,95 %,"), ("latex", r"\begin{tabular}")])
def test_tables_come_in_other_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, expected: str) -> None:
    runs = [str(record(tmp_path / name, every(8, wrong=number))) for number, name in enumerate(("a", "b"))]
    assert main(["evaluate", "compare", *runs, "--format", form]) == 0
    assert expected in capsys.readouterr().out


def test_three_runs_are_one_family_of_comparisons(tmp_path: Path) -> None:
    folders = [record(tmp_path / name, every(20, wrong=wrong)) for name, wrong in (("a", 10), ("b", 9), ("c", 0))]
    _, compared = compare_runs(load_recorded(folders), find_measures(["right"]))
    assert [(each.name, each.judgements["right"].family, each.judgements["right"].conclusion.value) for each in compared] == [
        ("b", 2, "not enough data"),
        ("c", 2, "better"),
    ]


def test_an_answer_that_was_submitted_counts_and_a_fallback_does_not_answer(tmp_path: Path) -> None:
    (run,) = load_recorded([record(tmp_path / "run", {0: None, 1: 1}, submitted=True)])
    assert [(each.is_right, each.has_answer) for each in run.outcomes.values()] == [(False, False), (True, True)]


def test_runs_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    runs = load_recorded([record(tmp_path / "run", every(2)), record(tmp_path / "x" / "run", every(2))])
    assert [each.name for each in runs] == [str(tmp_path / "run"), str(tmp_path / "x" / "run")]


def test_the_page_of_a_comparison_is_written_beside_what_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [str(record(tmp_path / name, every(8, wrong=number))) for number, name in enumerate(("a", "b"))]
    assert main(["evaluate", "compare", *runs]) == 0
    assert capsys.readouterr().err == "the report is out-compare/report.html\n"
    page = (tmp_path / "out-compare" / "report.html").read_text()
    assert "0 gained, 1 lost of 8 problems" in page


def test_arms_on_competition_problems_are_compared_by_construct(tmp_path: Path) -> None:
    """Competition problems are known by their text, whatever folder their run is in."""
    folders = []
    for name, wrong in (("a", 3), ("b", 0)):
        folders.append(tmp_path / name)
        folders[-1].mkdir()
        journal = Journal(folders[-1] / "journal.jsonl")
        journal.write(RunStarted(Settings.preset("cpu-demo", strategies={ATTEMPT: 1}, out=folders[-1])))
        for number, each in enumerate(load_competition()[:8]):
            journal.write(ProblemStarted(each.problem, 10.0))
            journal.write(AttemptMade(each.problem.id, 0, Attempt(ATTEMPT, (TURN,), 0 if number < wrong else each.problem.answer)))
        journal.close()
    runs, (compared,) = compare_runs(load_recorded(folders), find_measures(["right"]))
    assert compared.gained == tuple(sorted(each.problem.id for each in load_competition()[:3]))
    assert all(problem.construct and problem.difficulty for problem in runs[0].problems.values())


def refusal(folders: list[Path], capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["evaluate", "compare", *map(str, folders), *options]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    return captured.err


def test_runs_on_different_problems_are_refused_or_cut_to_what_both_have(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [record(tmp_path / "a", every(20)), record(tmp_path / "b", every(22, wrong=5))]
    assert "not every run has p20, p21, which b has: compare what all have (--common)" in refusal(folders, capsys)
    assert main(["evaluate", "compare", *map(str, folders), "--common"]) == 0
    assert "15 of 20" in capsys.readouterr().out


def test_runs_without_a_problem_in_common_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [record(tmp_path / "a", {1: 1}), record(tmp_path / "b", {2: 1})]
    for options in ([], ["--common"]):
        assert "the runs a, b have no problem in common, so there is nothing to compare" in refusal(folders, capsys, *options)


def test_an_id_that_stands_for_two_problems_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [record(tmp_path / "a", {1: 1}), record(tmp_path / "b", {1: 1})]
    journal = folders[1] / "journal.jsonl"
    journal.write_text(journal.read_text().replace("for the 1th time", "again"))
    assert "'p1' is another problem in one of the runs than in a" in refusal(folders, capsys)


def test_a_run_that_is_not_done_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, partly = record(tmp_path / "a", every(3)), record(tmp_path / "b", every(3))
    journal = Journal(partly / "journal.jsonl")
    journal.write(ProblemStarted(problem(3), 10.0))
    journal.close()
    assert "b is not done with p3: start it again, or compare what all have (--common)" in refusal([whole, partly], capsys)


def record_attempts(folder: Path, answers: Mapping[int, Sequence[int]]) -> Path:
    """An evaluation whose attempts gave these answers to each problem, in the order of the plan."""
    folder.mkdir()
    journal = Journal(folder / "journal.jsonl")
    journal.write(RunStarted(Settings.preset("cpu-demo", strategies={ATTEMPT: max(map(len, answers.values()))}, out=folder)))
    for number, given in answers.items():
        journal.write(ProblemStarted(problem(number), 10.0))
        for rank, answer in enumerate(given):
            journal.write(AttemptMade(problem(number).id, rank, Attempt(ATTEMPT, (TURN,), answer)))
    journal.close()
    return folder


def test_each_attempt_counts_by_itself_if_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = record_attempts(tmp_path / "old", dict.fromkeys(range(12), (1, 0, 0, 0)))
    new = record_attempts(tmp_path / "new", dict.fromkeys(range(12), (1, 1, 1, 0)))
    voted, each = (
        (assert_compared(["evaluate", "compare", str(old), str(new), "--json", *options], capsys)) for options in ([], ["--each-attempt"])
    )
    assert [run["right"] for run in voted["runs"]] == [0, 12]
    assert [(run["right"], run["problems"]) for run in each["runs"]] == [(12, 48), (36, 48)]
    assert each["comparisons"][0]["gained"][:2] == ["p0, sample 2", "p0, sample 3"]


def test_a_right_attempt_counts_for_any_right_whatever_the_vote_elects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = record_attempts(tmp_path / "old", dict.fromkeys(range(8), (0, 0, 0)))
    new = record_attempts(tmp_path / "new", dict.fromkeys(range(8), (1, 0, 0)))
    measures = assert_compared(["evaluate", "compare", str(old), str(new), "--json", "--measures", "right,any-right"], capsys)
    compared = measures["comparisons"][0]["measures"]
    assert (compared["right"]["difference"], compared["any-right"]["difference"]) == (0.0, 100.0)


def test_an_attempt_that_was_not_made_is_not_done(tmp_path: Path) -> None:
    (run,) = load_recorded([record_attempts(tmp_path / "run", {0: (1, 1), 1: (1,)})], each_attempt=True)
    assert run.unfinished == ["p1, sample 2"]


def assert_compared(command: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(command) == 0
    table: dict[str, Any] = json.loads(capsys.readouterr().out)
    return table


def test_a_problem_that_an_attempt_is_missing_at_is_not_done(tmp_path: Path) -> None:
    (run,) = load_recorded([record(tmp_path / "run", every(3), planned=2)])
    assert (run.outcomes, run.unfinished) == ({}, ["p0", "p1", "p2"])


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (["a"], [], "one run alone cannot be compared: give two or more folders"),
        (["a", "nowhere"], [], "nowhere holds no run: it has no journal.jsonl"),
        (
            ["a", "unknown"],
            [],
            "unknown holds no problem whose answer is known: compare runs of evaluate arms, ablate, competition or oeis",
        ),
        (["a", "b"], ["--against", "c"], "none of the runs is called c; there are: a, b"),
        (["a", "b"], ["--measures", "right,speed"], "no measure is called speed; there are: right, any-right, answered"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], names: list[str], options: list[str], message: str
) -> None:
    record(tmp_path / "a", every(3))
    record(tmp_path / "b", every(3))
    record(tmp_path / "unknown", every(3), known=False)
    assert message in refusal([tmp_path / name for name in names], capsys, *options)
