"""Fill in kaggle_utils/traces/calibration.toml: how often a law that looks like this was right.

    python -m benchmarks.calibrate_laws --data OEIS_FOLDER [--trials FILE]

Measured on all sequences of the data, because a table of half of them is less sure of its shares, and on the families of false laws of
benchmarks/families, which are known as far as f(2024). benchmarks.traces tests it by halves: it predicts each half, which a hash of the
name chooses, from a table of the other. Takes about ten minutes. ``--trials`` keeps the single trials as JSON lines, and reads them instead
of measuring if the file exists.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path

import kaggle_utils
from benchmarks.families import load_families
from benchmarks.oeis import Known, Trial, is_long_enough, load_sequences, try_first
from kaggle_utils.traces.calibration import FAMILIES, column_of, interpolate

TABLE = Path(kaggle_utils.__file__).parent / "traces" / "calibration.toml"
SIZES = (10, 12, 15, 20, 25, 40)  # the prompt asks for 40 terms
MODULAR_SIZES = (15, 25)
MODULI = (1000, 10**9 + 7)
Cell = tuple[float, int, int]  # median strength, right, total
Table = Mapping[str, Sequence[Cell]]

MIN_IN_CELL = 150  # trials: the error of a share near 1/2 is then 4 points, of one near 1 less than 1
HEADER = """\
# How often the best law for the first terms of a sequence predicted up to 60 further terms: made by
#     {command}
# from {sequences} sequences of the OEIS (content CC BY-SA 4.0, https://oeis.org) and of families of false laws, sizes {sizes}.
# A column is the family, the tier, whether a hint skips terms, and the far terms that agreed (see calibration.py). A cell has the median
# strength of its laws. probability = (right + 1/2) / (total + 1), and rises with the strength; between two cells it is interpolated.
"""


def measure(data: Path) -> Iterator[Trial]:
    """The best law for each size of each sequence."""
    yield from measure_integers([*load_sequences(data), *load_families()])
    for sequence in load_sequences(data):
        for count, modulus in product(MODULAR_SIZES, MODULI):
            if is_long_enough(sequence, count) and (trial := try_first(sequence, count, modulus)) is not None:
                yield trial


def measure_integers(sequences: Sequence[Known]) -> Iterator[Trial]:
    """The best law of exact terms for each size of each sequence."""
    for sequence in sequences:
        for count in SIZES:
            if is_long_enough(sequence, count) and (trial := try_first(sequence, count)) is not None:
                yield trial


def tabulate(trials: Sequence[Trial]) -> Table:
    """The cells of each column."""
    return {name: cells_of(points) for name, points in columns_of(trials).items()}


def predict(table: Table, trial: Trial) -> float:
    """The probability that a table gives to a law before any far term is known."""
    cells = table[column_of(trial.family, trial.tier, trial.skip, 0)]
    return interpolate(([strength for strength, _, _ in cells], [share_of(cell) for cell in cells]), trial.strength)


def share_of(cell: Cell) -> float:
    """The share of a cell that was right, drawn to one half by one trial."""
    return (cell[1] + 0.5) / (cell[2] + 1)


def columns_of(trials: Sequence[Trial]) -> dict[str, list[tuple[float, bool]]]:
    """Strength and outcome of the trials in each column. A trial with far terms known is in three columns if they agree.

    A trial that they clear of a suspicion is in the first alone: it then counts as what it would have been without.
    """
    names = (column_of(*key) for key in product(FAMILIES, "ABC", (0, 1), (0, 1, 3)))
    columns: dict[str, list[tuple[float, bool]]] = {name: [] for name in names}
    for trial in trials:
        for probes, agrees in ((0, True), (1, trial.once and not trial.cleared), (3, trial.thrice and not trial.cleared)):
            if agrees:
                columns[column_of(trial.family, trial.tier, trial.skip, probes)].append((trial.strength, trial.right))
    return columns


def cells_of(points: Sequence[tuple[float, bool]]) -> list[Cell]:
    """Cells of at least MIN_IN_CELL trials, joined until strengths and shares rise."""
    parts: list[list[tuple[float, bool]]] = []
    ordered = sorted(points)
    for first in range(0, len(ordered), MIN_IN_CELL):
        part = ordered[first : first + MIN_IN_CELL]
        if parts and len(part) < MIN_IN_CELL:
            part = parts.pop() + part
        while parts and not _rises(_cell(parts[-1]), _cell(part)):
            part = parts.pop() + part
        parts.append(part)
    return [_cell(part) for part in parts] or [(0.0, 0, 0)]


def _cell(part: Sequence[tuple[float, bool]]) -> Cell:
    """The median strength, to two places as the table has it, and the outcomes."""
    return round(part[len(part) // 2][0], 2), sum(right for _, right in part), len(part)


def _rises(lower: Cell, upper: Cell) -> bool:
    return lower[0] < upper[0] and lower[1] / lower[2] < upper[1] / upper[2] and share_of(lower) < share_of(upper)


def write_table(trials: Sequence[Trial], file: Path) -> None:
    """The table as TOML."""
    text = HEADER.format(
        command="python -m benchmarks.calibrate_laws --data OEIS_FOLDER",
        sequences=len({trial.name for trial in trials}),
        sizes=", ".join(map(str, SIZES)),
    )
    for name, cells in tabulate(trials).items():
        for cell in cells:
            strength, right, total = cell
            text += f'\n[[columns."{name}"]]\nstrength = {strength:.2f}\nright = {right}\ntotal = {total}\n'
            text += f"probability = {share_of(cell):.5f}\n"
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure or read the trials, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--trials", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    if arguments.trials and arguments.trials.exists():
        trials = [Trial(**json.loads(line)) for line in arguments.trials.read_text().splitlines()]
    else:
        trials = list(measure(arguments.data))
        if arguments.trials:
            arguments.trials.write_text("".join(json.dumps(asdict(trial)) + "\n" for trial in trials))
    write_table(trials, TABLE)
    print(f"{len(trials)} laws in {TABLE}")


if __name__ == "__main__":
    main()
