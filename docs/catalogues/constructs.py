"""Success by construct: tables that ``evaluate table --by construct --json`` printed, side by side with what run they are of."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

DATA = Path(__file__).parent / "by_construct"


def render_constructs(folder: Path = DATA) -> str:
    """A table for each run of runs.toml: right answers of all, by construct, and the 95 % interval."""
    runs = tomllib.loads((folder / "runs.toml").read_text(encoding="utf-8"))["run"]
    return "\n\n".join(_table(run["what"], folder / run["file"]) for run in runs)


def _table(what: str, path: Path) -> str:
    parts = json.loads(path.read_text(encoding="utf-8"))
    arms = list(dict.fromkeys(part["arm"] for part in parts))
    found = {(part["kind"], part["arm"]): part["right"] for part in parts}
    lines = [f"{what}:", "", "| construct | " + " | ".join(f"`{arm}`" for arm in arms) + " |", "|---|" + "---|" * len(arms)]
    for kind in dict.fromkeys(part["kind"] for part in parts):
        cells = [_cell(found[kind, arm]["count"], found[kind, arm]["total"], found[kind, arm]["interval"]) for arm in arms]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(count: int, total: int, interval: tuple[float, float]) -> str:
    low, high = interval
    return f"{count} of {total} ({100 * low:.0f} to {100 * high:.0f} %)"
