"""Two models in one run: started and closed together, their tokens known, and the run goes on when the second is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.asker import JUDGEMENT
from kaggle_utils.engines.by_author import EnginesByAuthor
from kaggle_utils.engines.transcript import read_transcript
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptMade, EngineChanged, Event
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.report import summarize, write_report
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.scripted import Script, ScriptedEngine, program, says

MakeSettings = Callable[..., Settings]
Kind = TypeVar("Kind", bound=Event)
PROBLEM = Problem("p1", "What is 6 times 7?", 42)
PLAN = "Multiply six by seven."


def events(settings: Settings, kind: type[Kind]) -> list[Kind]:
    return [event for event in read_journal(settings.out / "journal.jsonl") if isinstance(event, kind)]


def fails(messages: Sequence[Message], sampling: Sampling) -> str:
    raise EngineError("it died")


def solve(settings: Settings, coder: Script, **further: ScriptedEngine) -> int:
    engine = EnginesByAuthor(ScriptedEngine(coder), further)  # type: ignore[arg-type]
    with Solver(settings, engine=engine) as solver:
        return solver.solve(PROBLEM).value


@pytest.fixture
def planned(make_settings: MakeSettings) -> Settings:
    return make_settings(strategies={"plan": 2}, planner="cpu-demo")


def test_journal_and_report_say_which_model_wrote_how_much(planned: Settings) -> None:
    planner = ScriptedEngine(says(PLAN))
    assert solve(planned, says(program("print(42)")), planner=planner) == 42
    assert planner.closed
    made = events(planned, AttemptMade)
    assert [event.attempt.tokens_by_author for event in made] == [{"coder": 3, "planner": 4}] * len(made)
    summary = summarize(planned.out / "journal.jsonl")
    assert f"{7 * len(made)} tokens (coder {3 * len(made)}, planner {4 * len(made)})" in summary
    assert "engine     scripted, script; planner: scripted, script" in summary
    page = write_report(planned.out / "journal.jsonl").read_text()
    assert f'<tr><th scope="row">planner</th><td class="n">{4 * len(made)}</td></tr>' in page
    assert "by the planner <small>4 tokens" in page


def test_one_model_alone_is_not_told_by_author(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 2})
    assert solve(settings, says(program("print(42)"))) == 42
    assert "coder" not in summarize(settings.out / "journal.jsonl")


def test_a_planner_that_does_not_start_is_said_in_log_journal_and_report(planned: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        value = solve(planned, says(PLAN, program("print(42)")), planner=ScriptedEngine(fails, start_error=EngineError("no memory")))
    assert value == 42
    assert "the run goes on without the planner (it did not start: no memory)" in caplog.text
    assert events(planned, EngineChanged)[-1].engine.further[0].trouble == "it did not start: no memory"
    assert "DEGRADED   the run went on without its planner (it did not start: no memory)" in summarize(planned.out / "journal.jsonl")


def test_a_planner_that_leaves_a_question_unanswered_is_said(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"plan": 1}, planner="cpu-demo")
    assert solve(settings, says(program("print(42)")), planner=ScriptedEngine(fails)) == 42
    assert "DEGRADED   the planner left 1 questions unanswered (it died)" in summarize(settings.out / "journal.jsonl")


def test_an_undecided_vote_is_judged_and_the_judgement_is_one_more_attempt(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 2}, verifier="cpu-demo")

    def judge(messages: Sequence[Message], sampling: Sampling) -> str:
        return f"Verdict: {'A' if 'Solution A, answer 42:' in messages[-1].content else 'B'}"

    def write(messages: Sequence[Message], sampling: Sampling) -> str:
        return program("print(42)") if sampling.seed < 1000 else program("print(99)")

    assert solve(settings, write, verifier=ScriptedEngine(judge)) == 42
    last = events(settings, AttemptMade)[-1]
    assert (last.rank, last.attempt.strategy, last.attempt.answer) == (2, JUDGEMENT, 42)
    assert "votes      judgement: 1 by 1 attempts, 1 of 1 right" in summarize(settings.out / "journal.jsonl")


def test_without_a_verifier_an_undecided_vote_elects_as_before(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 2})
    assert solve(settings, says(program("print(42)"), program("print(99)"))) == 99
    assert len(events(settings, AttemptMade)) == 2


def test_a_recorded_run_of_two_models_is_played_back_without_either(make_settings: MakeSettings, tmp_path: Path) -> None:
    record = str(tmp_path / "t.jsonl.gz")
    recorded = make_settings(strategies={"plan": 1}, planner="cpu-demo", record=record, out=tmp_path / "recorded")
    assert solve(recorded, says(program("print(42)")), planner=ScriptedEngine(says(PLAN))) == 42
    assert [each.author for each in read_transcript(Path(record)).runs[0].further] == ["planner"]
    replayed = make_settings(strategies={"plan": 1}, planner="cpu-demo", engine="replay", transcripts=record, out=tmp_path / "replayed")
    with Solver(replayed) as solver:
        assert solver.solve(PROBLEM).value == 42
    attempts = [events(each, AttemptMade)[0].attempt for each in (recorded, replayed)]
    assert [turn.completion for turn in attempts[0].turns] == [turn.completion for turn in attempts[1].turns]


@pytest.mark.parametrize("changes", [{"planner": "cpu-demo"}, {"verifier": "cpu-demo"}])
def test_a_run_with_another_second_model_takes_no_answers_over(changes: dict[str, Any], make_settings: MakeSettings) -> None:
    strategies = {"program-of-thoughts": 1}
    assert solve(make_settings(strategies=strategies), says(program("print(777)"))) == 777
    further = {role: ScriptedEngine(says("")) for role in changes}
    assert solve(make_settings(strategies=strategies, **changes), says(program("print(42)")), **further) == 42


def test_two_real_engines_plan_and_write(make_settings: MakeSettings) -> None:
    """The embedded model as both: it was not trained to plan, so that its plan is only text that the program's prompt holds."""
    settings = make_settings(strategies={"plan": 1}, planner={"extends": "cpu-demo", "max_tokens": 40, "serve": {"n_parallel": 1}})
    with Solver(settings) as solver:
        solver.solve(Problem("p", "How many ways are there to tile a 2 x 12 board with dominoes?", 233))
    (attempt,) = [event.attempt for event in events(settings, AttemptMade)]
    assert (attempt.turns[0].completion.author, attempt.turns[1].completion.author) == ("planner", "coder")
    assert 0 < attempt.tokens_by_author["planner"] <= 40
    (further,) = events(settings, EngineChanged)[-1].engine.further
    assert (further.author, further.engine, further.is_up) == ("planner", "llamacpp", True)
    assert (settings.out / "planner" / "llamacpp-0.log").is_file()
    assert (settings.out / "llamacpp-0.log").is_file()
