"""The stage: a competition of mid-2026 as Kaggle mounts it, the submission notebook in one process, Kaggle's gateway in another."""

from __future__ import annotations

import csv
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import RunStarted
from kaggle_utils.settings import REPOSITORY
from tests.kaggle import relay

COMPETITION = REPOSITORY / "tests" / "kaggle" / "mid_2026"
NOTEBOOK = REPOSITORY / "notebooks" / "submission.ipynb"
WHOLE = 32_400.0  # seconds of the clock that is scaled: nine hours
RESERVE, PROBLEM_LIMIT = 60.0, 1200.0  # of them, in Settings
DISK = "64m"  # of the output folder, where it is a disk of its own; a run of 50 problems writes a few MB
LEFTOVERS = 60.0  # seconds in which what a killed notebook had started has to be gone
SERVERS = ("serve.py", "vllm.entrypoints")  # how the command line of an engine's process is recognised
EDITED = "expected_problems=50,"  # what the notebook's settings cell says


@dataclass
class Stage:
    """The folders, the clock and the processes. ``seconds`` are what the run may take."""

    folder: Path
    preset: str
    model: str
    seconds: float
    rows: list[dict[str, str]]
    started: float = field(default_factory=time.monotonic)
    has_own_disk: bool = False
    left_behind: int = 0
    cut_line: int = 0  # of the journal
    finished: float = 0.0  # seconds after which the gateway had its last answer, or ended without
    notebook: subprocess.Popen[bytes] | None = None
    gateway: subprocess.Popen[str] | None = None
    _answers: queue.Queue[bool] = field(default_factory=queue.Queue, repr=False)

    @property
    def out(self) -> Path:
        """The run's output folder."""
        return self.folder / "out"

    @property
    def journal(self) -> Path:
        """The run's journal."""
        return self.out / "journal.jsonl"

    @property
    def elapsed(self) -> float:
        """Seconds since the rehearsal began."""
        return time.monotonic() - self.started

    @property
    def used(self) -> float:
        """Seconds of the clock that are used up: it runs from each start of the solver to the last record before its end.

        The start of nbconvert and of the notebook's kernel is left out: it takes as long as ever, whatever nine hours are scaled to.
        """
        spans: list[tuple[float, float]] = []
        for event in read_journal(self.journal) if self.journal.exists() else ():
            if isinstance(event, RunStarted):
                spans.append((event.time, event.time))
            elif spans:
                spans[-1] = (spans[-1][0], max(spans[-1][1], event.time))
        return sum(end - start for start, end in spans)

    @property
    def starting(self) -> float:
        """Seconds that are not on the clock."""
        return self.finished - self.used

    def set_up(self) -> None:
        """Make the folders; the output folder on a small disk of its own, where that is allowed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.out.mkdir(parents=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(self.out)]
        self.has_own_disk = subprocess.run(mount, check=False, capture_output=True).returncode == 0
        shutil.copytree(COMPETITION, self.folder / "input" / "competition")
        with (self.folder / "input" / "competition" / "test.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([("id", "problem"), *((row["id"], row["problem"]) for row in self.rows)])

    def start(self) -> None:
        """Start notebook and gateway, with what is left of the clock."""
        scale = self.seconds / WHOLE
        text = NOTEBOOK.read_text(encoding="utf-8")
        edit = f"expected_problems={len(self.rows)}, reserve={RESERVE * scale:.1f}, problem_limit={PROBLEM_LIMIT * scale:.1f},"
        assert EDITED in text, "the notebook's settings cell has changed"
        (self.folder / "submission.ipynb").write_text(text.replace(EDITED, edit), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("KAGGLE", "COV"))}
        environment |= {
            "KAGGLE_IS_COMPETITION_RERUN": "1",
            "KAGGLE_UTILS_INPUT": str(self.folder / "input"),
            "KAGGLE_UTILS_OUT": str(self.out),
            "KAGGLE_UTILS_PRESET": self.preset,
            "KAGGLE_UTILS_TIME_LIMIT": f"{self.seconds - self.used:.1f}",
            "PYTHONPATH": str(REPOSITORY),
            "OMP_WAIT_POLICY": "passive",
            relay.SHIFT: os.environ.get(relay.SHIFT, "1311"),
        }
        if self.model:
            environment["KAGGLE_UTILS_MODEL"] = self.model
        convert = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--output", "executed", "submission.ipynb"]
        with (self.folder / "notebook.log").open("ab") as log:
            self.notebook = subprocess.Popen(convert, cwd=self.folder, env=environment, stdout=log, stderr=log)
        gateway = [sys.executable, "-m", "tests.kaggle.rerun", str(self.folder / "input" / "competition"), str(self.out)]
        self.gateway = subprocess.Popen(gateway, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True, bufsize=1)
        self._answers = queue.Queue()
        threading.Thread(target=_listen, args=(self.gateway, self._answers), daemon=True).start()

    def next_answer(self, seconds: float) -> bool | None:
        """Whether the gateway has one more answer: True, False when it has ended, None if neither happens in so many seconds."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    @property
    def result(self) -> dict[str, object]:
        """What the gateway said at its end; nothing if it left nothing."""
        file = self.out / "result.json"
        found: dict[str, object] = json.loads(file.read_text()) if file.exists() else {}
        return found

    def engine_processes(self) -> list[psutil.Process]:
        """The engine's servers."""
        assert self.notebook is not None
        children = psutil.Process(self.notebook.pid).children(recursive=True)
        return [child for child in children if any(word in part for part in _command(child) for word in SERVERS)]

    def kill_notebook(self) -> None:
        """Kill the notebook's own two processes; what they had started has to end by itself, and is counted if it does not."""
        assert self.notebook is not None
        above = psutil.Process(self.notebook.pid)
        kernels = [child for child in above.children() if any("ipykernel" in part for part in _command(child))]
        below = [child for kernel in kernels for child in kernel.children(recursive=True)]
        for process in [above, *kernels]:
            process.kill()
        self.notebook.wait()
        alive = psutil.wait_procs(below, LEFTOVERS)[1]
        self.left_behind += len(alive)
        for process in alive:
            process.kill()

    def tear_down(self) -> None:
        """End what still runs. The files stay: those on a disk of their own are copied from it."""
        if self.gateway is not None:
            self.gateway.kill()
            self.gateway.wait()
        if self.notebook is not None and self.notebook.poll() is None:
            self.kill_notebook()
        if self.has_own_disk:
            kept = self.folder / "kept"
            shutil.copytree(self.out, kept)
            if subprocess.run(["umount", str(self.out)], check=False, capture_output=True).returncode == 0:
                self.out.rmdir()
                kept.rename(self.out)


def _listen(gateway: subprocess.Popen[str], answers: queue.Queue[bool]) -> None:
    """Put True for each answer, and False at the end."""
    assert gateway.stdout is not None
    for _ in gateway.stdout:
        answers.put(True)
    answers.put(False)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def choose_problems(count: int, path: Path = DEMO_PROBLEMS) -> list[dict[str, str]]:
    """So many problems with known answers, spread over the file. Raises ValueError where it has fewer."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not 0 < count <= len(rows):
        raise ValueError(f"{path} has {len(rows)} problems, and {count} were asked for")
    return [rows[number * len(rows) // count] for number in range(count)]
