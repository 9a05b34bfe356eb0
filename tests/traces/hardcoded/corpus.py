"""The labelled programs: what the header of each file says, and its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).with_name("programs")
LABELS = ("table", "honest")


@dataclass(frozen=True)
class Program:
    """One program: whether it looks its numbers up, and what it does in a few words."""

    name: str
    is_table: bool
    about: str
    code: str


def parse(name: str, text: str) -> Program:
    """Read a program with its header. Raises ValueError for a header that says something else."""
    header = re.match(r"# label: (\w+)\n# about: (.+)\n", text)
    if header is None or header[1] not in LABELS:
        raise ValueError(f"{name} must begin with the lines '# label: {' or '.join(LABELS)}' and '# about: ...'")
    return Program(name, header[1] == "table", header[2], text)


def load() -> list[Program]:
    """All programs, by name."""
    return [parse(path.stem, path.read_text()) for path in sorted(PROGRAMS.glob("*.py"))]


@dataclass(frozen=True)
class Confusion:
    """How many of the tables were found and of the honest programs passed, and the names of the others."""

    found: int
    missed: tuple[str, ...]
    passed: int
    false_alarms: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"tables found: {self.found}, missed: {len(self.missed)} {', '.join(self.missed)}"]
        lines += [f"honest programs passed: {self.passed}, false alarms: {len(self.false_alarms)} {', '.join(self.false_alarms)}"]
        return "\n".join(lines)


def compare(programs: list[Program], verdicts: list[bool]) -> Confusion:
    """Hold verdicts against labels."""
    pairs = list(zip(programs, verdicts, strict=True))
    return Confusion(
        found=sum(program.is_table and verdict for program, verdict in pairs),
        missed=tuple(program.name for program, verdict in pairs if program.is_table and not verdict),
        passed=sum(not program.is_table and not verdict for program, verdict in pairs),
        false_alarms=tuple(program.name for program, verdict in pairs if not program.is_table and verdict),
    )
