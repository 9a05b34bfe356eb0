"""Several samples of each problem, for pass@k: what their settings must be, and what each is called."""

from __future__ import annotations

from collections.abc import Mapping

from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings

# Unless they are set otherwise: the program is judged as the model first wrote it.
AS_WRITTEN: Mapping[str, int | bool] = {"repair_rounds": 0, "repair_fixes": False}


def sample_name(id_: str, number: int) -> str:
    """What a sample of a problem or sequence is called in comparisons; the first is number 1."""
    return f"{id_}, sample {number}"


def refuse_equal_samples(settings: Settings, strategy: str, samples: int) -> None:
    """Raise InputError if more than one of the samples by a strategy is at temperature 0."""
    own = AttemptSettings.of(settings)
    if sum(own.for_attempt(strategy, number).temperature == 0 for number in range(samples)) > 1:
        raise InputError(f"at temperature 0 all {samples} samples of a problem are the same: --samples 1, or --set temperature=0.8")
