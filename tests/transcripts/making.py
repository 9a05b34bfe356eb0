"""Make a test of a recording: leave out what depends on the machine's speed, and write down what the rest gives."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from kaggle_utils.engines.transcript import AttemptKey, Transcript, read_transcript
from kaggle_utils.engines.transcript_file import TranscriptFile
from kaggle_utils.errors import InputError
from kaggle_utils.journal.events import AttemptMade, Event
from kaggle_utils.problem import digest_of
from kaggle_utils.report.counts import events_of
from tests.transcripts.playing import MAX_SECONDS, count, play

Signature = tuple[object, ...]


def make_test(recorded: Path, target: Path, preset: str) -> dict[str, Any]:
    """Write the attempts of a recording that give the same on any machine to ``target``, and beside it the counts to expect.

    Left out are attempts with a program that runs for more than ``MAX_SECONDS`` or differently a second time. Returns what is written
    beside. Raises InputError for a target that exists.
    """
    if target.exists():
        raise InputError(f"{target} exists: remove it first, or name another file")
    slowest: dict[AttemptKey, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        transcript = read_transcript(recorded)
        first = _signatures(play(recorded, preset, Path(folder) / "1", slowest), transcript)
        second = _signatures(play(recorded, preset, Path(folder) / "2", slowest), transcript)
    attempts = {reply.attempt for reply in transcript.replies}
    slow = {key for key, seconds in slowest.items() if seconds > MAX_SECONDS}
    changing = {key for key in first.keys() | second.keys() if first.get(key) != second.get(key)} - slow
    _write(transcript, attempts - slow - changing, target)
    left_out = {"slow": len(slow), "changing": len(changing)}
    return write_counts(target, preset, {"recorded attempts": len(attempts), "left out": left_out})


def write_counts(path: Path, preset: str, origin: dict[str, Any]) -> dict[str, Any]:
    """Play a transcript back, write the counts to expect beside it and return them. ``origin`` says what it was chosen from."""
    with tempfile.TemporaryDirectory() as folder:
        found = count(play(path, preset, Path(folder)), read_transcript(path).problems)
    table = {"preset": preset, **origin, "counts": found}
    counts_beside(path).write_text(json.dumps(table, indent=1) + "\n")
    return table


def counts_beside(path: Path) -> Path:
    """The file of counts that belongs to a transcript."""
    return path.with_name(path.name.partition(".")[0] + ".json")


def _write(transcript: Transcript, chosen: Collection[AttemptKey], target: Path) -> None:
    file = TranscriptFile(target)
    file.write(transcript.runs[-1])
    kept = [reply for reply in transcript.replies if reply.attempt in chosen]
    digests = {reply.problem for reply in kept}
    for digest, problem in transcript.problems.items():
        if digest in digests:
            file.write(problem)
    for reply in kept:
        file.write(reply)
    file.close()


def _signatures(events: list[Event], transcript: Transcript) -> dict[AttemptKey, Signature]:
    """What each attempt gave, but for times."""
    ids = {problem.id: digest_of(problem) for problem in transcript.problems.values()}
    keys = {(reply.problem, reply.rank): reply.attempt for reply in transcript.replies}
    found: dict[AttemptKey, Signature] = {}
    for event in events_of(AttemptMade, events):
        attempt = event.attempt
        turns = tuple((turn.code, turn.execution and turn.execution.verdict, turn.mode, turn.repairs) for turn in attempt.all_turns)
        key = keys.get((ids[event.id], event.rank))
        if key is not None:
            found[key] = (turns, attempt.answer, attempt.trace, attempt.extrapolation, attempt.doubts)
    return found
