"""``import kaggle_utils`` against ``import pandas``, each in a fresh interpreter, less what the bare interpreter takes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.table import Row, run_benchmark


def _seconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


def measure(quick: bool) -> Sequence[Row]:
    """Medians of interleaved runs."""
    programs = {"bare": "pass", "ours": "import kaggle_utils", "pandas": "import pandas"}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(3 if quick else 15):
        for name, code in programs.items():
            times[name].append(_seconds(code))
    bare, ours, pandas = (statistics.median(times[name]) for name in programs)
    return [Row("import kaggle_utils, against import pandas", ours - bare, pandas - bare, "s", (pandas - bare) / (ours - bare))]


if __name__ == "__main__":
    run_benchmark(measure, __doc__)
