"""The journal's format: every event comes back as it was, and a change to what an event holds does not go unnoticed."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from kaggle_utils.engines import Completion, EngineInfo, FurtherEngine
from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import (
    EVENTS,
    READABLE,
    VERSION,
    AnswerFailed,
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    BallotClosed,
    CastVote,
    EngineChanged,
    Event,
    ProblemsExpected,
    ProblemStarted,
    RecordsLate,
    RecordUnwritable,
    RunEnded,
    RunStarted,
    RuntimeReady,
    StrategyChanged,
    decode,
    encode,
)
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.strategies import Attempt, Extrapolation, Repair, Turn
from kaggle_utils.traces import Trace
from kaggle_utils.traces.known import KnownAs

FORMAT = json.loads(Path(__file__).with_name("format.json").read_text())
ONLY_BY_NAME = (Settings, PromptOptions)  # a run's settings may grow: what an older journal does not say is at its default

TURN = Turn(
    Completion("print(1 / 0)", 10, 3, "stop", (-0.5,), "planner", "http://127.0.0.1:1/v1"),
    "print(1 / 0)",
    Execution(Verdict.ERROR, "out", "err", "ZeroDivisionError", 0.25),
    "ZeroDivisionError",
    "division",
    (Repair("model", "fixed"),),
)
FURTHER = FurtherEngine("planner", "llamacpp", "r1.gguf", 8192, False, 3, "it died")
LAW = Extrapolation("f(n) = 2 f(n-1)", "c-finite", 1, "A", 0.99, (40, 41))
KNOWN = KnownAs("A000079", "Powers of 2", "3 times A000079", 12, 55.5, ("A131577",))
ATTEMPT = Attempt("trace", (TURN,), -(10**50), Trace(1, (1, 2, 4), 50), LAW, True, ("f(3) -> 4",), (TURN, TURN), ("constant",), 1000, KNOWN)
EXAMPLES: list[Event] = [
    RunStarted(Settings.preset("cpu-demo", servers=({"A": "1"},), ladder=({"max_tokens": 5},), modulus=7), time=1.5),
    RuntimeReady(1.0, ("seccomp",), {"landlock": "no kernel support"}, False),
    EngineChanged(EngineInfo("vllm", "m", 4096, {"restarts": 2}, ("32b: out of memory",), 8, (FURTHER,))),
    ProblemsExpected(220),
    ProblemStarted(Problem("p", "ünïcode\n{}", 42), 30.0),
    AttemptMade("p", 3, ATTEMPT),
    AttemptLost("p", 4, "trace", "the deadline", True, (TURN,)),
    StrategyChanged("p", 5, "trace", "tool-integrated", "2 attempts failed in the same way: time-out"),
    BallotClosed("p", (CastVote(42, 1.5, "trace", "abc"),), ((42, 1.5), (-1, 0.5)), (10**9,), 2, ("EngineError: x",)),
    AnswerGiven("0123", Answer("p", 42, 0.75, 12.5, None)),
    AnswerFailed("p", "OSError: x"),
    RunEnded(),
    RecordsLate(3, "No space left"),
    RecordUnwritable("attempt", "too many digits"),
]


def test_there_is_an_example_of_every_event() -> None:
    assert [type(event) for event in EXAMPLES] == list(EVENTS.values())


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    assert decode(encode(event)) == event


def layout(kind: Any) -> Any:
    """What a type looks like in a journal: the names of its fields, with what they hold where those are records themselves."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (argument for argument in get_args(kind) if argument is not type(None))
    if get_origin(kind) is tuple:
        inner = [layout(argument) for argument in get_args(kind) if argument is not Ellipsis]
        return [part for part in inner if part is not None] or None
    if not is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, Enum)) or kind in ONLY_BY_NAME:
        return None
    hints = get_type_hints(kind)
    return {item.name: layout(hints[item.name]) for item in fields(kind)}


@pytest.mark.parametrize("name", EVENTS)
def test_a_field_that_is_added_or_dropped_is_a_new_version_of_the_format(name: str) -> None:
    assert layout(EVENTS[name]) == FORMAT["events"][name], (
        f"the event {name!r} ({EVENTS[name].__name__}) holds other fields than version {FORMAT['version']} of the format: "
        "raise VERSION in kaggle_utils/journal/events.py and write tests/journal/format.json again (python -m tests.journal.test_events)"
    )


def test_the_recorded_format_is_of_this_version() -> None:
    assert FORMAT["version"] == VERSION


def test_an_attempt_of_the_version_before_is_read_without_the_fields_that_it_lacked(tmp_path: Path) -> None:
    start, made = (json.loads(encode(event)) for event in (EXAMPLES[0], AttemptMade("p", 3, ATTEMPT)))
    start["version"] = READABLE[0]
    del made["attempt"]["known_as"]
    path = tmp_path / "journal.jsonl"
    path.write_text(f"{json.dumps(start)}\n{json.dumps(made)}\n")
    assert list(read_journal(path))[1] == AttemptMade("p", 3, replace(ATTEMPT, known_as=None))


@pytest.mark.parametrize("version", READABLE)
def test_a_journal_of_a_version_that_is_readable_is_read(version: int, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    start = json.loads(encode(EXAMPLES[0]))
    path.write_text(json.dumps({**start, "version": version}) + "\n")
    (started,) = read_journal(path)
    assert isinstance(started, RunStarted)
    assert started.version == version


def test_a_completion_of_an_earlier_version_is_the_coders_and_of_an_unnamed_server() -> None:
    record = json.loads(encode(EXAMPLES[5]))
    for turn in (*record["attempt"]["turns"], *record["attempt"]["branches"]):
        del turn["completion"]["author"], turn["completion"]["server"]
    event = decode(json.dumps(record))
    assert isinstance(event, AttemptMade)
    assert event.attempt.tokens_by_author == {"coder": 9}
    assert {turn.completion.server for turn in event.attempt.all_turns} == {""}


@pytest.mark.parametrize("start", ['{"event": "start", "settings": {}}', f'{{"event": "start", "version": {VERSION + 1}}}'])
def test_a_journal_of_another_version_is_refused_in_one_sentence(start: str, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(f"{start}\n")
    with pytest.raises(InputError, match=r"journal.jsonl:1: it was written in version \d of the format, and this is version \d: .*--out"):
        list(read_journal(path))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        '{"event": "unheard of"}',
        '{"event": ["end"]}',
        '{"event": "attempt", "id": "p", "rank": 0}',
        '{"event": "attempt", "id": "p", "rank": 0, "attempt": {"strategy": "trace", "turns": 5}}',
        '{"event": "answer", "digest": "", "answer": {"id": 7}}',
        "[" * 10_000,
    ],
    ids=lambda line: line[:40],
)
def test_what_this_version_does_not_write_is_passed_over_with_its_line(line: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(f"{line}\n{encode(RunEnded())}\n")
    assert list(read_journal(path)) == [RunEnded()]
    assert "journal.jsonl:1: passed over" in caplog.text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[" * 10_000, "it is nested too deeply"),
        ("[]", "it is not an event of this version"),
        ('{"event": "unheard of"}', "it is not an event of this version"),
        ('{"event": ["end"]}', "it is not an event of this version"),
        ('{"event": "start", "settings": {}}', f"it was written in version 1 of the format, and this is version {VERSION}"),
        ('{"event": "start", "version": 7}', f"it was written in version 7 of the format, and this is version {VERSION}"),
        ('{"event": "answer", "digest": "", "answer": {"id": 7}}', "7 is not str"),
    ],
    ids=lambda text: text[:40],
)
def test_a_line_that_is_refused_has_a_reason(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        decode(line)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("out", 5, "expected str, bytes or os.PathLike object, not int"), ("strategies", [1], "no attribute 'values'")],
)
def test_a_start_with_settings_of_other_types_is_refused(field: str, value: object, reason: str) -> None:
    record = json.loads(encode(EXAMPLES[0]))
    record["settings"][field] = value
    with pytest.raises(ValueError, match=reason):
        decode(json.dumps(record))


def test_what_is_not_ascii_is_written_as_it_is() -> None:
    assert "ünïcode" in encode(AnswerFailed("p", "ünïcode"))


def test_a_line_with_damaged_characters_is_read_and_one_that_is_refused_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"event": "failed answer", "id": "\xff", "reason": ""}\n[]\n')
    assert list(read_journal(path)) == [AnswerFailed("\ufffd", "")]
    assert caplog.messages == [f"{path}:2: passed over: it is not an event of this version"]


if __name__ == "__main__":
    written = {"version": VERSION, "events": {name: layout(kind) for name, kind in EVENTS.items()}}
    Path(__file__).with_name("format.json").write_text(json.dumps(written, indent=1) + "\n")
