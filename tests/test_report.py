from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.problem import Problem
from kaggle_utils.report import plot_results, read_results, summarize, write_report
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.scripted import ScriptedEngine, program, says


@pytest.fixture
def journal(make_settings: Callable[..., Settings]) -> Path:
    """A run of four problems: right after a repair, wrong, unknown, and a fallback."""
    settings = make_settings(strategies={"program-of-thoughts": 1}, repair_rounds=1)
    engine = ScriptedEngine(says(program("1 / 0"), program("print(42)"), program("print(1)"), program("print(2)"), "no <b>program</b>"))
    with Solver(settings, engine=engine) as solver:
        for problem in [Problem("a", "one?", 42), Problem("b", "two?", 5), Problem("c", "three?"), Problem("d", "four & <i>?", 7)]:
            solver.solve(problem)
    return settings.out / "journal.jsonl"


def test_results_have_a_row_a_problem(journal: Path) -> None:
    results = read_results(journal)
    assert results["id"].tolist() == ["a", "b", "c", "d"]
    assert results["answer"].tolist() == [42, 1, 2, 0]
    assert results["right"].astype(object).where(results["right"].notna(), "unknown").tolist() == [True, False, "unknown", False]
    assert results["repairs"].tolist() == [1, 0, 0, 1]
    assert results["reason"].tolist()[-1] == "no attempt gave an answer in range"


def test_the_summary_says_score_fallbacks_and_verdicts(journal: Path) -> None:
    summary = summarize(journal)
    assert "1 of 3 right (33.3 %)" in summary
    assert "4, of them 1 by fallback" in summary
    assert "3 ok" in summary
    assert "1 error" in summary
    assert "sandbox    all" in summary or "sandbox    no " in summary
    assert "preset     cpu-demo: the embedded model" in summary


def test_the_page_shows_every_attempt_and_escapes_what_it_quotes(journal: Path) -> None:
    page = write_report(journal).read_text()
    assert "ZeroDivisionError: division by zero (line 1)" in page
    assert "no &lt;b&gt;program&lt;/b&gt;" in page
    assert "four &amp; &lt;i&gt;?" in page
    assert "data:image/png;base64," in page


def test_the_picture_has_two_panels(journal: Path) -> None:
    assert [axes.get_title() for axes in plot_results(read_results(journal)).axes] == ["How sure, how right", "Time"]


def test_a_run_that_answered_nothing_says_so(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings()
    with Solver(settings, engine=ScriptedEngine(says(""))):
        pass
    assert summarize(settings.out / "journal.jsonl") == "no problem was answered"


def test_without_known_answers_there_is_no_score(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 1})
    with Solver(settings, engine=ScriptedEngine(says(program("print(1)")))) as solver:
        solver.solve(Problem("a", "one?"))
    assert "no answers to compare with" in summarize(settings.out / "journal.jsonl")


def test_a_missing_journal_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"journal.jsonl does not exist"):
        read_results(tmp_path / "journal.jsonl")
