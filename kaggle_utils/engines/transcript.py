"""The format of a transcript: what a model replied, by problem, attempt and turn; with one encoder and one decoder.

A transcript is JSON Lines, compressed where its name ends in ``.gz``. A run begins with a line that says what wrote the replies after it; a
problem has a line before its first reply. A field that is added, dropped or renamed, here or in a record that a line holds, changes the
format, and ``VERSION`` goes up.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kaggle_utils.engines.asker import JUDGEMENT, Asker
from kaggle_utils.engines.base import Author, Completion, Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.from_json import from_json
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem, digest_of

VERSION = 3  # 1 knew one model, 2 no server of a completion
READABLE = (1, 2, 3)
AttemptKey = tuple[str, str, int]
"""The problem's digest, the strategy, and the attempt's number among those of its strategy."""


@dataclass(frozen=True)
class RecordedEngine:
    """A further engine of a run: whose it is, what it ran (as in RecordedRun), and its context."""

    author: Author
    engine: str
    model: str
    sha256: str | None
    context: int


@dataclass(frozen=True)
class RecordedRun:
    """What wrote the replies that follow: engine, model (without folders), the hash of its files where they are here, and its context."""

    engine: str
    model: str
    sha256: str | None
    context: int
    version: int = VERSION
    further: tuple[RecordedEngine, ...] = ()


@dataclass(frozen=True)
class Reply:
    """A reply and its question: whose turn it was, how it was sampled, and for how many seconds it was written.

    ``prompt`` is the digest of the prompt. The text of an attempt's first prompt, ``messages``, is there once for all attempts that share
    it; the prompt of a later turn follows from it and from the replies.
    """

    problem: str
    rank: int
    strategy: str
    number: int
    turn: int
    prompt: str
    sampling: Sampling
    completion: Completion
    seconds: float
    messages: tuple[Message, ...] = ()

    @property
    def attempt(self) -> AttemptKey:
        """The attempt that it belongs to."""
        return self.problem, self.strategy, self.number


Line = RecordedRun | Problem | Reply
KINDS: Mapping[str, type[Line]] = {"run": RecordedRun, "problem": Problem, "reply": Reply}
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Transcript:
    """A transcript that was read: its runs, its problems by digest, and its replies. What a later run asked again is there once."""

    path: Path
    runs: tuple[RecordedRun, ...]
    problems: Mapping[str, Problem]
    replies: tuple[Reply, ...]

    @property
    def strategies(self) -> dict[str, int]:
        """The number of attempts that each strategy made at a problem, in the order of their ranks."""
        ordered = sorted({(reply.rank, reply.strategy, reply.number) for reply in self.replies if reply.strategy != JUDGEMENT})
        counts: Counter[str] = Counter()
        for _, strategy, number in ordered:
            counts[strategy] = max(counts[strategy], number + 1)
        return dict(counts)


def key_of(asker: Asker) -> AttemptKey:
    """The key of an attempt in a transcript. Its rank is not in it: another plan may make other attempts beside it."""
    return digest_of(asker.problem), asker.strategy, asker.number


def prompt_digest(messages: Sequence[Message]) -> str:
    """The hash that says whether a prompt is the one that was recorded."""
    text = json.dumps([[message.role, message.content] for message in messages], ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def encode(line: Line) -> bytes:
    """A line of the file, with its end."""
    text = json.dumps({"line": _NAMES[type(line)], **asdict(line)}, ensure_ascii=False)
    return text.encode(errors="backslashreplace") + b"\n"  # half a surrogate pair becomes the escape that JSON has for it


def decode(text: bytes, is_first: bool = False) -> Line:
    """What a line holds. Raises ValueError for a line that this version does not write, or not as the first one."""
    try:
        record = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(record, dict) or record.get("line") not in KINDS:
        raise ValueError("it is not a line of a transcript")
    kind = KINDS[record["line"]]
    if is_first and kind is not RecordedRun:
        raise ValueError("the line of a run must come first")
    if kind is RecordedRun and record.get("version") not in READABLE:
        raise ValueError(f"it was written in version {record.get('version')} of the format, and this is version {VERSION}")
    try:
        return from_json(kind, record)
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def read_transcript(path: Path) -> Transcript:
    """Read a transcript. A last line that a killed run left unfinished is not read.

    Raises InputError for a file that is missing, empty, damaged or of another version.
    """
    if not path.is_file():
        raise InputError(f"{path} is not a file: --transcripts must name one that solve --record FILE wrote")
    lines = whole_lines(path)[0].split(b"\n")[:-1]
    if not lines:
        raise InputError(f"{path} is empty: record a run with solve --record FILE")
    runs: list[RecordedRun] = []
    problems: dict[str, Problem] = {}
    attempts: dict[AttemptKey, tuple[int, dict[int, Reply]]] = {}
    for number, text in enumerate(lines, 1):
        try:
            line = decode(text, is_first=number == 1)
        except ValueError as error:
            raise InputError(f"{path}, line {number} cannot be read ({error}): record it again with solve --record FILE") from None
        match line:
            case RecordedRun():
                runs.append(line)
            case Problem():
                problems[digest_of(line)] = line
            case Reply():
                run, turns = attempts.get(line.attempt, (0, {}))
                # An attempt that a later run made again began anew: turns of two runs do not go together.
                attempts[line.attempt] = (len(runs), {**(turns if run == len(runs) else {}), line.turn: line})
    return Transcript(path, tuple(runs), problems, tuple(reply for _, turns in attempts.values() for reply in turns.values()))


def whole_lines(path: Path) -> tuple[bytes, bool]:
    """The text of a transcript up to its last whole line, and whether that is all of the file and more may be appended to it.

    Raises InputError for compressed data that is damaged.
    """
    data = path.read_bytes()
    is_whole = True
    if is_compressed(path):
        try:
            data, is_whole = _decompress(data)
        except zlib.error as error:
            raise InputError(f"{path} is damaged ({error}): record it again with solve --record FILE") from None
    text = data[: data.rfind(b"\n") + 1]
    return text, is_whole and text == data


def is_compressed(path: Path) -> bool:
    """Whether a transcript of this name is compressed."""
    return path.suffix == ".gz"


def _decompress(data: bytes) -> tuple[bytes, bool]:
    """What the members of a gzip file hold as far as it was flushed, and whether the last of them was ended."""
    parts = []
    while data:
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
        parts.append(member.decompress(data))
        if not member.eof:
            return b"".join(parts), False
        data = member.unused_data
    return b"".join(parts), True
