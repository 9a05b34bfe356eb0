"""How the costs of a fan-out grow with the number of items, by simulation: the shards are there, nothing is computed, to 1,000,000 items.

For each size: seconds to note the items of a job of which nine in ten are done, seconds to read what is done again at a resume, memory of
the driver, bytes of the shards; for shards as a kill leaves them (an item each, up to SINGLES of them) and as they are merged. Rows compare
each size with the one a tenth of it: a ratio of 1 is linear growth, below 1 the cost for each item grows.
"""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils import fanout
from kaggle_utils.fanout.item import canonical, hash_of_text
from kaggle_utils.fanout.shards import COLUMNS, MERGED_ROWS, SUFFIX

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SINGLES = 10_000  # shards of one item: the next merge leaves at most 256
DONE = 0.9
RESULT = {"events": ["x" * 200]}


@dataclass(frozen=True)
class Growth:
    """A size, the rows in each shard, seconds, the driver's memory in MiB beyond that of an empty map, and the bytes of all shards."""

    items: int
    rows: int
    seconds: float
    memory: float
    disk: int


def simulate(items: int, rows: int) -> Growth:
    """Resume a job of which nine in ten items are done, in a process of its own, whose memory is then its own."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), int(DONE * items), rows)
        disk = sum(path.stat().st_size for path in Path(folder).iterdir())
        command = [sys.executable, "-m", __spec__.name if __spec__ else "benchmarks.fanout_growth", "--resume", folder, str(items)]
        seconds, memory = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    return Growth(items, rows, seconds, memory, disk)


def fill(folder: Path, items: int, rows: int) -> None:
    """Shards of so many items, without waiting for the disk."""
    import pyarrow as pa
    from pyarrow import parquet

    result = canonical(RESULT)
    for start in range(0, items, rows):
        texts = [canonical({"problem": f"problem {number}"}) for number in range(start, min(items, start + rows))]
        columns = [[hash_of_text(text) for text in texts], texts, [result] * len(texts)]
        parquet.write_table(pa.table(columns, names=list(COLUMNS)), folder / f"{start:08}{SUFFIX}", compression="zstd")


def resume(folder: Path, items: int) -> tuple[float, float]:
    """Seconds and MiB of a resume that computes the last tenth at once."""
    next(iter(fanout.map(_nothing, [0], folder / "warm")))
    before, started = _memory(), time.monotonic()
    made = fanout.map(_nothing, ({"problem": f"problem {number}"} for number in range(items)), folder, fanout.Place(batch=1_000))
    count = sum(1 for _ in made)
    assert count == items
    return time.monotonic() - started, _memory() - before


def _nothing(_: object) -> object:
    return RESULT


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(found: Sequence[Growth]) -> list[Row]:
    """The rows: each size against the one before it of the same kind, for each item."""
    rows = []
    for earlier, later in itertools.pairwise(found):
        if earlier.rows == later.rows:
            costs = f"{later.seconds:.1f} s, {later.memory:.0f} MiB, {later.disk / 2**20:.0f} MiB of shards"
            what = f"{later.items:,} items, {later.rows:,} a shard ({costs})"
            ours, baseline = (1e6 * each.seconds / each.items for each in (later, earlier))
            rows.append(Row(what, ours, baseline, "us/item", baseline / ours))
    return rows


def main() -> None:
    """Print the table."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--resume", nargs=2, metavar=("FOLDER", "ITEMS"), help="what a process of its own does")
    arguments = parser.parse_args()
    if arguments.resume:
        print(json.dumps(resume(Path(arguments.resume[0]), int(arguments.resume[1]))))
        return
    sizes = SIZES[:-1] if arguments.quick else SIZES
    found = [simulate(items, 1) for items in sizes if items <= SINGLES] + [simulate(items, MERGED_ROWS) for items in sizes]
    for each in found:
        print(asdict(each), flush=True)
    report(compare(found), arguments.json)


if __name__ == "__main__":
    main()
