"""The sandbox's tests on the Python of Kaggle's image and the next one: ``python -m tests.sandbox_pythons``, ``make test-sandbox-pythons``.

A Python is looked for on the path and among pyenv's. Each gets an environment of its own in ``build/pythons`` with what these tests need,
in the versions of ``requirements*.txt``. One that is not installed is listed as not run. Exit code 1 when a test fails, or none could
be run.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.settings import REPOSITORY
from wheels.build import find_python

PYTHONS = ("3.12", "3.13")
# What runs the tests, and what programs in the sandbox import.
NEEDED = ("pytest", "pytest-asyncio", "hypothesis", "nbformat", "nbconvert", "ipykernel", "numpy", "sympy")
# Not pinned anywhere: nbconvert brings it along.
UNPINNED = ("nbformat",)
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error|errors|xfailed)")


@dataclass(frozen=True)
class Outcome:
    """A Python's tests: their counts as pytest says them, or why they were not run."""

    python: str
    version: str = ""
    counts: str = ""
    seconds: float = 0.0
    passed: bool = False
    why_not: str = ""

    def __str__(self) -> str:
        if self.why_not:
            return f"{self.python:8} not run: {self.why_not}"
        return f"{self.python:8} {self.version:8} {'passed' if self.passed else 'FAILED'}: {self.counts} in {self.seconds:.0f} s"


def requirements() -> list[str]:
    """The pins of what is needed."""
    text = "\n".join((REPOSITORY / name).read_text(encoding="utf-8") for name in ("requirements-run.txt", "requirements.txt"))
    pins = dict(re.findall(r"^([\w-]+)(==\S+)", text, flags=re.MULTILINE))
    return [f"{name}{'' if name in UNPINNED else pins[name]}" for name in NEEDED]


def environment(version: str, python: Path) -> Path | str:
    """The Python of an environment that has them, or why there is none."""
    folder = REPOSITORY / "build" / "pythons" / version
    wanted = "\n".join(requirements())
    if not (folder / "ready").is_file() or (folder / "ready").read_text() != wanted:
        made = subprocess.run([python, "-m", "venv", "--clear", folder], capture_output=True, text=True, check=False)
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements()]
        if made.returncode or (made := subprocess.run(install, capture_output=True, text=True, check=False)).returncode:
            return f"its environment could not be made ({(made.stderr.strip().splitlines() or ['no word why'])[-1]})"
        (folder / "ready").write_text(wanted)
    return folder / "bin" / "python"


def run(version: str, arguments: Sequence[str]) -> Outcome:
    """Run the tests on one Python."""
    found = find_python(version)
    if found is None:
        return Outcome(version, why_not="it is neither on the path nor among pyenv's")
    python = environment(version, found)
    if isinstance(python, str):
        return Outcome(version, why_not=python)
    exact = subprocess.run([python, "-c", "import platform; print(platform.python_version())"], capture_output=True, text=True, check=True)
    started = time.monotonic()
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *(arguments or ["tests/sandbox"])]
    variables = os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=REPOSITORY, env=variables, stdout=subprocess.PIPE, text=True, check=False)
    counts = ", ".join(f"{count} {what}" for count, what in COUNTS.findall((done.stdout.splitlines() or [""])[-1]))
    if done.returncode:
        print(done.stdout, flush=True)
    passed = done.returncode == 0 and " passed" in counts
    return Outcome(version, exact.stdout.strip(), counts or f"pytest ended with {done.returncode}", time.monotonic() - started, passed)


def main(given: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="sandbox_pythons", description=__doc__)
    parser.add_argument("--python", action="append", metavar="VERSION", help=f"instead of {' and '.join(PYTHONS)}; may be repeated")
    parser.add_argument("tests", nargs="*", metavar="TEST", help="what pytest is given (default: tests/sandbox)")
    arguments = parser.parse_args(given)
    outcomes = []
    for version in arguments.python or PYTHONS:
        print(f"... the sandbox's tests on Python {version}", file=sys.stderr, flush=True)
        outcomes.append(run(version, arguments.tests))
    print("\n".join(map(str, outcomes)))
    ran = [outcome for outcome in outcomes if not outcome.why_not]
    return 0 if ran and all(outcome.passed for outcome in ran) else 1


if __name__ == "__main__":
    sys.exit(main())
