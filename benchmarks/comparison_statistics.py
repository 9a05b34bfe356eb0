"""Comparisons of runs: do intervals contain the truth, do tests keep their size, and what do lm-eval's conclude from the same data.

    python -m benchmarks.comparison_statistics [--quick] [--json FILE]
    python -m benchmarks.comparison_statistics --runs RUN RUN

The first simulates runs whose truth is known (comparison_worlds.py): 2,000 draws of each world (--quick: 200), three minutes. Rows in per
cent: "interval" is how often the 95 % interval contains the truth, "false alarms" how often p is below 5 % where nothing differs, "found"
how often where something does. The baseline is lm-eval's comparison (unpaired.py). --runs puts two recorded runs through both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev

import numpy

from benchmarks.comparison_worlds import Draw, World
from benchmarks.table import Row, benchmark_parser, report
from benchmarks.unpaired import compare_unpaired
from kaggle_utils.evaluation.intervals import share
from kaggle_utils.evaluation.measure import find_measures
from kaggle_utils.evaluation.paired import compare_measures, compare_verdicts
from kaggle_utils.evaluation.recorded import load_recorded

DRAWS, QUICK = 2000, 200
WORLDS = {
    "40 problems": World(40, 1),
    "60 problems": World(60, 1),
    "120 problems": World(120, 1),
    "200 problems, easy": World(200, 1, mean=2.0),
    "20 families of 3": World(20, 3),
    "40 families of 3": World(40, 3),
    "40 problems, 4 samples": World(40, 4),
    "100 problems, 8 samples": World(100, 8),
}
SKILL = 1.0  # logits by which the new run is better, where it is
# Two runs on the same 150 problems of which lm-eval's comparison says p = 0.080 and the paired one 0.008. These two figures are told of it,
# the counts behind them are not: these are counts that give them.
EXAMPLE = {"both": 118, "gained": 14, "lost": 3, "neither": 15}


def simulate(world: World, draws: int) -> Iterator[tuple[str, float, float]]:
    """What is counted, and its share by our comparison and by lm-eval's."""
    for skill in (0.0, SKILL):
        planted = replace(world, skill=skill)
        right, difference = planted.truth()
        hits = unpaired_hits = found = unpaired_found = shares = plain_shares = 0
        for new, old, clusters in planted.runs(1, draws):
            ours, theirs = compare_verdicts(new, old, clusters=clusters), compare_unpaired(new, old)
            hits += _holds(ours.interval, difference)
            unpaired_hits += _holds((theirs.low, theirs.high), difference)
            found += ours.p < 0.05
            unpaired_found += theirs.p < 0.05
            shares += _holds(share(new, clusters).interval, right)
            mean, error = 100 * fmean(new.values()), 1.96 * 100 * stdev(map(float, new.values())) / sqrt(len(new))
            plain_shares += _holds((mean - error, mean + error), 100 * right)
        planted_words = "a difference" if skill else "no difference"
        yield f"interval of the difference, {planted_words}", hits / draws, unpaired_hits / draws
        yield "found" if skill else "false alarms", found / draws, unpaired_found / draws
        if skill == 0:
            yield "interval of a share", shares / draws, plain_shares / draws


def _holds(interval: tuple[float, float], truth: float) -> bool:
    return interval[0] <= truth <= interval[1]


def simulate_tokens(families: int, wordings: int, draws: int) -> Iterator[tuple[str, float, float]]:
    """Tokens are log-normal, with a spread of families and of problems that both runs share: the interval and the false alarms."""
    random = numpy.random.default_rng(3)
    shape, family = (draws, families, wordings), (draws, families, 1)
    common = random.normal(6, 0.6, family) + random.normal(0, 0.3, shape)
    sides = [numpy.exp(common + random.normal(0, 0.4, family) + random.normal(0, 0.3, shape)).reshape(draws, -1) for _ in range(2)]
    ids = [f"{number}-{wording}" for number in range(families) for wording in range(wordings)]
    clusters = {id_: id_.split("-")[0] for id_ in ids}
    found = unpaired_found = 0
    for new, old in zip(*[side.tolist() for side in sides], strict=True):
        runs = dict(zip(ids, new, strict=True)), dict(zip(ids, old, strict=True))
        found += compare_measures(*runs, "tokens", clusters=clusters).p < 0.05
        unpaired_found += compare_unpaired(*runs).p < 0.05
    yield "tokens, false alarms", found / draws, unpaired_found / draws


def example() -> Draw:
    """The two runs of ``EXAMPLE``."""
    verdicts = {"both": (True, True), "gained": (True, False), "lost": (False, True), "neither": (False, False)}
    pairs = [verdicts[name] for name, count in EXAMPLE.items() for _ in range(count)]
    new, old = ({str(number): pair[side] for number, pair in enumerate(pairs)} for side in (0, 1))
    return new, old, {id_: id_ for id_ in new}


def rows_of(what: str, data: Draw) -> list[Row]:
    """What both comparisons say of two runs."""
    new, old, clusters = data
    ours, theirs = compare_verdicts(new, old, clusters=clusters), compare_unpaired(new, old)
    widths = ours.interval.high - ours.interval.low, theirs.high - theirs.low
    return [
        Row(f"{what}: p", ours.p, theirs.p, "", theirs.p / ours.p),
        Row(f"{what}: width of the interval", *widths, "points", widths[1] / widths[0] if widths[0] else 1.0),
    ]


def measure(quick: bool) -> Sequence[Row]:
    """All rows of the simulation, and the example."""
    draws = QUICK if quick else DRAWS
    rows = rows_of(f"{EXAMPLE['gained']} gained, {EXAMPLE['lost']} lost of {sum(EXAMPLE.values())}", example())
    for name, world in WORLDS.items():
        simulated = [*simulate(world, draws), *simulate_tokens(world.families, world.wordings, draws)]
        for what, ours, theirs in simulated:
            rows.append(Row(f"{name}: {what}", 100 * ours, 100 * theirs, "%", ours / max(theirs, 1 / draws)))
    return rows


def measure_runs(folders: Sequence[Path]) -> list[Row]:
    """What both say of the right answers and the readable traces of two recorded runs, by the problems that both have."""
    new, old = load_recorded(folders)
    common = [id_ for id_ in new.outcomes if id_ in old.outcomes]
    families = {id_: new.problems[id_].family for id_ in common}
    rows = []
    for measure in find_measures(["right", "readable"]):
        sides = [{id_: bool(value) for id_, value in measure.values(each.outcomes).items() if id_ in families} for each in (new, old)]
        rows += rows_of(f"{new.name} against {old.name}, {measure.name}", (sides[0], sides[1], families))
    return rows


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--runs", type=Path, nargs=2, metavar="RUN", help="two recorded runs instead of the simulation")
    arguments = parser.parse_args()
    report(measure_runs(arguments.runs) if arguments.runs else measure(arguments.quick), arguments.json)


if __name__ == "__main__":
    main()
