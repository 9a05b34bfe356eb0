"""The rates of the model of cost are what the kept runs give."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from benchmarks.cost import measure_rates, pilots, stated
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.cost.rates import find_speed, find_work, load_pilot_error, load_speeds, load_work
from kaggle_utils.settings import load_presets


def test_the_work_in_the_file_is_that_of_the_kept_runs() -> None:
    for kind, (work, error) in measure_rates().items():
        assert asdict(load_work()[kind].work) == pytest.approx(asdict(work), rel=1e-3)
        assert dict(load_work()[kind].error) == pytest.approx(error, abs=0.011)


def test_the_error_of_a_pilot_in_the_file_is_that_of_the_kept_runs() -> None:
    assert load_pilot_error() == pytest.approx({name: stated(factors) for name, factors in pilots().items()}, abs=0.011)


def test_every_speed_is_of_a_preset_and_has_a_source() -> None:
    for name, speed in load_speeds().items():
        assert name in load_presets()
        assert speed.source
        assert (speed.gpus > 0) != (speed.cores > 0)


def test_a_preset_that_nobody_measured_is_refused_with_the_way_out() -> None:
    with pytest.raises(InputError, match="--tokens-per-second"):
        find_speed("t4x2-32b-awq")


def test_an_unknown_kind_of_work_is_refused() -> None:
    with pytest.raises(InputError, match="codeseq, oeis, attempts"):
        find_work("poetry")
