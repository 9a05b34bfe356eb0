"""Show how far a run is, live, from its journal."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kaggle_utils.cli.commands import Commands
from kaggle_utils.errors import InputError

BETWEEN_LOOKS = 0.25  # seconds; a problem takes the embedded model about one
PATIENCE = 10.0  # seconds that a command has to end after Ctrl-C, which it was sent too
KILLED_BY = 128  # what shells add to the signal in an exit code


def add_command(commands: Commands) -> None:
    """Add ``watch`` and its arguments to the command line."""
    parser = commands.add_parser(
        "watch",
        help="show how far a run is, from its journal, until it ends",
        usage="%(prog)s [-h] [DIR] [-- COMMAND ...]",
        description="Follow a run in another process until it ends; Ctrl-C only stops looking. With a COMMAND, run that and show how far "
        "the run in it is, until the command ends; the exit code is the command's.",
    )
    parser.add_argument(
        "out", type=Path, nargs="?", default=Path("out"), metavar="DIR", help="the run's output folder (default: %(default)s)"
    )
    parser.add_argument("watched", nargs="*", metavar="COMMAND", help="what to run, such as nbconvert with a notebook")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    if not arguments.watched:
        if not arguments.out.is_dir():
            raise InputError(f"{arguments.out} is not a folder: name the output folder of the run")
        try:
            _follow(arguments.out, None)
        except KeyboardInterrupt:
            return KILLED_BY + signal.SIGINT
        return 0
    with _started(arguments.watched) as child:
        _follow(arguments.out, child)
    return child.returncode if child.returncode >= 0 else KILLED_BY - child.returncode


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A running command that has ended when the block is left. SIGTERM is passed on to it."""
    try:
        child = subprocess.Popen(command)
    except OSError as error:
        raise InputError(f"cannot run {command[0]!r} ({error.strerror})") from None
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        yield child
    except KeyboardInterrupt:  # a terminal sends it to the command as well, which clears up
        _end(child, PATIENCE)
    finally:
        _end(child, 0.0)
        signal.signal(signal.SIGTERM, before)


def _end(child: subprocess.Popen[bytes], patience: float) -> None:
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.terminate()
        child.wait()


def _follow(out: Path, child: subprocess.Popen[bytes] | None) -> None:
    """Show the run's progress until the command has ended, or without one the run."""
    from kaggle_utils.report.display import make_display

    with make_display(sys.stderr) as display:
        display.show("starting", 0, None)
        from kaggle_utils.journal.follow import JournalFollower
        from kaggle_utils.report.progress import Progress, advance, describe_progress

        follower, progress = JournalFollower(out / "journal.jsonl"), Progress()
        running = True
        while running:
            # Asked before the look, so that nothing of what it wrote last is missed.
            running = not progress.ended if child is None else child.poll() is None
            for event in follower.read_new():
                progress = advance(progress, event)
            display.show(describe_progress(progress, time.time()), len(progress.answers), progress.expected)
            if running:
                time.sleep(BETWEEN_LOOKS)
