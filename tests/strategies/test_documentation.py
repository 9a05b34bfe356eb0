from __future__ import annotations

import pytest

from kaggle_utils.settings import REPOSITORY
from kaggle_utils.strategies import PREPARATIONS, STRATEGIES


@pytest.mark.parametrize("name", sorted({*STRATEGIES, *PREPARATIONS}))
def test_every_strategy_has_its_row_in_the_documentation(name: str) -> None:
    rows = [line for line in (REPOSITORY / "docs" / "strategies.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert any(row.startswith(f"| `{name}` |") for row in rows)
