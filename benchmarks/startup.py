"""What it costs to begin, against ``import pandas``, each in a fresh interpreter, less what the bare interpreter takes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.table import Row, run_benchmark

PLAN_HELP = "import runpy, sys; sys.argv[1:] = ['plan', '-h']; runpy.run_module('kaggle_utils', run_name='__main__')"
PROGRAMS = {
    "import kaggle_utils": "import kaggle_utils",
    "from kaggle_utils import Solver": "from kaggle_utils import Solver",
    "kaggle_utils plan -h": PLAN_HELP,
}


def _seconds(code: str) -> float:
    """The processor's time, which other processes lengthen less than the wall clock's."""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"{code!r} ended with status {status}")
    return used.ru_utime + used.ru_stime


def measure(quick: bool) -> Sequence[Row]:
    """The best of interleaved runs: what makes others longer is the machine's."""
    programs = {"bare": "pass", "pandas": "import pandas", **PROGRAMS}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(5 if quick else 15):
        for name, code in programs.items():
            times[name].append(_seconds(code))
    best = {name: min(found) for name, found in times.items()}
    ours = {name: best[name] - best["bare"] for name in PROGRAMS}
    pandas = best["pandas"] - best["bare"]
    return [Row(f"{name}, against import pandas", seconds, pandas, "s", pandas / seconds) for name, seconds in ours.items()]


if __name__ == "__main__":
    run_benchmark(measure, __doc__)
