"""The excerpt of the OEIS that the tests carry (its source and licence stand in its files)."""

from __future__ import annotations

from pathlib import Path

EXCERPT = Path(__file__).with_name("excerpt") / "stripped"
