"""A line of the doctor's tables, and the tables as text. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "problem"]
WIDTH = 132  # characters of a line; a notebook's output cell shows them without scrolling
LEVEL, NAME = 9, 9  # characters of the first two columns


@dataclass(frozen=True)
class HealthCheck:
    """What was found, how bad it is, and what to do about it unless it is ok."""

    name: str
    value: str
    level: Level = "ok"
    way_out: str = ""


def write_table(findings: Sequence[HealthCheck]) -> str:
    """The findings as lines of text, each followed by what to do about it."""
    lines = []
    for finding in findings:
        lines += _row(finding.level, finding.name, finding.value)
        if finding.way_out:
            lines += _row("", "", f"-> {finding.way_out}")
    return "\n".join(lines)


def _row(level: str, name: str, value: str) -> list[str]:
    indent = " " * (LEVEL + NAME)
    return textwrap.wrap(value, WIDTH, initial_indent=f"{level:<{LEVEL}}{name:<{NAME}}", subsequent_indent=indent, break_on_hyphens=False)
