"""Run the hostile programs: ``python -m tests.hostile.run [--profile NAME] [--only NAME] [--json FILE]``. Needs root for its cage."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.hostile.corpus import load
from tests.hostile.profiles import PROFILES, Profile, kernel_has_landlock

REPOSITORY = Path(__file__).resolve().parents[2]
CAGE = ("unshare", "--pid", "--mount", "--net", "--ipc", "--fork", "--kill-child", "--mount-proc")
FOLLOW = ("setpriv", "--pdeathsig", "KILL")
COLUMNS = {"wrong": "wrong verdict", "late": "late", "leaked": "leaked", "damage": "damage", "broken": "broken after"}  # worst last
MAX_PROFILE_SECONDS = 45 * 60.0  # seconds for a profile, after which the cage is torn down


@dataclass
class Outcome:
    """The result of one profile. ``skipped`` says why it could not be tried, ``failed`` why it broke off."""

    profile: Profile
    skipped: str = ""
    failed: str = ""
    layers: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def lacking(self) -> list[str]:
        """The layers that this profile promises and the sandbox does not report."""
        excused = () if kernel_has_landlock() else ("landlock",)
        return [layer for layer in self.profile.layers if layer not in self.layers and layer not in excused]

    @property
    def failures(self) -> list[str]:
        """A line for everything that is not as promised."""
        lines = [f"lacks the layer {layer}: {self.missing.get(layer, 'not reported')}" for layer in self.lacking] if self.layers else []
        lines += [describe(row) for row in self.rows if row["claimed"] and row["findings"]]
        return lines + ([self.failed] if self.failed else [])

    @property
    def unclaimed(self) -> list[str]:
        """A line for every program that no layer of this profile promises to contain, and that was not contained."""
        return [describe(row) for row in self.rows if not row["claimed"] and row["findings"]]

    def count(self, kind: str) -> int:
        """How many claimed programs have this as their worst finding."""
        return sum(row["claimed"] and worst(row) == kind for row in self.rows)


def worst(row: dict[str, Any]) -> str:
    """The worst kind among a row's findings, or nothing."""
    return max((kind for kind, _ in row["findings"]), key=list(COLUMNS).index, default="")


def describe(row: dict[str, Any]) -> str:
    """One line for a program with findings."""
    return f"{row['name']}: " + "; ".join(f"{COLUMNS[kind]}: {text}" for kind, text in row["findings"])


def unavailable() -> str:
    """Why the cage cannot be built here, or nothing."""
    if os.geteuid() != 0:
        return "the cage that protects this machine from the programs needs root"
    lacking = [tool for tool in ("unshare", "setpriv") if not shutil.which(tool)]
    if lacking:
        return f"{lacking[0]} (util-linux) is not installed"
    probe = subprocess.run([*CAGE, "true"], capture_output=True, text=True, check=False)
    return f"the cage cannot be built here: {probe.stderr.strip()}" if probe.returncode else ""


def run_profile(name: str, only: Sequence[str] = (), watch: Callable[[dict[str, Any]], None] = lambda row: None) -> Outcome:
    """Run the programs (``only`` those, if given) under a profile; ``watch`` sees each row as it comes."""
    outcome = Outcome(PROFILES[name], skipped=unavailable())
    if outcome.skipped:
        return outcome
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    # Whoever kills this process kills the cage with it.
    command = [
        *FOLLOW,
        "timeout",
        "--signal=KILL",
        str(MAX_PROFILE_SECONDS),
        *FOLLOW,
        *CAGE,
        sys.executable,
        "-m",
        "tests.hostile.cage",
        name,
        *only,
    ]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=REPOSITORY, env=environment, text=True) as cage:
        assert cage.stdout is not None
        for line in cage.stdout:
            record = json.loads(line)
            if "layers" in record:
                outcome.layers, outcome.missing = record["layers"], record["missing"]
            else:
                outcome.rows.append(record)
                watch(record)
    expected = len(only or load())
    if cage.returncode or len(outcome.rows) != expected:
        outcome.failed = f"the cage ended with code {cage.returncode} after {len(outcome.rows)} of {expected} programs"
    return outcome


def table(outcomes: Sequence[Outcome]) -> str:
    """Programs by profile and by their worst finding."""
    rows = [["profile", "programs", "contained", *COLUMNS.values(), "not promised"]]
    for outcome in outcomes:
        if outcome.skipped:
            rows.append([outcome.profile.name, "skipped", *["-"] * (len(COLUMNS) + 2)])
            continue
        contained = sum(not row["findings"] for row in outcome.rows)
        counts = [len(outcome.rows), contained, *(outcome.count(kind) for kind in COLUMNS), len(outcome.unclaimed)]
        rows.append([outcome.profile.name, *map(str, counts)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and every failure; 1 if there is any."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.run", description="Run the hostile programs against the sandbox.")
    parser.add_argument("--profile", action="append", choices=PROFILES, help="may be given again; all by default")
    parser.add_argument("--only", action="append", metavar="NAME", choices=[program.name for program in load()], help="may be given again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows there")
    options = parser.parse_args(arguments)

    def watch(row: dict[str, Any]) -> None:
        if row["findings"]:
            print(f"  {'' if row['claimed'] else '(not promised) '}{describe(row)}", flush=True)

    outcomes = []
    for name in options.profile or PROFILES:
        print(f"{name}: {PROFILES[name].means}", flush=True)
        outcome = run_profile(name, options.only or (), watch)
        outcomes.append(outcome)
        print(f"  layers: {', '.join(outcome.layers)}" if outcome.layers else f"  {outcome.skipped or outcome.failed}", flush=True)
        for line in outcome.failures[: len(outcome.lacking)]:
            print(f"  {line}")
    print()
    print(table(outcomes))
    for outcome in outcomes:
        if outcome.failures:
            print(f"\n{outcome.profile.name} fails: {', '.join(line.partition(':')[0] for line in outcome.failures)}")
    if options.json:
        records = {outcome.profile.name: {**vars(outcome), "profile": outcome.profile.name} for outcome in outcomes}
        options.json.write_text(json.dumps(records, indent=1))
    return int(any(outcome.failures for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
