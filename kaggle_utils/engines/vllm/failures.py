"""The known ways in which a vLLM server ends: what each one's line in the log means, and the way out. Pure; they stand in a file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.engines.served.ending import shorten


@dataclass(frozen=True)
class Failure:
    """A pattern in the log, what it means, what to do. ``passes``: its reason lies outside the server and may be gone at the next start."""

    pattern: str
    meaning: str
    way_out: str
    passes: bool = False


@dataclass(frozen=True)
class Explanation:
    """A known failure found in a log: its meaning and way out with the line that shows it, in a sentence."""

    sentence: str
    passes: bool


def explain(log: str) -> Explanation | None:
    """The most telling of the known failures that the log shows; None when it shows none of them."""
    for failure in load_failures():
        if found := re.search(failure.pattern, log):
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            line = log[log.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
            meaning, way_out = failure.meaning.format(**said), failure.way_out.format(**said)
            return Explanation(f"{meaning}: {way_out} (the log says: {shorten(line)})", failure.passes)
    return None


@cache
def load_failures() -> tuple[Failure, ...]:
    """The known failures, the most telling first."""
    table = tomllib.loads((files("kaggle_utils.engines.vllm") / "failures.toml").read_text(encoding="utf-8"))
    return tuple(Failure(**entry) for entry in table["failure"])
