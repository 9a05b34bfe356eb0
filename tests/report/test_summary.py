from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.engines import Completion, EngineInfo, FurtherEngine
from kaggle_utils.errors import InputError
from kaggle_utils.journal.events import (
    AT_THE_DEADLINE,
    AnswerFailed,
    AttemptLost,
    AttemptMade,
    BallotClosed,
    EngineChanged,
    Event,
    ProblemStarted,
    RecordsLate,
    RecordUnwritable,
    RunStarted,
    RuntimeReady,
    encode,
    name_of,
)
from kaggle_utils.problem import Problem
from kaggle_utils.report import read_results, summarize, write_report
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import Attempt, Repair, Turn
from kaggle_utils.traces.known import KnownAs
from tests.scripted import ScriptedEngine, program, says


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of four problems: right after a repair, wrong, unknown, and a fallback."""
    settings = Settings.preset("cpu-demo", out=tmp_path_factory.mktemp("report"), strategies={"program-of-thoughts": 1}, repair_rounds=1)
    engine = ScriptedEngine(says(program("1 / 0"), program("print(42)"), program("print(1)"), program("print(2)"), "no <b>program</b>"))
    with Solver(settings, engine=engine) as solver:
        for problem in [Problem("a", "one?", 42), Problem("b", "two?", 5), Problem("c", "three?"), Problem("d", "four & <i>?", 7)]:
            solver.solve(problem)
    return settings.out / "journal.jsonl"


@pytest.fixture
def journal(run: Path, tmp_path: Path) -> Path:
    """A copy that a test may add to."""
    return Path(shutil.copy(run, tmp_path))


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
    assert "1 because: no attempt gave an answer in range" in summary
    assert "votes      program-of-thoughts: 3 by 4 attempts, 1 of 2 right" in summary
    assert "JOURNAL" not in summary
    assert len(summary.splitlines()) <= 24


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


def append(journal: Path, *events: Event) -> None:
    with journal.open("a") as file:
        file.writelines(encode(event) + "\n" for event in events)


def test_repairs_are_counted_by_what_they_came_to(journal: Path) -> None:
    repairs = (Repair("model", "made worse"), Repair("missing import", "fixed"))
    turn = Turn(Completion("", 1, 1, "stop"), "", None, None, repairs=repairs)
    append(journal, AttemptMade("a", 7, Attempt("trace", (turn, turn), answer=1)))
    found = summarize(journal).split("repairs    ")[1].split("\n")[0]
    assert "made worse" in found
    assert "missing import 2/0/0" in found
    assert (
        '<th scope="row">missing import</th><td class="n">2</td><td class="n">0</td><td class="n">0</td>'
        in write_report(journal).read_text()
    )


CUT_SHORT = Attempt("trace", (Turn(Completion("", 1, 1, "deadline"), "", None, "no program"),))


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (RunStarted(Settings.preset("cpu-demo")), "JOURNAL    incomplete: the run goes on, was killed"),
        (RecordsLate(3, "No space left"), "JOURNAL    3 records were late (No space left)"),
        (RecordUnwritable("attempt", "too long"), "JOURNAL    1 records could not be put into JSON"),
        (AttemptLost("a", 0, "trace", "EngineError: x", cut_off=False), "DEGRADED   1 attempts failed: EngineError: x"),
        (AttemptLost("a", 0, "trace", AT_THE_DEADLINE, cut_off=True), "DEGRADED   1 attempts at 1 problems were cut off by the clock"),
        (AttemptMade("a", 9, CUT_SHORT), "DEGRADED   1 attempts at 1 problems were cut off by the clock"),
        (AnswerFailed("a", "OSError: x"), "DEGRADED   1 answers failed in the gateway: OSError: x"),
        (RuntimeReady(1.0, latex=False), "DEGRADED   answers in LaTeX counted only as plain"),
        (BallotClosed("a", (), (), (10**9,), 1, ()), "DEGRADED   1 answers were out of range"),
        (
            EngineChanged(EngineInfo("vllm", "m", 0, further=(FurtherEngine("verifier", "vllm", "v", 0, False, 3, "it died"),))),
            "DEGRADED   the run went on without its verifier (it died)",
        ),
        (EngineChanged(EngineInfo("vllm", "m", 0, {"restarts": 2}, ("32b",))), "DEGRADED   the engine stepped down from 32b"),
        (
            EngineChanged(EngineInfo("vllm", "m", 0, {"restarts": 2, "restart_reasons": ["x", "y"]})),
            "DEGRADED   the engine was restarted 2 times; the last time y",
        ),
        (
            EngineChanged(EngineInfo("openai", "m", 0, {"taken_out": ["http://a was taken out 1 times"]})),
            "DEGRADED   http://a was taken out",
        ),
        (EngineChanged(EngineInfo("openai", "m", 0, {"sent_again": 3})), "DEGRADED   3 requests were sent again, because"),
        (
            EngineChanged(EngineInfo("openai", "m", 0, {"hedged": 2, "hedges_won": 1})),
            "DEGRADED   2 requests were sent to a second server, because the first was slow; it was first 1 times",
        ),
    ],
    ids=lambda value: name_of(value) if isinstance(value, Event) else "",
)
def test_what_was_not_as_it_should_be_is_said(journal: Path, event: Event, line: str) -> None:
    append(journal, event)
    assert line in summarize(journal)


def test_attempts_that_the_vote_did_not_need_were_not_cut_off_by_the_clock(journal: Path) -> None:
    append(journal, AttemptLost("a", 0, "trace", "the answer was decided without it", cut_off=True))
    assert "by the clock" not in summarize(journal)


def test_a_problem_that_was_tried_again_keeps_its_work(journal: Path) -> None:
    append(journal, ProblemStarted(Problem("d", "four & <i>?", 7), 1.0))
    results = read_results(journal)
    assert results["attempts"].tolist() == [1, 1, 1, 1]


def test_a_missing_journal_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"journal.jsonl does not exist"):
        read_results(tmp_path / "journal.jsonl")


def test_a_trace_that_is_a_known_sequence_is_named_on_the_page_with_its_source(journal: Path) -> None:
    assert "sequences" not in summarize(journal)
    known = KnownAs("A000079", "Powers of 2 & <more>", "3 times A000079", 12, 55.5, ("A131577",))
    append(journal, AttemptMade("a", 7, Attempt("trace", (), 1, known_as=known)))
    assert "sequences  1 traces are 1 known sequences, such as A000079 (1)" in summarize(journal)
    page = write_report(journal).read_text()
    assert "Its trace is 3 times A000079 (Powers of 2 &amp; &lt;more&gt;), by 12 terms; A131577 fit too." in page
    assert "CC BY-SA 4.0" in page
