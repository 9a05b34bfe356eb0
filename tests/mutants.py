"""What the mutation tester found: ``python -m tests.mutants`` after ``make mutants``.

Prints, for each part, how many of its one-token changes a test noticed, and every change that none did with the reason that
``mutants_accepted.toml`` gives for it. Exits with 1 below 95 %, for a change without a reason, and for a reason without its change.
"""

from __future__ import annotations

import ast
import difflib
import re
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ACCEPTED = Path(__file__).with_name("mutants_accepted.toml")
MUTATED = Path("mutants")  # where mutmut puts the package with all of its mutants
MIN_NOTICED = 0.95
NOTICED = ("killed", "timeout", "suspicious", "segfault")
_RESULT = re.compile(r"^\s*(?P<name>kaggle_utils\.\S+): (?P<result>[\w ]+)$", re.MULTILINE)
_VARIANT = re.compile(r"__mutmut_(?:\d+|orig)\b")


@dataclass(frozen=True, order=True)
class Change:
    """A mutant by what it changes: its function, such as ``voting.vote.tally``, and its lines where they differ, or those it drops."""

    function: str
    lines: str


def read_results() -> dict[str, str]:
    """The result of every mutant by its name."""
    listed = subprocess.run(
        [Path(sys.executable).with_name("mutmut"), "results", "--all", "true"], capture_output=True, text=True, check=True
    )
    return {match["name"]: match["result"].strip() for match in _RESULT.finditer(listed.stdout)}


def part_of(name: str) -> str:
    """The module of a mutant, such as ``voting.vote``."""
    return name.removeprefix("kaggle_utils.").rpartition(".")[0]


@cache
def _variants(path: Path) -> dict[str, list[str]]:
    """The lines of every variant of every function in a mutated file."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name: lines[node.lineno - 1 : node.end_lineno] for node in functions if "__mutmut_" in node.name}


def change_of(name: str) -> Change:
    """What a mutant changes. Numbers of mutants say little, because they are others after the next edit of the function."""
    module, _, variant = name.rpartition(".")
    function = _VARIANT.sub("", variant)
    variants = _variants(MUTATED / (module.replace(".", "/") + ".py"))
    before, after = ([_VARIANT.sub("", line) for line in variants[each]] for each in (f"{function}__mutmut_orig", variant))
    difference = [*difflib.ndiff(before, after)]
    changed = [line[2:].strip() for line in difference if line.startswith("+ ")]
    dropped = [line[2:].strip() for line in difference if line.startswith("- ")]
    plain = function.removeprefix("x").removeprefix("_").strip("ǁ").replace("ǁ", ".")
    return Change(f"{part_of(name)}.{plain}", " ".join(changed) or f"without {' '.join(dropped)}")


def read_accepted() -> dict[Change, str]:
    """The reason for every change that need not be noticed."""
    rows = tomllib.loads(ACCEPTED.read_text(encoding="utf-8")).get("accepted", [])
    return {Change(row["function"], lines): row["reason"] for row in rows for lines in row["changes"]}


def main() -> int:
    """Print the figures. Returns 0 where enough was noticed and the rest has reasons."""
    results = read_results()
    unchecked = Counter(part_of(name) for name, result in results.items() if result == "not checked")
    results = {name: result for name, result in results.items() if result != "not checked"}
    noticed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, result in results.items():
        total[part_of(name)] += 1
        noticed[part_of(name)] += result in NOTICED
    accepted = read_accepted()
    missed = {name: change_of(name) for name, result in sorted(results.items()) if result not in NOTICED}
    reasons = Counter(part_of(name) for name, change in missed.items() if change in accepted)
    for part in sorted(total):
        share = 100 * noticed[part] / total[part]
        print(f"{part:32} {noticed[part]:5} of {total[part]:5} noticed ({share:5.1f} %), {reasons[part]:3} more have a reason")
    for name, change in missed.items():
        reason = accepted.get(change)
        print(f"{'accepted' if reason else 'NOT NOTICED'}: {name} ({results[name]})\n    {change.function}: {change.lines}")
        print(f"    {reason}" if reason else "    without a reason")
    checked_parts = {part for part in total if not unchecked[part]}
    stale = [change for change in sorted(accepted) if change not in missed.values() and change.function.startswith(tuple(checked_parts))]
    for change in stale:
        print(f"NOTICED AFTER ALL, or no change any more: {change.function}: {change.lines}")
    for part, count in sorted(unchecked.items()):
        print(f"not tested yet: {count} of {part}")
    share = noticed.total() / max(1, total.total())
    print(f"{noticed.total()} of {total.total()} noticed ({100 * share:.1f} %), {reasons.total()} more have a reason")
    return 0 if share >= MIN_NOTICED and len(missed) == reasons.total() and not stale and not unchecked else 1


if __name__ == "__main__":
    raise SystemExit(main())
