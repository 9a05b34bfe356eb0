"""What the mutation tester found: ``python -m tests.mutants`` after ``make mutants``.

Prints, for each part, how many of its one-token changes a test noticed, and every change that none did, but for those that
``mutants_accepted.toml`` gives a reason for. Exits with 1 below 95 %.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ACCEPTED = Path(__file__).with_name("mutants_accepted.toml")
LEAST_NOTICED = 0.95
NOTICED = ("killed", "timeout", "suspicious")
_RESULT = re.compile(r"^\s*(?P<name>kaggle_utils\.\S+): (?P<result>[\w ]+)$", re.MULTILINE)


def read_results() -> dict[str, str]:
    """The result of every mutant by its name."""
    listed = subprocess.run(
        [Path(sys.executable).with_name("mutmut"), "results", "--all", "true"], capture_output=True, text=True, check=True
    )
    return {match["name"]: match["result"].strip() for match in _RESULT.finditer(listed.stdout)}


def part_of(name: str) -> str:
    """The module of a mutant, such as ``voting.vote``."""
    return name.removeprefix("kaggle_utils.").partition(".x")[0]


def main() -> int:
    """Print the figures. Returns 0 where enough was noticed."""
    results = {name: result for name, result in read_results().items() if result not in ("not checked", "no tests", "skipped")}
    accepted = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))
    noticed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, result in results.items():
        total[part_of(name)] += 1
        noticed[part_of(name)] += result in NOTICED
    for part in sorted(total):
        print(f"{part:40} {noticed[part]:5} of {total[part]:5} noticed ({100 * noticed[part] / total[part]:.1f} %)")
    missed = sorted(name for name, result in results.items() if result not in NOTICED)
    for name in missed:
        print(f"not noticed: {name}{': ' + accepted[name] if name in accepted else ''}")
    share = noticed.total() / max(1, total.total())
    print(f"{noticed.total()} of {total.total()} noticed ({100 * share:.1f} %)")
    return 0 if share >= LEAST_NOTICED else 1


if __name__ == "__main__":
    raise SystemExit(main())
