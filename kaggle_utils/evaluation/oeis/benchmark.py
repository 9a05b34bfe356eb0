"""The benchmark as a run of its own: its settings, its samples, and the measures of what a folder holds."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kaggle_utils.engines import Engine
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.oeis.compared import keep_sequences
from kaggle_utils.evaluation.oeis.measures import ALL, Measures, by_group, by_keyword, measure
from kaggle_utils.evaluation.oeis.outcome import outcomes_of
from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.evaluation.oeis.strategy import NAME, samples_of
from kaggle_utils.evaluation.run import Resume, Run, run
from kaggle_utils.evaluation.samples import AS_WRITTEN, refuse_equal_samples
from kaggle_utils.fanout import Place
from kaggle_utils.settings import Settings

logger = logging.getLogger(__name__)

OWN = ("strategies", "other_strategy")


@dataclass(frozen=True)
class Report:
    """The measures of all sequences, of each group and of each keyword; ``left_out`` sequences lack a sample."""

    all: Measures
    groups: tuple[Measures, ...]
    keywords: tuple[Measures, ...]
    left_out: int


def benchmark_settings(preset: str, changes: Mapping[str, Any], samples: int, terms: int, out: Path, name: str = NAME) -> Settings:
    """A preset's settings with these changes, for so many samples of each sequence, each about so many terms; ``name`` is the strategy.

    Raises InputError for numbers below 1, for changes to what the benchmark sets itself, and for several samples at temperature 0.
    """
    for option, number in (("--samples", samples), ("--terms", terms)):
        if number < 1:
            raise InputError(f"{option} is {number}, and must be at least 1")
    if taken := [name for name in OWN if name in changes]:
        raise InputError(f"--set changes {', '.join(taken)}, which the benchmark sets itself: leave it out")
    if "small_cases" in changes.get("prompting", {}):
        raise InputError("--set changes prompting.small_cases, the number of terms here: say it with --terms")
    settings = Settings.preset(preset, **{**AS_WRITTEN, **changes, "strategies": {name: samples}, "other_strategy": 0, "out": out})
    settings = replace(settings, prompting=replace(settings.prompting, small_cases=terms))
    refuse_equal_samples(settings, name, samples)
    return settings


def run_benchmark(
    sequences: Sequence[OeisSequence],
    settings: Settings,
    resume: Resume = "if-possible",
    width: int | None = None,
    engine: Engine | None = None,
    place: Place | None = None,
) -> Run:
    """Make every sample that the folder does not hold yet, and keep the sequences in it.

    The arguments and what is raised are those of ``evaluation.run.run``.
    """
    strategy = samples_of({sequence.id: sequence for sequence in sequences})
    made = run([sequence.problem for sequence in sequences], settings, resume, width, engine, strategy, place)
    keep_sequences(sequences, settings.out)
    return made


def report_on(made: Run, sequences: Sequence[OeisSequence]) -> Report:
    """The measures of a run. Raises InputError where no sequence has all its samples."""
    outcomes = outcomes_of(made, sequences)
    left_out = len(sequences) - len(outcomes)
    if not outcomes:
        raise InputError(f"{made.folder} holds all samples of none of the {len(sequences)} sequences: start the run again to make them")
    if left_out:
        logger.warning("%d of %d sequences are left out, because they lack a sample", left_out, len(sequences))
    groups, keywords = by_group(outcomes, sequences), by_keyword(outcomes, sequences)
    return Report(measure(ALL, outcomes), tuple(groups), tuple(keywords), left_out)
