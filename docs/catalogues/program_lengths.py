"""Lengths of programs: those of the runs of runs.toml, the right ones beside the wrong ones."""

from __future__ import annotations

from docs.catalogues.constructs import read_runs
from kaggle_utils.report.code_lengths import read_code_lengths
from kaggle_utils.settings import REPOSITORY

HEADER = ("run", "arm", "attempts", "programs", "lines of code, median", "90 %", "longest", "characters, median")


def render_program_lengths() -> str:
    """A row for the programs of each arm, all of them, the right ones and the wrong ones."""
    lines = ["| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    for run in read_runs():
        for arm in run.arms:
            for row in read_code_lengths(REPOSITORY / run.folder / arm):
                figures = f"{row.programs} | {row.median:g} | {row.long:g} | {row.longest} | {row.characters:g}"
                lines.append(f"| `{run.folder}` | `{arm}` | {row.outcome} | {figures} |")
    return "\n".join(lines)
