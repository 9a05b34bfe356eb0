"""The dress rehearsal's parts: what it asks of the report is what the report says, and its faults come in their order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.rehearsal.faults import kill_engine, plan_faults
from benchmarks.rehearsal.stage import EDITED, NOTEBOOK, Stage, choose_problems
from kaggle_utils.engines import EngineInfo
from kaggle_utils.engines.served.ending import ended_by_signal
from kaggle_utils.engines.served.processor import ProcessorWatch, Reading
from kaggle_utils.journal.events import AnswerFailed, EngineChanged, Event, RecordsLate, RunEnded, RunStarted, encode
from kaggle_utils.report import read_run
from kaggle_utils.report.counts import find_degradations, find_gaps
from kaggle_utils.settings import Settings

SECONDS = 1200.0


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A stage of ten problems, on which nothing has begun."""
    found = Stage(tmp_path, "cpu-demo", "", SECONDS, choose_problems(10))
    found.out.mkdir()
    return found


def start(time: float) -> RunStarted:
    return RunStarted(Settings.preset("cpu-demo"), time=time)


def test_every_fault_is_asked_for_in_the_reports_own_words(stage: Stage) -> None:
    watch = ProcessorWatch()
    for now, cores in ((0.0, 2), (60.0, 1)):
        watch.note(now, Reading(cores, {}))
    killed = {"restarts": 1, "restart_reasons": [ended_by_signal("the server", 9).cause]}
    events: list[Event] = [start(1.0), EngineChanged(EngineInfo("llamacpp", "m", 0, {**killed, **watch.facts}))]
    events += [RecordsLate(3, "[Errno 28] No space left on device"), start(2.0), EngineChanged(EngineInfo("llamacpp", "m", 0, killed))]
    said = [*find_degradations(events), *find_gaps(events, [233, 343])]
    for fault in plan_faults(stage):
        assert [each for each in said if re.search(fault.named.replace("{line}", "343"), each)], fault.name


def test_faults_come_in_the_order_of_starts_and_answers(stage: Stage) -> None:
    places = [(fault.start, fault.after) for fault in plan_faults(stage)]
    assert places == sorted(places)
    assert all(0 < after < 1 for _, after in places)


def test_a_core_is_taken_for_a_minute_of_twenty(stage: Stage) -> None:
    assert [fault.seconds for fault in plan_faults(stage) if fault.name == "core taken"] == [pytest.approx(60.0)]


def test_the_notebooks_settings_cell_is_edited_where_it_says_so() -> None:
    assert NOTEBOOK.read_text().count(EDITED) == 1


def test_the_clock_runs_from_each_start_to_its_last_record(stage: Stage) -> None:
    events = [start(100.0), AnswerFailed("p", "x", time=130.0), start(500.0), RunEnded(time=520.0)]
    stage.journal.write_text("".join(f"{encode(event)}\n" for event in events))
    assert stage.used == 50.0
    assert len(read_run(stage.journal).events) == 4


def test_problems_are_spread_over_the_file_and_no_more_than_it_has() -> None:
    ids = [row["id"] for row in choose_problems(50)]
    assert len(set(ids)) == 50
    with pytest.raises(ValueError, match="has 220 problems, and 221 were asked for"):
        choose_problems(221)


def test_a_server_that_is_not_there_when_it_is_to_be_killed_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stage, "engine_processes", lambda _: [])
    assert kill_engine(stage) == "no process was there"
