"""Ablations: every cell is run once, levels are compared with the baseline's, and what differs by chance alone is not called better."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest

from kaggle_utils.cli import main
from kaggle_utils.engines import Sampling
from kaggle_utils.evaluation import run as run_module
from kaggle_utils.evaluation.ablation import Ablation, CellResult, analyse
from kaggle_utils.evaluation.ablation_tables import as_json, as_text, tables_of
from kaggle_utils.evaluation.cells import Cell, cells_of
from kaggle_utils.evaluation.judge import Conclusion
from kaggle_utils.evaluation.paired import VerdictComparison
from kaggle_utils.messages import Message
from tests.evaluation.ablations import ablate, grid_of, outcome, problems
from tests.scripted import ScriptedEngine

NAMED = 80  # problems: of fewer, not even two runs without a difference are tied within 5 points


def conclusions(found: Ablation) -> dict[str, Conclusion]:
    return {f"{effect.factor}={effect.level}": effect.judgement.conclusion for effect in found.effects}


# -- through the command ------------------------------------------------------------------------------------------------------------------

GRID = """
use = "Does warmth help?"
[settings]
strategies = { chain-of-thought = 1 }
temperature = 0.5
[factors.temperature]
setting = "temperature"
values = [0.5, 1]
baseline = 0.5
[factors.null]
setting = "top_p"
values = [0.95, 0.94]
baseline = 0.95
"""


def warm(messages: Sequence[Message], sampling: Sampling) -> str:
    """A model that knows a third of the answers, and most of them at temperature 1."""
    number = int(messages[-1].content.split("What is ")[1].split("?")[0])
    knows = number % 3 == 0 if sampling.temperature == 0.5 else number % 9 != 0
    return rf"It is \boxed{{{number if knows else number + 1}}}."


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], ScriptedEngine]:
    """The command line of an ablation, and the model that it asks."""
    engine = ScriptedEngine(warm)
    monkeypatch.setattr(run_module, "create_engines", lambda settings, further: engine)
    (tmp_path / "grid.toml").write_text(GRID)
    rows = [f"p{n},What is {n}?,{n}" for n in range(NAMED)]
    (tmp_path / "problems.csv").write_text("\n".join(["id,problem,answer", *rows]))
    files = [str(tmp_path / "grid.toml"), "--problems", str(tmp_path / "problems.csv"), "--out", str(tmp_path / "out")]
    return ["evaluate", "ablate", *files, "--preset", "cpu-demo"], engine


def test_a_planted_effect_is_found_a_planted_null_is_tied_and_nothing_is_asked_twice(
    command: tuple[list[str], ScriptedEngine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, engine = command
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "Does warmth help?" in printed
    assert "- right answers, temperature = 1 against 0.5: better; these pairs find" in printed
    assert "- right answers, null = 0.94 against 0.95: statistically tied" in printed
    assert len(engine.calls) == 3 * NAMED

    assert main([*arguments, "--json", "--resume", "always"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert len(engine.calls) == 3 * NAMED
    assert table == json.loads((tmp_path / "out" / "ablation.json").read_text())
    first = table["comparisons"][0]
    assert (first["level"], first["conclusion"], first["comparison"]["gained"] > 30) == ("1", "better", True)

    assert main([*arguments, "--resume", "never"]) == 2
    assert "already holds a run" in capsys.readouterr().err


def test_a_plan_says_what_would_be_run_and_found_and_runs_nothing(
    command: tuple[list[str], ScriptedEngine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, engine = command
    assert main([*arguments, "--plan"]) == 0
    printed = capsys.readouterr().out
    assert "3 cells: baseline; temperature=1; null=0.94" in printed
    assert "2 comparisons; if two cells disagree on 25 % of the problems, 80 independent problems find a difference of 17 points" in printed
    assert (engine.calls, (tmp_path / "out").exists()) == ([], False)


def test_a_grid_that_cannot_be_run_is_one_line_on_stderr(command: tuple[list[str], Any], capsys: pytest.CaptureFixture[str]) -> None:
    arguments, engine = command
    Path(arguments[2]).write_text(GRID.replace("[0.5, 1]", "[0.5, 7]"))
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert "grid.toml, temperature=7: a temperature is 7, and must be" in error
    assert (error.count("\n"), engine.calls) == (1, [])


# -- what is made of outcomes -------------------------------------------------------------------------------------------------------------


def test_a_one_at_a_time_design_compares_cells_with_the_baseline() -> None:
    found = ablate(grid_of({"a": ["0", "1"], "b": ["x", "y"]}), 60, lambda cell, n: n % 2 == 0 or (cell.levels["a"] == "1" and n % 6 != 1))
    assert conclusions(found) == {"a=1": Conclusion.BETTER, "b=y": Conclusion.NOT_ENOUGH_DATA}
    assert [effect.judgement.family for effect in found.effects] == [2, 2]


def test_a_full_grid_compares_all_cells_that_differ_in_the_factor_alone() -> None:
    """Each problem counts once for every level of the other factor, and is one cluster."""
    found = ablate(grid_of({"a": ["0", "1"], "b": ["x", "y", "z"]}, "grid"), 40, lambda cell, n: cell.levels["a"] == "1" and n < 20)
    compared = {effect.factor: effect.judgement.comparison for effect in found.effects}
    assert (compared["a"].problems, compared["a"].clusters, compared["a"].difference) == (120, 40, 50)
    assert (compared["b"].problems, compared["b"].difference) == (80, 0)
    assert conclusions(found)["a=1"] is Conclusion.BETTER


def test_samples_of_a_problem_are_one_cluster() -> None:
    """Twenty lucky samples of one problem prove nothing."""
    grid = grid_of({"a": ["0", "1"]})
    results = [
        CellResult(cell, {f"p{n}, seed {s}": outcome(f"p{n}", n == 0 and cell.levels["a"] == "1") for n in range(10) for s in range(20)})
        for cell in cells_of(grid)
    ]
    (effect,) = analyse(grid, results, problems(10)).effects
    assert isinstance(effect.judgement.comparison, VerdictComparison)
    assert (effect.judgement.comparison.gained, effect.judgement.comparison.clusters) == (20, 10)
    assert effect.judgement.conclusion is Conclusion.NOT_ENOUGH_DATA


def test_only_samples_that_both_cells_have_are_compared() -> None:
    grid = grid_of({"a": ["0", "1"]})
    first, second = cells_of(grid)
    results = [CellResult(first, {f"p{n}": outcome(f"p{n}") for n in range(30)}), CellResult(second, {"p7": outcome("p7")})]
    (effect,) = analyse(grid, results, problems(30)).effects
    assert effect.judgement.comparison.problems == 1


def test_a_measure_that_no_problem_has_is_left_out_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    found = ablate(grid_of({"a": ["0", "1"]}, measures=["right", "right-trace"]), 10, lambda cell, n: True)
    assert [effect.measure.name for effect in found.effects] == ["right"]
    assert "right traces: 1 of 1 comparisons have no problem to be made on" in caplog.text


def test_each_measure_is_corrected_by_itself() -> None:
    grid = grid_of({"a": ["0", "1", "2"]}, measures=["right", "tokens"])
    dear = {"0": 100, "1": 50, "2": 101}
    results = [
        CellResult(cell, {f"p{n}": outcome(f"p{n}", tokens=dear[cell.levels["a"]] + n) for n in range(90)}) for cell in cells_of(grid)
    ]
    found = analyse(grid, results, problems(90))
    assert [(effect.measure.name, effect.level, effect.judgement.conclusion.value) for effect in found.effects] == [
        ("right", "1", "statistically tied"),
        ("right", "2", "statistically tied"),
        ("tokens", "1", "better"),
        ("tokens", "2", "worse"),
    ]
    assert {effect.judgement.family for effect in found.effects} == {2}


def null(seed: int, levels: int, total: int = 40) -> list[Conclusion]:
    """What is said of levels that all have the same chance of being right, by problem."""
    random = numpy.random.default_rng(seed)
    chance = 1 / (1 + numpy.exp(-random.normal(0, 1, total)))
    right = random.random((levels, total)) < chance
    names = [f"level {level}" for level in range(levels)]
    found = ablate(grid_of({"a": names}), total, lambda cell, n: bool(right[names.index(cell.levels["a"]), n]))
    return [effect.judgement.conclusion for effect in found.effects]


@pytest.fixture
def frozen() -> Iterator[None]:
    """Garbage collection passes over what is there already: statsmodels collects at every correction, which here are hundreds."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(("levels", "draws"), [(2, 400), (6, 100)])
def test_a_null_is_called_better_or_worse_as_rarely_as_the_level_says(levels: int, draws: int) -> None:
    """One comparison: 3 to 7 % of the tries. Five of them, corrected: at least one false alarm in 7 % of the tries or fewer."""
    told = [set(null(seed, levels)) for seed in range(draws)]
    alarms = sum(bool(each & {Conclusion.BETTER, Conclusion.WORSE}) for each in told)
    assert alarms / draws <= 0.07
    assert levels > 2 or alarms / draws >= 0.03
    assert sum(each <= {Conclusion.TIED, Conclusion.NOT_ENOUGH_DATA} for each in told) == draws - alarms


# -- tables -------------------------------------------------------------------------------------------------------------------------------


def example() -> Ablation:
    def decide(cell: Cell, n: int) -> bool:
        return n % 3 < {"0": 1, "1": 2, "2": 2}[cell.levels["a_1"]]

    return ablate(grid_of({"a_1": ["0", "1", "2"]}, measures=["right", "tokens"]), 90, decide)


def test_every_row_has_a_cell_for_every_column() -> None:
    tables = tables_of(example())
    assert [table.title for table in tables] == ["Cells", "Comparisons", "Steps of a_1: right answers"]
    assert {len(row) - len(table.header) for table in tables for row in table.rows} == {0}


def test_tables_are_markdown_csv_and_latex() -> None:
    markdown, csv, latex = (as_text(example(), form) for form in ("markdown", "csv", "latex"))
    assert markdown.startswith("Which?\n\n### Cells\n\n| cell")
    assert "60 of 90" in markdown
    assert "# Comparisons\nmeasure,factor,level,against,new,old,difference,95 %" in csv
    assert "right answers,a_1,1,0,66.7,33.3,+33.3," in csv
    assert latex.count(r"\begin{tabular}") == 3
    assert r"a\_1" in latex
    assert r"95 \%" in latex


def test_json_has_no_number_that_json_lacks() -> None:
    def reject(text: str) -> None:
        raise AssertionError(text)

    single = ablate(grid_of({"a": ["0", "1"]}, measures=["right", "tokens"]), 1, lambda cell, n: True)
    table = json.loads(as_json(single), parse_constant=reject)
    assert table["comparisons"][1]["comparison"]["interval"] == [None, None]
