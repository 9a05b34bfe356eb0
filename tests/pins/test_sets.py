"""What was read out of wheels was read out of the very wheels that the lock files name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pins.pinned import pinned_file, read_sets

LOCKS = Path(__file__).parent.parent.parent / "wheels" / "locks"
LOCK = {name: f"{name}-{'cp311' if name == 'cpu' else 'cp312'}.txt" for name in read_sets()}  # Kaggle's Python; the one here


def locked(wheels: str) -> dict[str, str]:
    """SHA-256 by requirement."""
    text = (LOCKS / LOCK[wheels]).read_text(encoding="utf-8")
    return dict(re.findall(r"^(\S+==\S+) --hash=sha256:(\w+)", text, re.MULTILINE))


@pytest.mark.parametrize("wheels", list(read_sets()))
def test_every_wheel_that_a_set_relies_on_is_locked(wheels: str) -> None:
    description = read_sets()[wheels]
    named = {entry["wheel"] for entry in [*description["variables"], *description["libraries"]]} | {description["vllm"]}
    named |= {description["triton"]["wheel"]} if "triton" in description else set()
    assert named - set(locked(wheels)) == set()


@pytest.mark.parametrize("wheels", list(read_sets()))
def test_the_pinned_file_was_read_out_of_the_locked_wheels(wheels: str) -> None:
    data = json.loads(pinned_file(read_sets()[wheels]["vllm"]).read_text(encoding="utf-8"))
    read = {entry["requirement"]: entry["sha256"] for entry in [data, *data["others"]]}
    assert {requirement: locked(wheels).get(requirement) for requirement in read} == read
