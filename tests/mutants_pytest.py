"""A plugin of pytest for the runs that mutmut makes: fewer arguments, and the same examples for every mutant."""

from __future__ import annotations

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


def pytest_configure(config: pytest.Config) -> None:
    """Name each parametrised test once: mutmut names every row, and with a thousand of them collecting takes longer than the tests."""
    hypothesis.settings.load_profile("mutants")
    config.args = sorted({argument.partition("[")[0] for argument in config.args})
