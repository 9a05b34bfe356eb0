"""The file of a transcript: what is written is read, also after a kill, and what cannot be read is one clear sentence."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kaggle_utils.engines import Completion, Sampling
from kaggle_utils.engines.asker import JUDGEMENT
from kaggle_utils.engines.transcript import Line, RecordedEngine, RecordedRun, Reply, Transcript, decode, encode, read_transcript
from kaggle_utils.engines.transcript_file import TranscriptFile, check_appendable
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem, digest_of

RUN = RecordedRun("transformers", "demo", "ab" * 32, 1024)
PROBLEM = Problem("p1", "Zähle \ud83d bis drei.", 3)
REPLY = Reply(
    digest_of(PROBLEM),
    1,
    "trace",
    0,
    0,
    "0123456789abcdef",
    Sampling(seed=1000, stop=("```output",)),
    Completion("Grüße \ud83d\nund \x85 \u2028 Ende\r", 10, 3, "length", (-0.5, -1.0)),
    1.25,
    (Message("user", "Zähle \ud83d bis drei."),),
)
NAMES = ["t.jsonl", "t.jsonl.gz"]


def write(path: Path, *lines: Line) -> Path:
    file = TranscriptFile(path)
    for line in lines:
        file.write(line)
    file.close()
    return path


def turns(transcript: Transcript) -> list[tuple[str, int, str]]:
    return [(reply.strategy, reply.turn, reply.completion.text) for reply in transcript.replies]


def say(text: str, turn: int = 0, **changes: object) -> Reply:
    reply = replace(REPLY, turn=turn, completion=replace(REPLY.completion, text=text))
    return replace(reply, **changes)  # type: ignore[arg-type]


TWO_MODELS = replace(RUN, further=(RecordedEngine("planner", "llamacpp", "r1.gguf", None, 8192),))


@pytest.mark.parametrize("line", [RUN, TWO_MODELS, PROBLEM, REPLY], ids=["run", "two models", "problem", "reply"])
def test_a_line_comes_back_as_it_was(line: Line) -> None:
    assert decode(encode(line)) == line


def test_a_transcript_of_the_version_before_is_of_one_model(tmp_path: Path) -> None:
    run, reply = json.loads(encode(RUN)), json.loads(encode(REPLY))
    del run["further"], reply["completion"]["author"], reply["sampling"]["author"]
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in ({**run, "version": 1}, reply)) + "\n")
    transcript = read_transcript(path)
    assert (transcript.runs, transcript.replies) == ((replace(RUN, version=1),), (REPLY,))


@pytest.mark.parametrize("name", NAMES)
def test_a_transcript_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    transcript = read_transcript(write(tmp_path / name, RUN, PROBLEM, REPLY))
    assert (transcript.runs, transcript.problems, transcript.replies) == ((RUN,), {digest_of(PROBLEM): PROBLEM}, (REPLY,))


def test_a_compressed_transcript_is_a_gzip_file(tmp_path: Path) -> None:
    path = write(tmp_path / "t.jsonl.gz", RUN, *[say(f"reply {number}", number) for number in range(50)])
    with gzip.open(path, "rb") as file:
        assert len(file.readlines()) == 51


def test_a_judgement_is_not_an_attempt_of_the_plan(tmp_path: Path) -> None:
    replies = [say("", strategy="pal"), say("", strategy=JUDGEMENT, rank=1)]
    assert read_transcript(write(tmp_path / "t.jsonl", RUN, *replies)).strategies == {"pal": 1}


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_is_appended(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, RUN, say("one"))
    assert turns(read_transcript(write(path, RUN, say("two", strategy="pal")))) == [("trace", 0, "one"), ("pal", 0, "two")]


def test_an_attempt_that_a_later_run_made_again_is_the_later_one_with_all_its_turns(tmp_path: Path) -> None:
    first = [say("old 0", 0), say("old 1", 1)]
    path = write(tmp_path / "t.jsonl", RUN, *first, RUN, say("new 0", 0))
    assert turns(read_transcript(path)) == [("trace", 0, "new 0")]


def test_the_attempts_of_each_strategy_are_counted_in_the_order_of_the_plan(tmp_path: Path) -> None:
    replies = [say("", rank=2, strategy="pal", number=1), say("", rank=0, strategy="trace", number=0)]
    assert list(read_transcript(write(tmp_path / "t.jsonl", RUN, *replies)).strategies.items()) == [("trace", 1), ("pal", 2)]


KILLED = """
import os, signal, sys
from pathlib import Path
from kaggle_utils.engines.transcript_file import TranscriptFile
from tests.engines.test_transcript import RUN, say
file = TranscriptFile(Path(sys.argv[1]))
file.write(RUN)
for number in range(20):
    file.write(say(f"reply {number}", number))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_killed_run_loses_nothing_that_was_written_and_the_next_goes_on(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [text for _, _, text in turns(read_transcript(path))] == [f"reply {number}" for number in range(20)]
    write(path, RUN, say("after it", strategy="pal"))
    assert len(read_transcript(path).replies) == 21


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lost", [8, 40])
def test_a_line_that_was_cut_off_is_left_out_and_what_follows_it_can_be_read(tmp_path: Path, name: str, lost: int) -> None:
    path = write(tmp_path / name, RUN, say("whole"))
    file = TranscriptFile(path)
    file.write(say("cut off", 1))
    path.write_bytes(path.read_bytes()[:-lost])
    file._file.close()
    assert turns(read_transcript(path)) == [("trace", 0, "whole")]
    write(path, RUN, say("later", strategy="pal"))
    assert turns(read_transcript(path)) == [("trace", 0, "whole"), ("pal", 0, "later")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "is not a file: --transcripts must name one that solve --record FILE wrote"),
        (b"", "is empty: record a run"),
        (b"{}\n", r"line 1 cannot be read \(it is not a line of a transcript\): record it again"),
        (b"id,problem\n", "line 1 cannot be read"),
        (encode(REPLY), r"line 1 cannot be read \(the line of a run must come first\)"),
        (encode(replace(RUN, version=9)), r"line 1 cannot be read \(it was written in version 9 of the format, and this is version 3\)"),
        (encode(RUN) + b'{"line": "reply", "problem": 7}\n', r"line 2 cannot be read \(7 is not str\)"),
        (encode(RUN) + encode(REPLY)[:40] + b"\n" + encode(REPLY), "line 2 cannot be read"),
        (encode(RUN) + b"[" * 10_000 + b"\n", "line 2 cannot be read"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_bad_transcript_is_one_clear_error(tmp_path: Path, name: str, text: bytes | None, message: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    with pytest.raises(InputError, match=message):
        read_transcript(path)


def test_damaged_compressed_data_are_one_clear_error(tmp_path: Path) -> None:
    path = write(tmp_path / "t.jsonl.gz", RUN, *[say("reply", number) for number in range(20)])
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"t\.jsonl\.gz"):
        read_transcript(path)


def test_recording_to_something_else_is_refused_before_it_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "problems.csv"
    path.write_text("id,problem\n1,What?\n")
    with pytest.raises(InputError, match=r"cannot append to .*problems\.csv: its first line cannot be read"):
        check_appendable(path)
    assert path.read_text() == "id,problem\n1,What?\n"


def test_recording_where_nothing_can_be_written_is_refused() -> None:
    with pytest.raises(InputError, match=r"cannot record to /proc/nothing/t\.jsonl"):
        check_appendable(Path("/proc/nothing/t.jsonl"))


def test_two_runs_do_not_write_one_transcript(tmp_path: Path) -> None:
    file = TranscriptFile(tmp_path / "t.jsonl")
    with pytest.raises(InputError, match="is being written by another run"):
        TranscriptFile(tmp_path / "t.jsonl")
    file.close()
