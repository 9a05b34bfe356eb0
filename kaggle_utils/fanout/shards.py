"""Shards: Parquet files of results, each whole or not there, each result known by its item's hash."""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

logger = logging.getLogger(__name__)

SUFFIX, PARTIAL, UNREADABLE = ".parquet", ".part", ".unreadable"
MERGED_ROWS = 10_000  # rows of a merged shard; a thousand of them hold ten million items
COLUMNS = ("hash", "item", "result")


@dataclass(frozen=True)
class Done:
    """An item, its hash, and what the function made of it; both are JSON values."""

    hash: str
    item: Any
    result: Any


Row = tuple[str, str, str]
"""A hash, and the JSON of the item and of the result."""


def write_shard(folder: Path, rows: Sequence[Row]) -> Path:
    """Write rows as a new shard: beside its place, onto the disk, and then renamed, so that a kill leaves a whole shard or none."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True))
    table = pa.table({name: pa.array(column, pa.string()) for name, column in zip(COLUMNS, columns, strict=True)})
    return _write(folder, table)


def _write(folder: Path, table: pa.Table) -> Path:
    from pyarrow import parquet

    path = folder / f"{uuid.uuid4().hex}{SUFFIX}"
    beside = path.with_suffix(PARTIAL)
    with beside.open("wb") as file:
        parquet.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    _sync(folder)
    return path


def _sync(folder: Path) -> None:
    """Put the names in a folder onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_shard(path: Path) -> Iterator[Done]:
    """The results in a shard. Raises ``pyarrow.ArrowInvalid`` and OSError for a file that is not one."""
    for hash_, item, result in _read(path, COLUMNS):
        yield Done(hash_, json.loads(item), json.loads(result))


def read_hashes(path: Path) -> list[str]:
    """The hashes in a shard, without its results. Raises as ``read_shard`` does."""
    return [hash_ for (hash_,) in _read(path, COLUMNS[:1])]


def _read(path: Path, columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=MERGED_ROWS, columns=list(columns)):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def list_shards(folder: Path) -> list[Path]:
    """The shards of a folder by name."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def has_results(folder: Path) -> bool:
    """Whether there are shards in a folder."""
    return next(folder.glob(f"*{SUFFIX}"), None) is not None


def tidy(folder: Path) -> list[str]:
    """Drop what a killed writer left unfinished, and put aside shards that cannot be read. Returns the names of both, and says them."""
    import pyarrow as pa
    from pyarrow import parquet

    dropped = []
    for path in sorted(folder.glob(f"*{PARTIAL}")):
        path.unlink(missing_ok=True)
        dropped.append(path.name)
        logger.warning("%s is half a shard, left by a kill, and is dropped: its items are made again", path)
    for path in list_shards(folder):
        try:
            parquet.read_metadata(path)
        except (pa.ArrowInvalid, OSError) as error:
            path.rename(path.with_suffix(UNREADABLE))
            dropped.append(path.name)
            logger.warning("%s cannot be read (%s) and is put aside as %s: its items are made again", path, error, UNREADABLE)
    return dropped


def merge(folder: Path, keep: int) -> int:
    """Put small shards together if there are more than ``keep``. Returns how many files there were less.

    The whole is written before its parts are deleted, so that a kill between leaves results twice, which readers count, and loses none.
    """
    import pyarrow as pa
    from pyarrow import parquet

    small = [path for path in list_shards(folder) if parquet.read_metadata(path).num_rows < MERGED_ROWS]
    if len(small) <= keep:
        return 0
    written = 0
    parts: list[Path] = []
    tables: list[pa.Table] = []
    for path in small:
        parts.append(path)
        tables.append(parquet.read_table(path))
        if sum(table.num_rows for table in tables) >= MERGED_ROWS or path == small[-1]:
            _write(folder, pa.concat_tables(tables))
            for part in parts:
                part.unlink()
            written += 1
            parts, tables = [], []
    return len(small) - written
