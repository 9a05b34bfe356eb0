"""Runs that were made elsewhere, taken over into the folders of a new evaluation instead of being made again.

A run is taken over where its decisive settings are those of a planned run: its journal and its transcripts are copied into that one's
folder, where it is continued like any run, if it lacks problems.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.decisive import differences
from kaggle_utils.evaluation.run import JOURNAL, REPLIES
from kaggle_utils.journal.history import History
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.voting import revote

logger = logging.getLogger(__name__)

ORIGIN = "taken-over-from.txt"  # beside the journal: the folder that it was copied from


@dataclass(frozen=True)
class TakenOver:
    """A planned run that was made before: where, and at how many of the problems it has attempts."""

    planned: str
    folder: Path
    problems: int
    total: int

    def __str__(self) -> str:
        rest = "" if self.problems == self.total else f"; the other {self.total - self.problems} are made now"
        return f"{self.planned} is taken over from {self.folder}, {self.problems} of {self.total} problems{rest}"


def take_over(folders: Sequence[Path], planned: Mapping[str, Settings], problems: Sequence[Problem]) -> list[TakenOver]:
    """Copy each run in ``folders`` to every planned run of the same decisive settings whose own folder is still empty.

    ``planned`` are their settings by their names. Raises InputError, before anything is copied, for a folder without a run; for a run of
    ``solve``, whose attempts depend on its clock; for one at none of the problems; and for one that no planned run has the settings of,
    which names the nearest planned run and the first setting that differs.
    """
    found = [(folder, *_load(folder, problems)) for folder in folders]
    fitting = {folder: _fitting(folder, settings, planned) for folder, _, settings in found}
    taken: dict[str, TakenOver] = {}
    for folder, history, _ in found:
        made = sum(bool(round_.attempts) for problem in problems if (round_ := history.rounds.get(digest_of(problem))))
        for name in fitting[folder]:
            out = planned[name].out
            if name not in taken and not _holds_run(out):
                _copy(folder, out)
                taken[name] = TakenOver(name, folder, made, len(problems))
    return list(taken.values())


def origins_of(folders: Mapping[str, Path]) -> dict[str, str]:
    """Which of these runs, by their names, were taken over, and the name of the folder that each was copied from."""
    files = {name: folder / ORIGIN for name, folder in folders.items()}
    return {name: Path(file.read_text(encoding="utf-8").strip()).name for name, file in files.items() if file.is_file()}


def _load(folder: Path, problems: Sequence[Problem]) -> tuple[History, Settings]:
    if not (folder / JOURNAL).is_file():
        raise InputError(f"{folder} holds no run that could be taken over: it has no {JOURNAL}")
    history, settings = revote.load_run(folder / JOURNAL)
    if any(round_.answer is not None for round_ in history.rounds.values()):
        raise InputError(f"{folder} is a run of solve, whose attempts depend on its clock: take over runs of evaluate")
    if not any(digest_of(problem) in history.rounds for problem in problems):
        raise InputError(f"{folder} was made on other problems: it has none of the {len(problems)} that are asked for")
    return history, settings


def _fitting(folder: Path, settings: Settings, planned: Mapping[str, Settings]) -> list[str]:
    """The planned runs that these settings are those of. Raises InputError where there is none."""
    found = {name: differences(settings, each) for name, each in planned.items()}
    fitting = [name for name, differing in found.items() if not differing]
    if not fitting:
        nearest = min(found, key=lambda name: len(found[name]))
        first = found[nearest][0]
        raise InputError(
            f"{folder} is none of the planned runs; compared with {nearest}, the nearest, {first}: leave it out, or plan one like it"
        )
    return fitting


def _holds_run(folder: Path) -> bool:
    path = folder / JOURNAL
    return path.is_file() and path.stat().st_size > 0


def _copy(folder: Path, out: Path) -> None:
    """Copy transcripts, origin and journal, the journal last and at once: a folder that has one is whole."""
    out.mkdir(parents=True, exist_ok=True)
    if (folder / REPLIES).is_file():
        shutil.copyfile(folder / REPLIES, out / REPLIES)
    (out / ORIGIN).write_text(f"{folder}\n", encoding="utf-8")
    partial = out / f"{JOURNAL}.partial"
    shutil.copyfile(folder / JOURNAL, partial)
    partial.replace(out / JOURNAL)
    logger.info("%s was taken over from %s", out, folder)
