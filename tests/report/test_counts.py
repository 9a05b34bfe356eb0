"""What a report says of a run that was killed, cut off or robbed: over all its starts, not only the last."""

from __future__ import annotations

from pathlib import Path

from kaggle_utils.engines import EngineInfo
from kaggle_utils.journal.events import AnswerFailed, EngineChanged, Event, RunEnded, RunStarted, encode
from kaggle_utils.report import read_run, render_page
from kaggle_utils.report.counts import find_degradations, find_gaps
from kaggle_utils.settings import Settings

START = RunStarted(Settings.preset("cpu-demo"))


def engine(**details: object) -> EngineChanged:
    return EngineChanged(EngineInfo("llamacpp", "m", 0, details))


def test_restarts_of_the_engine_are_added_up_over_all_starts_of_the_run() -> None:
    events: list[Event] = [START, engine(restarts=1, restart_reasons=["x"]), START, engine(restarts=2, restart_reasons=["y", "z"])]
    assert find_degradations(events) == ["the engine was restarted 3 times; the last time z"]


def test_what_two_starts_have_in_common_is_said_once() -> None:
    events = [START, engine(cores_taken="1 of its 2 cores for 60 s"), START, engine(cores_taken="1 of its 2 cores for 60 s")]
    assert find_degradations(events) == ["the engine had only 1 of its 2 cores for 60 s"]


def test_a_starved_engine_is_named() -> None:
    (said,) = find_degradations([START, engine(starved_seconds=70)])
    assert said == "the engine waited for a core longer than it ran, for 70 s: others used the machine"


def test_only_a_start_without_an_end_before_the_next_was_killed() -> None:
    assert find_gaps([START, RunEnded(), START, RunEnded()]) == []
    assert find_gaps([START, START, RunEnded()]) == ["the run was killed and started again 1 times: what was under way was lost"]


def test_a_line_that_was_cut_off_is_named_in_the_page(tmp_path: Path) -> None:
    lines = [encode(event) for event in (START, AnswerFailed("p", "x"), RunEnded())]
    journal = tmp_path / "journal.jsonl"
    journal.write_text(f"{lines[0]}\n{lines[1][:20]}\n\n{lines[2]}\n")
    run = read_run(journal)
    assert run.unreadable == (2,)
    assert "1 lines are cut off or damaged (line 2): lost, unless a later line holds the record again" in render_page(run)
