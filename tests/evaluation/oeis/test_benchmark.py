"""A run of the benchmark: its settings, what it refuses, and that nothing is asked twice."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.oeis.benchmark import Report, report_on, run_benchmark
from kaggle_utils.evaluation.oeis.measures import measure
from kaggle_utils.evaluation.oeis.outcome import outcomes_of
from kaggle_utils.evaluation.oeis.table import as_markdown
from kaggle_utils.evaluation.run import Run
from kaggle_utils.settings import Settings
from tests.evaluation.oeis.conftest import FIBONACCI, PRIMES, SEQUENCES, asked_for, rank_of, right_then_wrong, settings_into, writes
from tests.scripted import ScriptedEngine
from tests.sequences.conftest import EXCERPT

MakeBenchmark = Callable[..., Settings]


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    return ScriptedEngine(writes(right_then_wrong))


@pytest.fixture(scope="module")
def made(engine: ScriptedEngine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Three samples of each sequence."""
    return run_benchmark(SEQUENCES, settings_into(tmp_path_factory.mktemp("benchmark") / "run", samples=3), engine=engine)


def test_every_sample_is_made_once_and_a_second_start_asks_nothing(made: Run, engine: ScriptedEngine) -> None:
    again = ScriptedEngine(writes(right_then_wrong))
    second = run_benchmark(SEQUENCES, settings_into(made.folder, samples=3), "always", engine=again)
    assert (len(engine.calls), len(again.calls)) == (9, 0)
    assert report_on(made, SEQUENCES) == report_on(second, SEQUENCES)


def test_the_report_says_what_three_samples_of_each_sequence_are_worth(made: Run) -> None:
    report = report_on(made, SEQUENCES)
    found = report.all
    assert (found.sequences, found.samples, found.accuracy.count, found.looked_up.count) == (3, 9, 6, 3)
    assert [mean.value for mean in found.pass_at.values()] == pytest.approx([1 / 3, 2 / 3, 1])
    # Of the three samples two vote, the right one and a wrong one.
    assert [mean.value for mean in found.majority_at.values()] == pytest.approx([1 / 3, 1 / 2, 1 / 2])
    assert [each.kind for each in report.groups] == ["classic_easy", "classic_hard"]


def test_the_tables_have_a_row_for_each_measure_and_each_keyword(made: Run) -> None:
    kinds, keywords = as_markdown(report_on(made, SEQUENCES)).split("\n\n")
    rows = {cells[0]: cells[1:] for cells in map(_cells, kinds.splitlines())}
    assert rows[""] == ["all", "classic_easy", "classic_hard"]
    assert rows["pass@3"] == ["100 % (44 to 100 %)", "100 % (34 to 100 %)", "100 % (21 to 100 %)"]
    assert rows["looked up"][0].startswith("3 of 9 (")
    assert [_cells(line)[0] for line in keywords.splitlines() if "--" not in line] == ["keyword", "easy", "hard", "nonn"]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_one_sample_gives_no_row_for_more(made: Run) -> None:
    firsts = {id_: samples[:1] for id_, samples in outcomes_of(made, SEQUENCES).items()}
    table = as_markdown(Report(measure("all", firsts), (), (), left_out=0))
    assert "pass@1" in table
    assert "maj@" not in table
    assert "pass@2" not in table


def test_a_report_can_be_written_as_json(made: Run) -> None:
    assert json.loads(json.dumps(asdict(report_on(made, SEQUENCES))))["all"]["pass_at"]["3"]["value"] == 1.0


def test_a_sequence_that_lacks_a_sample_is_left_out_until_it_is_made(
    make_benchmark: MakeBenchmark, caplog: pytest.LogCaptureFixture
) -> None:
    def fails_once(messages: Any, sampling: Any) -> str:
        if asked_for(messages) is PRIMES and rank_of(sampling) == 1:
            raise RuntimeError("the model fails")
        return writes(right_then_wrong)(messages, sampling)

    made = run_benchmark(SEQUENCES, make_benchmark(samples=2), engine=ScriptedEngine(fails_once))
    with caplog.at_level(logging.WARNING):
        report = report_on(made, SEQUENCES)
    assert (report.all.sequences, report.left_out) == (2, 1)
    assert "1 of 3 sequences are left out" in caplog.text
    engine = ScriptedEngine(writes(right_then_wrong))
    assert report_on(run_benchmark(SEQUENCES, make_benchmark(samples=2), engine=engine), SEQUENCES).left_out == 0
    assert len(engine.calls) == 1


def test_a_run_without_a_whole_sequence_has_no_report(make_benchmark: MakeBenchmark) -> None:
    def fails(messages: Any, sampling: Any) -> str:
        raise RuntimeError("the model fails")

    made = run_benchmark([FIBONACCI], make_benchmark(), engine=ScriptedEngine(fails))
    with pytest.raises(InputError, match="holds all samples of none of the 1 sequences: start the run again"):
        report_on(made, [FIBONACCI])


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"terms": 11}, r"\(prompting.small_cases was 12 and is 11\): choose another folder"),
        ({"samples": 2}, "strategies was {'sequence-terms': 3} and is {'sequence-terms': 2}"),
        ({"repair_rounds": 2}, "repair_rounds was 0 and is 2"),
    ],
)
def test_a_folder_with_other_settings_is_refused_in_one_sentence(made: Run, changes: dict[str, Any], named: str) -> None:
    again = ScriptedEngine(writes(right_then_wrong))
    with pytest.raises(InputError, match=named) as raised:
        run_benchmark(SEQUENCES, settings_into(made.folder, **({"samples": 3} | changes)), engine=again)
    assert "\n" not in str(raised.value)
    assert again.calls == []


def test_known_sequences_are_refused(make_benchmark: MakeBenchmark) -> None:
    engine = ScriptedEngine(writes(right_then_wrong))
    with pytest.raises(InputError, match=r"1 of the problems, such as 'A000045', ask for known sequences: .* leave sequences out"):
        run_benchmark([FIBONACCI], make_benchmark(sequences=str(EXCERPT)), engine=engine)
    assert engine.calls == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"samples": 0}, "--samples is 0, and must be at least 1"),
        ({"terms": 0}, "--terms is 0, and must be at least 1"),
        ({"strategies": {"trace": 1}}, "--set changes strategies, which the benchmark sets itself"),
        ({"other_strategy": 2}, "--set changes other_strategy, which the benchmark sets itself"),
        ({"prompting": {"small_cases": 5}}, "say it with --terms"),
        ({"samples": 2, "temperature": 0.0}, "at temperature 0 all 2 samples of a problem are the same"),
    ],
)
def test_settings_that_would_measure_something_else_are_refused(
    make_benchmark: MakeBenchmark, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        make_benchmark(**changes)


def test_one_sample_may_be_greedy_and_prompts_may_be_changed(make_benchmark: MakeBenchmark) -> None:
    settings = make_benchmark(temperature=0.0, prompting={"framing": "compute"})
    assert (settings.prompting.framing, settings.prompting.small_cases, settings.repair_fixes) == ("compute", 12, False)
