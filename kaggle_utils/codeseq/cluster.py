"""A build on a cluster: each sequence is an item, and what comes back is recorded as a build on one machine records it.

The record decides what is open. Shards hold what it does not have yet: they are drained into it as they come, those of a build that was
killed before that at the next start, and deleted afterwards.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Sequence as List
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from kaggle_utils import fanout
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import CODESEQ_EVENTS, Lost
from kaggle_utils.codeseq.history import History
from kaggle_utils.codeseq.record_files import RECORD, SHARDS
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.codeseq.sequence_worker import SequenceItem
from kaggle_utils.codeseq.work import sequence_of
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import RunEnded, decode, encode
from kaggle_utils.journal.reader import read_journal

logger = logging.getLogger(__name__)

ASSUMED_CAPACITY = 16  # sequences that an engine's questions come from at once, where ``width`` does not say it
Write = Callable[[Mapping[str, Any]], None]


def run_on_cluster(open_: List[Sequence], config: CodeSeqConfig, history: History, worker: fanout.Function, place: fanout.Place) -> None:
    """Work on the open sequences on a cluster. Raises InputError, and Ray's errors."""
    from tqdm.auto import tqdm

    recorded = _recorded_lines(config, {sequence.name for sequence in open_})
    items = [asdict(SequenceItem(sequence, tuple(recorded[sequence.name]))) for sequence in open_]
    wide = replace(place, width=config.width or ASSUMED_CAPACITY)
    with _draining(config, history) as (record, write):
        results = fanout.map(worker, items, config.out / SHARDS, wide)
        for done in tqdm(results, total=len(items), unit="sequence", mininterval=1.0, desc=config.out.name):
            write(done.result)
        names = {fanout.hash_of(item): item["sequence"]["name"] for item in items} if results.counts.failed else {}
        for hash_, reason in results.counts.failed.items():
            logger.warning("%s is left open: %s", names[hash_], reason)
            record.write(Lost(names[hash_], reason))
        record.write(RunEnded())
    logger.info("%s: %s", config.out, results.counts)
    fanout.clear(config.out / SHARDS)


def drain(config: CodeSeqConfig, history: History) -> bool:
    """Record what a cluster made for a build that was killed before it recorded it. Returns whether there was any."""
    shards = config.out / SHARDS
    if not fanout.has_results(shards):
        return False
    with _draining(config, history) as (_, write):
        for done in fanout.read(shards):
            write(done.result)
    fanout.clear(shards)
    return True


def _recorded_lines(config: CodeSeqConfig, names: set[str]) -> Mapping[str, list[str]]:
    """What the record has of these sequences, those that were lost among it: with those lines a sequence is another item."""
    found: dict[str, list[str]] = defaultdict(list)
    path = config.out / RECORD
    for event in read_journal(path, CODESEQ_EVENTS) if path.is_file() else ():
        name = sequence_of(getattr(event, "unit", ""))
        if name in names:
            found[name].append(encode(event, CODESEQ_EVENTS))
    return found


@contextmanager
def _draining(config: CodeSeqConfig, history: History) -> Iterator[tuple[Journal, Write]]:
    """The build's record, and what writes a worker's result into it, without the events that it holds."""
    record = Journal(config.out / RECORD, CODESEQ_EVENTS)

    def write(result: Mapping[str, Any]) -> None:
        for line in result["events"]:
            event = decode(line, CODESEQ_EVENTS)
            if not history.holds(event):
                record.write(event)
                history.note(event)

    try:
        yield record, write
    finally:
        record.close()
