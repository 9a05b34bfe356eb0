"""A real Ray cluster of three nodes in network namespaces. ``make test-ray`` runs it, as root."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

pytest.importorskip("ray", reason="needs Ray (pip install 'kaggle-utils[ray]')")
pytestmark = pytest.mark.skipif(os.geteuid() != 0 or shutil.which("ip") is None, reason="needs root and ip, to make network namespaces")


def test_nothing_is_lost_and_nothing_counts_twice_whatever_dies(tmp_path: Path) -> None:
    from tests.ray.three_nodes import run_through_all

    found = run_through_all(tmp_path)
    assert found.missing == 0
    assert found.yielded_twice == 0
    assert found.distinct == found.items
    assert found.last.startswith("finished: ")
