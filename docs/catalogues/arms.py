"""The tables of arms and of repairs, made of the runs that the repository keeps by the code that ``evaluate table`` and ``repairs`` use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kaggle_utils.evaluation import repairs, table
from kaggle_utils.evaluation.arm import find_arms
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.recorded import Recorded, load_recorded
from kaggle_utils.evaluation.run import JOURNAL, load_run
from kaggle_utils.settings import REPOSITORY

RUNS = Path("benchmarks/runs")


def render_arms(name: str) -> Callable[[], str]:
    """What makes the table of the arms of a kept run; comparisons are corrected for the number of its rows."""

    def render() -> str:
        runs = _recorded(name)
        against = table.against_of(find_arms([each.name for each in runs]))
        rows = table.make_table({each.name: each.outcomes for each in runs}, _problems(runs), against)
        return table.as_markdown(rows)

    return render


def render_repairs(name: str) -> Callable[[], str]:
    """What makes the table of what became of first programs that failed, for the arms of a kept run that repair."""

    def render() -> str:
        made = {folder.name: load_run(folder) for folder in _folders(name)}
        repaired = {arm: run for arm, run in made.items() if run.settings.repair_rounds > 0}
        return repairs.as_markdown(repairs.count_repairs(repaired, _problems(_recorded(name))))

    return render


def _folders(name: str) -> list[Path]:
    """The folders of a kept run's arms, in the order of arms.toml."""
    return [folder for arm in find_arms([]) if ((folder := REPOSITORY / RUNS / name / arm.name) / JOURNAL).is_file()]


def _recorded(name: str) -> list[Recorded]:
    return load_recorded(_folders(name))


def _problems(runs: list[Recorded]) -> list[EvaluationProblem]:
    return list({id_: problem for each in runs for id_, problem in each.problems.items()}.values())
