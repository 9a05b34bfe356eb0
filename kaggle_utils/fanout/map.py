"""Map a function over items: each item's result once, from an earlier start or from now."""

from __future__ import annotations

import fcntl
import logging
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.fanout.item import canonical, hash_of_text
from kaggle_utils.fanout.local import run_here
from kaggle_utils.fanout.place import Place
from kaggle_utils.fanout.shards import Done, list_shards, merge, read_hashes, read_shard, tidy
from kaggle_utils.fanout.spool import write_spool
from kaggle_utils.fanout.worker import Function

logger = logging.getLogger(__name__)

LOCK, SPOOL = "lock", "items-*.arrow"
KEPT_SMALL = 256  # small shards that a folder may hold before they are put together


@dataclass
class Counts:
    """What a map did: items given, each once; results of earlier starts and of now; failed items, with the reasons by their hashes.

    ``twice`` counts results that were there more than once, as those of a task that ran again after its node was lost; ``dropped`` names
    files that were left half-written.
    """

    items: int = 0
    earlier: int = 0
    made: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    twice: int = 0
    dropped: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{self.items} items", f"{self.earlier} from earlier", f"{self.made} made now", f"{len(self.failed)} failed"]
        parts += [f"{self.twice} results were there twice and count once"] if self.twice else []
        parts += [f"{len(self.dropped)} unfinished files dropped"] if self.dropped else []
        return ", ".join(parts)


class FanOut:
    """The results of a map, to be iterated over once; ``counts`` grow meanwhile."""

    def __init__(self, results: Iterator[Done], counts: Counts) -> None:
        self._results = results
        self.counts = counts

    def __iter__(self) -> Iterator[Done]:
        return self._results


def map(function: Function, items: Iterable[Any], folder: Path, place: Place | None = None) -> FanOut:  # noqa: A001  # it is what it is
    """The result of ``function`` for every item, each exactly once, in the order in which they are there.

    Items and results are JSON values; an item is known by the hash of its canonical JSON. Results are kept in Parquet shards in
    ``folder``, each on the disk before it is yielded, so that whatever is killed, the same call again makes only what is missing. Nothing
    but the hashes of the items is kept in memory. An item whose function raises has no result, is counted, and is tried again by the next
    call. On a cluster (``place.ray``) ``folder`` must be on a file system that all nodes share, and the function must be importable there
    or picklable.

    Iterating raises InputError while another map has the folder, where Ray is missing, and where its cluster does not answer.
    """
    counts = Counts()
    return FanOut(_results(function, items, folder, place or Place(), counts), counts)


def _results(function: Function, items: Iterable[Any], folder: Path, place: Place, counts: Counts) -> Iterator[Done]:
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        counts.dropped = tidy(folder)
        for old in folder.glob(SPOOL):
            old.unlink()
        shards = list_shards(folder)
        known = _read_known(shards, counts)
        wanted: set[bytes] = set()
        spool = folder / SPOOL.replace("*", uuid.uuid4().hex)
        try:
            batches = write_spool(spool, _open_items(items, known, wanted, counts), place.batch)
            del known
            for path in shards:
                yield from _take(path, wanted, counts, is_new=False)
            if batches:
                yield from _new(function, spool, folder, batches, place, wanted, counts)
        finally:
            spool.unlink(missing_ok=True)
        merge(folder, KEPT_SMALL)
    logger.info("%s: %s", folder, counts)


def _read_known(shards: Iterable[Path], counts: Counts) -> set[bytes]:
    """The hashes of all results that are there, and how many are there more than once."""
    known: set[bytes] = set()
    for path in shards:
        hashes = read_hashes(path)
        before = len(known)
        known.update(bytes.fromhex(hash_) for hash_ in hashes)
        counts.twice += len(hashes) - (len(known) - before)
    return known


def _open_items(items: Iterable[Any], known: set[bytes], wanted: set[bytes], counts: Counts) -> Iterator[str]:
    """The items that no shard has the result of. All that are asked for are noted in ``wanted``, until their result was yielded."""
    for item in items:
        text = canonical(item)
        hash_ = bytes.fromhex(hash_of_text(text))
        if hash_ in wanted:
            continue
        wanted.add(hash_)
        counts.items += 1
        if hash_ not in known:
            yield text


def _take(path: Path, wanted: set[bytes], counts: Counts, is_new: bool) -> Iterator[Done]:
    """The results in a shard that are still wanted."""
    for done in read_shard(path):
        hash_ = bytes.fromhex(done.hash)
        if hash_ in wanted:
            wanted.remove(hash_)
            counts.earlier += not is_new
            counts.made += is_new
            yield done
        else:
            counts.twice += is_new


def _new(function: Function, spool: Path, folder: Path, batches: int, place: Place, wanted: set[bytes], counts: Counts) -> Iterator[Done]:
    """The results of now. At the end come those of tasks whose shard is there and whose report was lost with their node."""
    from kaggle_utils.fanout.on_ray import run_on_ray

    read = {path.name for path in list_shards(folder)}
    run = run_on_ray if place.ray else run_here
    for written in run(function, spool, folder, batches, place):
        counts.failed |= written.failed
        if written.shard and written.shard not in read:
            read.add(written.shard)
            yield from _take(folder / written.shard, wanted, counts, is_new=True)
    for path in list_shards(folder):
        if path.name not in read:
            yield from _take(path, wanted, counts, is_new=True)


def read(folder: Path) -> Iterator[Done]:
    """Every result in a folder once, of whatever items; half-written shards are dropped. Raises InputError while a map has the folder."""
    if not folder.is_dir():
        return
    with _alone(folder):
        tidy(folder)
        seen: set[str] = set()
        for path in list_shards(folder):
            for done in read_shard(path):
                if done.hash not in seen:
                    seen.add(done.hash)
                    yield done


def clear(folder: Path) -> None:
    """Delete all shards, once their results are kept in another place. Raises InputError while a map has the folder."""
    if not folder.is_dir():
        return
    with _alone(folder):
        for path in list_shards(folder):
            path.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises InputError while another map holds it."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{folder} is being filled by another run: wait for it, or choose another folder") from None
        yield
    finally:
        os.close(descriptor)
