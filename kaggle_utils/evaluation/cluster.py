"""A run on a cluster: each problem is an item, and what comes back is written into the folder as a run on one machine writes it.

The journal decides what is open. Shards hold what it does not have yet: they are drained into it as they come, those of a run that was
killed before that at the next start, and deleted afterwards.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from kaggle_utils import fanout
from kaggle_utils.engines.transcript import Line, RecordedRun
from kaggle_utils.engines.transcript import decode as decode_line
from kaggle_utils.engines.transcript_file import TranscriptFile, check_appendable
from kaggle_utils.evaluation.attempts import undecided
from kaggle_utils.evaluation.problem_worker import ProblemItem, as_item
from kaggle_utils.evaluation.run_files import JOURNAL, REPLIES, SHARDS
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.journal.events import AttemptLost, AttemptMade, ProblemStarted, RunEnded, RunStarted, decode
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, PlannedAttempt

logger = logging.getLogger(__name__)

ASSUMED_CAPACITY = 16  # attempts that an engine works on at once, where --width does not say it


def run_on_cluster(
    open_: Sequence[tuple[Problem, PlannedAttempt]],
    made: Mapping[str, list[Attempt]],
    problems: Sequence[Problem],
    settings: Settings,
    worker: fanout.Function,
    place: fanout.Place,
    width: int | None = None,
) -> None:
    """Make the open attempts on a cluster, and the judgements of votes that are undecided. Raises InputError, and Ray's errors."""
    from tqdm.auto import tqdm

    settings.out.mkdir(parents=True, exist_ok=True)
    items = _items(open_, made, problems, settings)
    # Enough problems in each actor for as many attempts at once as its engine works on.
    several = max(1, -(-(width or ASSUMED_CAPACITY) // max(1, sum(max(0, count) for count in settings.strategies.values()))))
    with _draining(settings) as (journal, write):
        journal.write(RunStarted(settings))
        for item in items:
            journal.write(ProblemStarted(item.problem, settings.problem_limit))
        results = fanout.map(worker, map(as_item, items), settings.out / SHARDS, replace(place, width=several))
        lost = 0
        for done in tqdm(results, total=len(items), unit="problem", mininterval=1.0, desc=settings.out.name):
            lost += write(done.result)
        by_hash = {fanout.hash_of(as_item(item)): item for item in items} if results.counts.failed else {}
        for hash_, reason in results.counts.failed.items():
            lost += _note_failed(by_hash[hash_], reason, journal)
        journal.write(RunEnded())
    logger.info("%s: %s", settings.out, results.counts)
    if lost:
        logger.warning("%d of %d attempts were lost (%s): start the run again to make them", lost, len(open_), settings.out / JOURNAL)
    fanout.clear(settings.out / SHARDS)


def drain(settings: Settings) -> bool:
    """Journal what a cluster made for a run that was killed before it journalled it. Returns whether there was any."""
    shards = settings.out / SHARDS
    if not fanout.has_results(shards):
        return False
    with _draining(settings) as (_, write):
        for done in fanout.read(shards):
            write(done.result)
    fanout.clear(shards)
    return True


def _items(
    open_: Sequence[tuple[Problem, PlannedAttempt]], made: Mapping[str, list[Attempt]], problems: Sequence[Problem], settings: Settings
) -> list[ProblemItem]:
    """The problems with what is open at each, in the order of the problems."""
    ranks: dict[str, list[int]] = defaultdict(list)
    for problem, planned in open_:
        ranks[digest_of(problem)].append(planned.rank)
    if settings.verifier:
        for problem, _ in undecided(problems, made, settings):
            ranks.setdefault(digest_of(problem), [])
    path = settings.out / JOURNAL
    lost = Counter(event.id for event in read_journal(path) if isinstance(event, AttemptLost)) if path.is_file() else Counter()
    chosen = {digest_of(problem): problem for problem in problems if digest_of(problem) in ranks}
    return [ProblemItem(problem, tuple(ranks[digest]), tuple(made[digest]), lost[problem.id]) for digest, problem in chosen.items()]


def _note_failed(item: ProblemItem, reason: str, journal: Journal) -> int:
    """A problem whose worker failed as a whole: its attempts are lost, and made by the next start. Returns how many."""
    logger.warning("the attempts at %s failed: %s", item.problem.id, reason)
    for rank in item.ranks:
        journal.write(AttemptLost(item.problem.id, rank, "", reason, False))
    return len(item.ranks)


Write = Callable[[Mapping[str, Any]], int]


@contextmanager
def _draining(settings: Settings) -> Iterator[tuple[Journal, Write]]:
    """The run's journal, and what writes a result into it, but no attempt that is there, and returns how many were lost."""
    path, replies = settings.out / JOURNAL, settings.out / REPLIES
    check_appendable(replies)
    journal = Journal(path)
    held = {(event.id, event.rank) for event in read_journal(path) if isinstance(event, AttemptMade)}
    transcript = TranscriptFile(replies)
    last: list[Line] = []

    def write(result: Mapping[str, Any]) -> int:
        events = [decode(line) for line in result["events"]]
        new = [event for event in events if not (isinstance(event, AttemptMade | AttemptLost) and (event.id, event.rank) in held)]
        if len(new) == len(events):
            for text in result["replies"]:
                line = decode_line(text.encode())
                if isinstance(line, RecordedRun):
                    if [line] == last:
                        continue
                    last[:] = [line]
                transcript.write(line)
        for event in new:
            journal.write(event)
            if isinstance(event, AttemptMade):
                held.add((event.id, event.rank))
        return sum(isinstance(event, AttemptLost) for event in new)

    try:
        yield journal, write
    finally:
        journal.close()
        transcript.close()
