"""A plugin of pytest for the runs that mutmut makes: the nearest tests first, fewer arguments, and the same examples for every mutant."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from hypothesis import Phase

# A failure is enough: to find the smallest one takes seconds, and examples that were kept for another mutant say nothing of this one.
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
    derandomize=True,
    database=None,
)
ARGUMENTS = ["--rootdir=.", "-x", "-q", "-p", "no:cacheprovider", "-p", "tests.mutants_pytest"]


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Run the tests named after the mutant's module alone: most mutants fail there, in less time than it takes to collect all others."""
    module = os.environ.get("MUTANT_UNDER_TEST", "").rpartition(".")[0].rpartition(".")[2]
    nearest = [argument for argument in config.args if Path(argument.partition("::")[0]).stem.startswith(f"test_{module}")]
    if not module or len(nearest) in (0, len(config.args)):
        return None
    return int(pytest.main([*ARGUMENTS, *nearest])) or None


def pytest_configure(config: pytest.Config) -> None:
    """Name each parametrised test once: mutmut names every row, and with a thousand of them collecting takes longer than the tests."""
    hypothesis.settings.load_profile("mutants")
    config.args = sorted({argument.partition("[")[0] for argument in config.args})
