"""Measures the variants of a preset that came up, each in a process of its own, between two measurements of the baseline."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kaggle_utils.doctor.isolated import run_isolated
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.doctor.measure import Progress
from kaggle_utils.doctor.obstacles import ACCEPTED, usable_wheels
from kaggle_utils.doctor.one_variant import Measurement
from kaggle_utils.doctor.recommendation import nearest_rate
from kaggle_utils.doctor.trial import Trial, trial_settings
from kaggle_utils.doctor.variants import COUNTERPARTS, Variant, counterpart, vary
from kaggle_utils.errors import InputError
from kaggle_utils.offline import InstallError, install_wheels
from kaggle_utils.settings import Settings
from kaggle_utils.settings.presets import merge

LEAST_GAIN = 0.03  # a smaller one is not worth another start: the spread of two equal runs on a quiet machine

Run = Callable[[Settings, str], "Measurement | str"]


@dataclass(frozen=True)
class Row:
    """A variant and what became of it: a measurement, or in ``trouble`` why there is none. ``ran`` is whether it was started."""

    variant: Variant
    measured: Measurement | None = None
    trouble: str = ""
    ran: bool = True


@dataclass(frozen=True)
class Experiment:
    """The baseline's settings, its measurements before and after the others, and a row for each variant."""

    base: Settings
    baseline: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()

    def rate(self, row: Row) -> float | None:
        """Tokens a second with about as many requests as a problem has attempts."""
        return nearest_rate(row.measured.speed.decode, self.base).tokens_per_second if row.measured else None

    @property
    def base_rate(self) -> float | None:
        """The baseline's mean rate."""
        rates = self._base_rates
        return sum(rates) / len(rates) if rates else None

    @property
    def noise(self) -> float:
        """The share by which the baseline's own measurements differ; 0.0 for one alone."""
        rates, mean = self._base_rates, self.base_rate
        return (max(rates) - min(rates)) / mean if mean else 0.0

    @property
    def _base_rates(self) -> list[float]:
        return [rate for row in self.baseline if (rate := self.rate(row)) is not None]

    def ratio(self, row: Row) -> float | None:
        """The row's rate over the baseline's."""
        rate, base = self.rate(row), self.base_rate
        return rate / base if rate is not None and base else None

    def gains(self, row: Row) -> bool:
        """Whether a row is faster by more than the noise and the least gain."""
        ratio = self.ratio(row)
        return ratio is not None and ratio > 1 + max(self.noise, LEAST_GAIN)

    @property
    def winner(self) -> Row | None:
        """The fastest of the rows that gain; None where the baseline stays."""
        return max((row for row in self.rows if self.gains(row)), key=lambda row: self.ratio(row) or 0.0, default=None)


def compare_variants(machine: Machine, trial: Trial, progress: Progress, limit: float | None = None) -> Experiment | None:
    """Compare what came up in a trial with its variants. None for a trial that failed: there is nothing to compare with."""
    if trial.failure or trial.speed is None:
        return None
    base = replace(trial.came_up, ladder=())
    logs = base.out / "doctor-trials"

    def run(settings: Settings, name: str) -> Measurement | str:
        progress(f"measuring {name}")
        folder = logs / name.replace(" ", "-")
        return run_isolated(replace(settings, out=folder), trial.effort, folder / "trial.log", limit)

    return experiment(base, [*vary(machine, base), *_counterparts(machine, base, progress)], run)


def experiment(base: Settings, variants: list[Variant], run: Run) -> Experiment:
    """Measure the baseline, every variant that makes sense, those changes together that each gain, and the baseline again."""
    whole = Variant("baseline", base.name, base, {})
    made = Experiment(base, (_row(whole, run(base, "baseline")),))
    rows = [_row(variant, variant.why_not or run(variant.settings, variant.name)) for variant in variants]
    if any(row.ran for row in rows):
        made = replace(made, baseline=(*made.baseline, _row(whole, run(base, "baseline again"))))
    made = replace(made, rows=tuple(rows))
    together = _together(made)
    return replace(made, rows=(*rows, _row(together, run(together.settings, together.name)))) if together else made


def _together(made: Experiment) -> Variant | None:
    """The best change of every comparison that gained, in one; None if there are not two. A preset by itself cannot be added to others."""
    best: dict[str, Row] = {}
    for row in filter(made.gains, made.rows):
        before = best.get(row.variant.comparison)
        if row.variant.changes and (before is None or (made.ratio(row) or 0.0) > (made.ratio(before) or 0.0)):
            best[row.variant.comparison] = row
    if len(best) < 2:
        return None
    changes: dict[str, object] = {}
    for row in best.values():
        changes = dict(merge(changes, row.variant.changes))
    return Variant("together", " and ".join(row.variant.name for row in best.values()), made.base.changed(**changes), changes)


def _row(variant: Variant, result: Measurement | str) -> Row:
    return Row(variant, None, result, ran=not variant.why_not) if isinstance(result, str) else Row(variant, result)


def _counterparts(machine: Machine, base: Settings, progress: Progress) -> Iterator[Variant]:
    """The other presets for the same model; a set of wheels that only one of them needs is installed into an environment of its own."""
    for name in COUNTERPARTS.get(base.name, ()):
        try:
            other = trial_settings(machine, name, base.out)
        except InputError as error:
            yield Variant("another preset", name, base, {}, str(error))
            continue
        found = counterpart(machine, base, other)
        if not found.why_not and other.engine == "vllm" and usable_wheels(machine, other) is not None:
            try:
                venv = Path(tempfile.gettempdir()) / f"kaggle_utils-venv-{other.wheels}"
                done = install_wheels(machine.inputs, sets=ACCEPTED[other.wheels], venv=venv, report=progress)
                found = replace(found, settings=replace(found.settings, server_python=str(done.python)))
            except (InstallError, InputError) as error:
                found = replace(found, why_not=f"its wheels cannot be installed: {error}")
        yield found
