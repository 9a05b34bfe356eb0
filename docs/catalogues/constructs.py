"""Success by construct: the runs of runs.toml, judged anew by the code that ``evaluate table --by construct`` uses."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.evaluation.breakdown import Part, break_down
from kaggle_utils.evaluation.recorded import load_recorded
from kaggle_utils.settings import REPOSITORY

DATA = Path(__file__).parent / "runs.toml"


@dataclass(frozen=True)
class KeptRun:
    """A folder of the repository that holds a run for each of the ``arms``; ``what`` says of which model."""

    folder: str
    arms: tuple[str, ...]
    what: str


def read_runs(path: Path = DATA) -> list[KeptRun]:
    """The runs of the file, in its order."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["run"]
    return [KeptRun(table["folder"], tuple(table["arms"]), table["what"]) for table in tables]


def render_constructs() -> str:
    """A table for each run: right answers of all, by construct, with 95 % intervals."""
    return "\n\n".join(f"{run.what} (`{run.folder}`):\n\n{render_parts(_parts(run), run.arms)}" for run in read_runs())


def render_parts(parts: Sequence[Part], arms: Sequence[str]) -> str:
    """The table of one run, a column for each arm."""
    found = {(part.kind, part.arm): part.right for part in parts}
    lines = ["| construct | " + " | ".join(f"`{arm}`" for arm in arms) + " |", "|---|" + "---|" * len(arms)]
    for kind in dict.fromkeys(part.kind for part in parts):
        shares = [found[kind, arm] for arm in arms]
        cells = [f"{each.count} of {each.total} ({100 * each.interval.low:.0f} to {100 * each.interval.high:.0f} %)" for each in shares]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _parts(run: KeptRun) -> list[Part]:
    made = load_recorded([REPOSITORY / run.folder / arm for arm in run.arms])
    problems = {id_: problem for each in made for id_, problem in each.problems.items()}
    return break_down({each.name: each.outcomes for each in made}, list(problems.values()), "construct")
