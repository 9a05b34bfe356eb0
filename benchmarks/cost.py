"""How far off the model of cost is on the kept runs: each is predicted from the others (ours) and from its own first quarter (a pilot).

A factor of 1 is exact. Rows: the median factor over the runs; the baseline is the prediction from the mean of all other runs of every kind.
``--rates`` prints the figures of kaggle_utils/evaluation/cost/rates.toml as these runs give them.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.evaluation.cost.rates import load_work
from kaggle_utils.evaluation.cost.work import MEASURES, Work, mean, measure, measure_first
from kaggle_utils.evaluation.run_files import JOURNAL
from kaggle_utils.settings import REPOSITORY

RUNS = REPOSITORY / "benchmarks" / "runs"
OUTLIERS = 0.1  # of the runs, whose factors the stated error leaves out
FEW = 5  # runs of a kind, below which the worst is stated
LEAST = 0.01  # a run whose programs took no time at all has no factor


def runs_of(kind: str) -> list[Path]:
    """The kept runs of a kind of job; of attempts all that belong to no other kind."""
    named = {name: [RUNS / run for run in measured.runs] for name, measured in load_work().items()}
    if named[kind]:
        return named[kind]
    others = {path for paths in named.values() for path in paths}
    return sorted(path.parent for path in RUNS.rglob(JOURNAL) if path.parent not in others)


def factor(predicted: float, measured: float) -> float:
    """By which factor a prediction is wrong, at least 1."""
    smaller, larger = sorted((max(predicted, LEAST), max(measured, LEAST)))
    return larger / smaller


def left_out(works: Sequence[Work]) -> dict[str, list[float]]:
    """For each measure the factors by which each run is predicted wrongly from the others."""
    found: dict[str, list[float]] = {name: [] for name in MEASURES}
    for place, work in enumerate(works):
        predicted = mean([*works[:place], *works[place + 1 :]])
        for name in MEASURES:
            found[name].append(factor(getattr(predicted, name), getattr(work, name)))
    return found


def stated(factors: Sequence[float]) -> float:
    """The error that is stated for these factors."""
    ordered = sorted(factors)
    return ordered[-1] if len(ordered) < FEW else ordered[int((1 - OUTLIERS) * len(ordered))]


def measure_rates() -> Mapping[str, tuple[Work, Mapping[str, float]]]:
    """The mean work of each kind, and its errors; none for a kind with one run."""
    found = {}
    for kind in load_work():
        works = [measure(run) for run in runs_of(kind)]
        errors = {name: round(stated(factors), 2) for name, factors in left_out(works).items()} if len(works) > 1 else {}
        found[kind] = (mean(works), errors)
    return found


def pilots() -> dict[str, list[float]]:
    """For each measure but the bytes, which are known of whole files, the factors by which a run's first quarter predicts it wrongly."""
    runs = runs_of("attempts")
    pairs = [(measure_first(run, max(1, attempts_of(run) // 4)), measure(run)) for run in runs]
    return {name: [factor(getattr(pilot, name), getattr(work, name)) for pilot, work in pairs] for name in MEASURES if name != "bytes"}


def compare() -> list[Row]:
    """The rows of the table."""
    others, alone = left_out([measure(run) for run in runs_of("attempts")]), pilots()
    rows = []
    for name in alone:
        ours, baseline = statistics.median(alone[name]), statistics.median(others[name])
        rows.append(Row(f"{name}: from its first quarter, against from other runs", ours, baseline, "factor", baseline / ours))
    return rows


def attempts_of(run: Path) -> int:
    """How many attempts a run holds."""
    return (run / JOURNAL).read_text(encoding="utf-8").count('{"event": "attempt"')


def main() -> None:
    """Print the table, or the rates."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--rates", action="store_true", help="print the figures of rates.toml")
    arguments = parser.parse_args()
    if not arguments.rates:
        report(compare(), arguments.json)
        return
    for kind, (work, errors) in measure_rates().items():
        print(f"[work.{kind}]")
        for name in MEASURES:
            print(f"{name} = {getattr(work, name):.4g}")
        print(f"error = {{ {', '.join(f'{name} = {value}' for name, value in errors.items())} }}\n")
    print("[pilot.error]")
    for name, factors in pilots().items():
        print(f"{name} = {stated(factors):.2f}")


if __name__ == "__main__":
    main()
