"""What a program does under ``python program.py``, as an execution of the sandbox says it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from kaggle_utils.sandbox import Verdict


def read_table(name: str) -> dict[str, str]:
    """The programs of a file of this folder by their names; each begins with a line ``=== NAME``."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    sections = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(sections[1::2], sections[2::2], strict=True))


def run_file(code: str, directory: Path) -> tuple[Verdict, str]:
    """The verdict and the output of ``python program.py``."""
    (directory / "program.py").write_bytes(code.encode())
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(directory), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "program.py"],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return read_verdict(done.returncode, done.stderr), done.stdout


def read_verdict(code: int, stderr: str) -> Verdict:
    """What an exit code and the last line of stderr say of a program."""
    exception = re.search(r"^([\w.]+)(: .*)?\Z", stderr.rstrip("\n"), re.MULTILINE) if code == 1 else None
    if code == 0:
        return Verdict.OK
    if exception is None:
        return Verdict.EXITED
    return Verdict.SYNTAX if exception[1].endswith(("SyntaxError", "IndentationError", "TabError")) else Verdict.ERROR


def without_directories(text: str) -> str:
    return re.sub(r"[^\s\"']*/(?=program\.py)", "", text)
