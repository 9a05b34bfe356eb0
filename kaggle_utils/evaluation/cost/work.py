"""The work in an item of a job: requests, tokens, seconds in the sandbox, bytes on the disk; and how it is measured on a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from kaggle_utils.codeseq.events import CODESEQ_EVENTS, Replied, RulesApplied
from kaggle_utils.codeseq.record_files import RECORD
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.run_files import JOURNAL, REPLIES
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptMade


@dataclass(frozen=True)
class Work:
    """Means over the items of a run: of an evaluation, its attempts; of a build of training data, the sequences that were drawn.

    ``sandbox_seconds`` is the wall-clock time that programs ran; a program has one core, so that it needs no more core-seconds than that.
    ``bytes`` is what journal, or record, and transcript take.
    """

    requests: float
    prompt_tokens: float
    tokens: float
    sandbox_seconds: float
    bytes: float


MEASURES = tuple(field.name for field in fields(Work))


def measure(folder: Path) -> Work:
    """The mean work of an item in the run or the build that a folder holds. Raises InputError for one that holds neither, or no item."""
    if (folder / JOURNAL).is_file():
        return measure_first(folder, None)
    if (folder / RECORD).is_file():
        return _measure_build(folder)
    raise InputError(f"{folder} holds neither a run of evaluate ({JOURNAL}) nor a build of codeseq ({RECORD})")


def measure_first(folder: Path, attempts: int | None) -> Work:
    """The mean work of the first attempts that a run made, or of all. Raises InputError for a run without any."""
    made = [event.attempt for event in read_journal(folder / JOURNAL) if isinstance(event, AttemptMade)]
    chosen = made[:attempts]
    if not chosen:
        raise InputError(f"{folder} holds a run without an attempt: measure one that has some")
    turns = [turn for attempt in chosen for turn in attempt.turns]
    size = sum((folder / name).stat().st_size for name in (JOURNAL, REPLIES) if (folder / name).is_file())
    return Work(
        requests=len(turns) / len(chosen),
        prompt_tokens=sum(turn.completion.prompt_tokens for turn in turns) / len(chosen),
        tokens=sum(turn.completion.tokens for turn in turns) / len(chosen),
        sandbox_seconds=sum(turn.execution.seconds for turn in turns if turn.execution is not None) / len(chosen),
        bytes=size / len(made),
    )


def _measure_build(folder: Path) -> Work:
    """A build's record has no time of the programs; its sandbox is counted as none."""
    events = list(read_journal(folder / RECORD, CODESEQ_EVENTS))
    drawn = sum(event.drawn for event in events if isinstance(event, RulesApplied))
    replies = [event.completion for event in events if isinstance(event, Replied)]
    if not drawn or not replies:
        raise InputError(f"{folder} holds a build without a reply: measure one that has some")
    return Work(
        requests=len(replies) / drawn,
        prompt_tokens=sum(reply.prompt_tokens for reply in replies) / drawn,
        tokens=sum(reply.tokens for reply in replies) / drawn,
        sandbox_seconds=0.0,
        bytes=(folder / RECORD).stat().st_size / drawn,
    )


def mean(works: Sequence[Work]) -> Work:
    """The mean of several runs, each counted alike."""
    tables = [asdict(work) for work in works]
    return Work(**{name: sum(table[name] for table in tables) / len(tables) for name in MEASURES})
