"""Laws: precision by tier, recall by true order, speed against sympy, far terms, false alarms and calibration.

    python -m benchmarks.traces --data OEIS_FOLDER [--json FILE] [--quick]

``ours`` is the figure and ``baseline`` the goal (0 where there is none), or sympy's figure in the same run. Precision and recall are
measured on the half of the sequences that no threshold was tuned on; calibration on both halves and on the families of false laws of
benchmarks/families, each half by the table that the other makes. Sequences about Coxeter groups are left out of precision and counted in a
row of their own. "At least" is the lower end of the one-sided 95 % interval (Wilson). Times are CPU time, so that a busy machine does not
count.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from math import sqrt
from pathlib import Path
from statistics import median
from typing import get_args

from benchmarks.calibrate_laws import measure_integers, predict, tabulate
from benchmarks.families import DRAWS, load_families
from benchmarks.negatives import NEGATIVES
from benchmarks.oeis import Known, Trial, half_of, is_long_enough, is_right, load_sequences, load_truth
from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.traces import guess
from kaggle_utils.traces.false_laws import Lookalike
from kaggle_utils.traces.laws import c_finite
from kaggle_utils.traces.laws.linear import LinearRule
from kaggle_utils.traces.sample import Sample

SIZES = (10, 12, 15, 20, 25)
SEED = 20261121
CALIBRATION_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)
MIN_IN_BIN = 300
ORDERS = ((1, 2), (3, 4), (5, 6), (7, 10), (11, 99))
GOALS_OF_RECALL = {(15, 2): 99.0, (15, 4): 99.0, (15, 6): 95.0, (25, 2): 98.5, (25, 4): 98.5, (25, 6): 98.5, (25, 10): 98.5}


def at_least(right: int, total: int) -> float:
    """The lower end of Wilson's one-sided 95 % interval, in percent."""
    if total == 0:
        return 0.0
    z, share = 1.6449, right / total
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return 100 * (middle - spread) / (1 + z * z / total)


def share_row(what: str, right: int, total: int, goal: float) -> Row:
    """A percentage with its counts and bound, against a goal; 0 where there is none."""
    percent = 100 * right / total if total else 0.0
    text = f"{what}: {right} of {total}, at least {at_least(right, total):.2f} %"
    return Row(text, percent, goal, "%", percent / goal if goal else 1.0)


def count_row(what: str, count: int, goal: int) -> Row:
    """A number of errors that should be 0, or of successes that should reach a goal."""
    return Row(what, count, goal, "", float(count == 0) if goal == 0 else count / goal)


# -- precision and calibration --------------------------------------------------------------------------------------------------------


def measure_precision(sequences: Sequence[Known], trials: Sequence[Trial]) -> Iterator[Row]:
    """Tiers with and without probes, and shares accepted."""
    tried = {n: sum(is_long_enough(s, n) for s in sequences) for n in SIZES}
    plain = [trial for trial in trials if not trial.coxeter and trial.terms in SIZES]
    for tier in "ABC":
        for n in SIZES:
            own = [trial for trial in plain if trial.tier == tier and trial.terms == n]
            if own:
                goal = 99.7 if tier == "A" and n >= 15 else 0.0
                yield share_row(f"precision, tier {tier}, {n} terms", sum(trial.right for trial in own), len(own), goal)
    certain = [trial for trial in plain if trial.tier == "A" and trial.once]
    yield share_row("precision, tier A and its probes, all sizes", sum(trial.right for trial in certain), len(certain), 100.0)
    different = len({trial.name for trial in certain})
    yield count_row(f"tier A and its probes: accepted, of {different} sequences", len(certain), 3800)
    likely = [trial for trial in plain if trial.tier == "B" and trial.thrice]
    yield share_row("precision, tier B and its probes, all sizes", sum(trial.right for trial in likely), len(likely), 99.0)
    coxeter = [trial for trial in trials if trial.coxeter and trial.tier == "A"]
    yield share_row("Coxeter groups in tier A, right", sum(trial.right for trial in coxeter), len(coxeter), 0.0)
    for n in SIZES:
        accepted = sum(trial.tier in "AB" and trial.terms == n for trial in trials)
        yield share_row(f"accepted in tier A or B, {n} terms", accepted, tried[n], 20.0 if n == 25 else 0.0)


def measure_calibration(one: Sequence[Trial], other: Sequence[Trial]) -> Iterator[Row]:
    """Predicted against observed, in bins of the predicted probability: each half by the table that the other one makes."""
    predicted = [(predict(table, trial), trial) for trials, table in ((one, tabulate(other)), (other, tabulate(one))) for trial in trials]
    bins: dict[int, list[tuple[float, Trial]]] = defaultdict(list)
    for probability, trial in predicted:
        bins[next(i for i, edge in enumerate(CALIBRATION_EDGES[1:]) if probability < edge)].append((probability, trial))
    worst = 0.0
    for number, own in sorted(bins.items()):
        low, high = CALIBRATION_EDGES[number], min(CALIBRATION_EDGES[number + 1], 1.0)
        row = _calibration_row(f"calibration, {low:g} to {high:g}", own)
        yield row
        if len(own) >= MIN_IN_BIN:
            worst = max(worst, abs(row.ours - row.baseline))
    yield Row(f"calibration: largest difference in bins of {MIN_IN_BIN} or more", worst, 2.0, "points", 2.0 / max(worst, 1e-9))
    for family in get_args(Lookalike):
        own = [(probability, trial) for probability, trial in predicted if trial.family == family]
        yield _calibration_row(f"calibration, samples that look like {family}", own)
    false = [(probability, trial) for probability, trial in predicted if "/" in trial.name]
    yield _calibration_row("calibration, families of false laws", false)
    yield count_row("families of false laws: tier A", sum(trial.tier == "A" and not trial.right for _, trial in false), 0)


def _calibration_row(what: str, own: Sequence[tuple[float, Trial]]) -> Row:
    predicted = 100 * sum(probability for probability, _ in own) / max(1, len(own))
    observed = 100 * sum(trial.right for _, trial in own) / max(1, len(own))
    return Row(f"{what}, {len(own)} laws: observed, predicted", observed, predicted, "%", observed / max(predicted, 1e-9))


# -- recall ---------------------------------------------------------------------------------------------------------------------------


def measure_recall(data: Path, quick: bool) -> Iterator[Row]:
    """The share of sequences with a known law whose best guess is right on all held-out terms."""
    files = ("truth_linrec_signature.jsonl.gz", "truth_cfinite.jsonl.gz", "truth_precursive.jsonl.gz")
    for file in files:
        records = [record for record in load_truth(data, file) if half_of(record["a"]) == "test"]
        for n in (10, 15, 25):
            found: dict[tuple[int, int], list[bool]] = defaultdict(list)
            for record in records[:: 10 if quick else 1]:
                terms = record["terms"]
                if len(terms) < n + 8:
                    continue
                laws = guess(terms[:n], record["offset"])
                band = (1, 99) if "precursive" in file else next(b for b in ORDERS if record["order"] <= b[1])
                found[band].append(bool(laws) and is_right(laws[0], terms[n:]))
            for band, own in sorted(found.items()):
                name = file.removeprefix("truth_").removesuffix(".jsonl.gz")
                if "precursive" in file:
                    yield share_row(f"recall, {name}, {n} terms", sum(own), len(own), 90.0 if n == 25 else 0.0)
                else:
                    goal = GOALS_OF_RECALL.get((n, band[1]), 0.0) if "signature" in file else 0.0
                    yield share_row(f"recall, {name}, order {band[0]}-{band[1]}, {n} terms", sum(own), len(own), goal)


# -- speed ----------------------------------------------------------------------------------------------------------------------------


def milliseconds(action: Callable[..., object], *arguments: object) -> float:
    """CPU time of one call."""
    started = time.process_time()
    action(*arguments)
    return (time.process_time() - started) * 1000


def measure_speed(sequences: Sequence[Known], quick: bool) -> Iterator[Row]:
    """One law of one kind against sympy's two functions for it; all kinds at once; far terms."""
    import sympy
    from sympy.concrete.guess import find_simple_recurrence_vector

    samples = random.Random(SEED).sample([s for s in sequences if len(s.terms) >= 25], 30 if quick else 150)
    guess(samples[0].terms[:25])  # what is computed once and kept
    ours, linear, vector = [], [], []
    for sequence in samples:
        terms = sequence.terms[:25]
        ours.append(milliseconds(c_finite.find, Sample(terms, 0)))
        linear.append(milliseconds(lambda given: sympy.sequence(given, (0, 24)).find_linear_recurrence(25), terms))
        with suppress(IndexError):  # sympy 1.14 leaves its list on some sequences; those do not count against it
            vector.append(milliseconds(find_simple_recurrence_vector, list(terms)))
    yield Row("C-finite, 25 terms, mean, against find_linear_recurrence", *_compare(ours, linear))
    yield Row("C-finite, 25 terms, mean, against find_simple_recurrence_vector", *_compare(ours, vector))
    many = random.Random(SEED + 1).sample([s for s in sequences if len(s.terms) >= 25], 300 if quick else 3000)
    times = sorted(milliseconds(guess, s.terms[:25], s.start) for s in many)
    middle, slow = median(times), times[len(times) * 99 // 100]
    yield Row("all kinds, 25 terms, median (goal: at most 4)", middle, 4.0, "ms", 4.0 / middle)
    yield Row("all kinds, 25 terms, 99th percentile (goal: at most 10)", slow, 10.0, "ms", 10.0 / slow)
    for order in (2, 10, 50):
        own = random.Random(order)
        coefficients = tuple(own.randrange(-9, 10) for _ in range(order))
        rule = LinearRule("C-finite", 0, 0, coefficients, tuple(own.randrange(100) for _ in range(order)), 2 * order, 0.0)
        for index, name in ((10**18, "10^18"), (10**100, "10^100")):
            spent = median(milliseconds(rule.at, index, 10**9 + 7) for _ in range(7))
            yield Row(f"f({name}) mod 10^9 + 7, order {order} (goal: at most 5)", spent, 5.0, "ms", 5.0 / max(spent, 1e-6))


def measure_far_terms(quick: bool) -> Iterator[Row]:
    """Random recurrences: Law.at against unrolling one term after another, exactly and modulo composite numbers."""
    own = random.Random(SEED)
    count = 1000 if quick else 10_000
    wrong = 0
    for _ in range(count):
        order = own.randrange(1, 11)
        coefficients = [own.randrange(-9, 10) for _ in range(order)]
        values = [own.randrange(-99, 100) for _ in range(order)]
        rule = LinearRule("C-finite", 0, 0, tuple(coefficients), tuple(values), 2 * order, 0.0)
        position, mod = own.randrange(200), own.randrange(1, 10**6) * own.randrange(1, 10**6)
        while len(values) <= position:
            values.append(sum(c * values[-i] for i, c in enumerate(coefficients, 1)))
        wrong += rule.at(position) != values[position] or rule.at(position, mod) != values[position] % mod
    yield count_row(f"{count} random recurrences, exact and modulo a composite number: wrong terms", wrong, 0)


def _compare(ours: Sequence[float], baseline: Sequence[float]) -> tuple[float, float, str, float]:
    left, right = sum(ours) / len(ours), sum(baseline) / len(baseline)
    return left, right, "ms", right / left


# -- negatives ------------------------------------------------------------------------------------------------------------------------


def measure_negatives(quick: bool) -> Iterator[Row]:
    """Tier A acceptances among terms that follow no law."""
    each = 10_000 if not quick else 300
    total = wrong = 0
    for name, draw in NEGATIVES.items():
        own = random.Random(SEED)
        accepted = [guess(terms, start)[:1] for start, terms in (draw(own, own.choice((15, 20, 25))) for _ in range(each))]
        tiers = [laws[0].tier for laws in accepted if laws]
        total += each
        wrong += tiers.count("A")
        yield count_row(f"negatives, {name}, {each}: {len(tiers)} with a law, {tiers.count('B')} of tier B; tier A", tiers.count("A"), 0)
    yield count_row(f"negatives, all {total}: tier A", wrong, 0)


def measure(data: Path, quick: bool) -> list[Row]:
    """All rows."""
    sequences = load_sequences(data, "test")
    random.Random(SEED).shuffle(sequences)
    rows = [*measure_speed(sequences, quick), *measure_far_terms(quick)]
    tested, others = sequences[: 1500 if quick else None], load_sequences(data, "development")[: 1500 if quick else None]
    trials, more = list(measure_integers(tested)), list(measure_integers(others))
    rows += measure_precision(tested, trials)
    false = list(measure_integers(list(load_families(3 if quick else DRAWS))))
    halves = [[trial for trial in false if half_of(trial.name) == half] for half in ("test", "development")]
    rows += measure_calibration([*trials, *halves[0]], [*more, *halves[1]])
    rows += measure_recall(data, quick)
    rows += measure_negatives(quick)
    return rows


if __name__ == "__main__":
    parser = benchmark_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder with sequences.tsv.gz and the files of truth")
    arguments = parser.parse_args()
    report(measure(arguments.data, arguments.quick), arguments.json)
