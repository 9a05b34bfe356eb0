"""Show how far a run is, live, from its journal."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kaggle_utils.cli.child import KILLED_BY, ChildCommand, child_command
from kaggle_utils.cli.commands import Commands
from kaggle_utils.errors import InputError

BETWEEN_LOOKS = 0.25  # seconds; a problem takes the embedded model about one


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
        with _interrupted() as interrupted:
            _follow(arguments.out, None, interrupted)
        return KILLED_BY + signal.SIGINT if interrupted.is_set() else 0
    with child_command(arguments.watched) as command:
        _follow(arguments.out, command, threading.Event())
        return command.exit_code


@contextmanager
def _interrupted() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets. The exception KeyboardInterrupt is lost where it is raised in a callback, as of an import's lock."""
    interrupted = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _follow(out: Path, command: ChildCommand | None, interrupted: threading.Event) -> None:
    """Show the run's progress until the command has ended, or without one the run, or until somebody interrupts."""
    from kaggle_utils.report.display import make_display

    with make_display(sys.stderr) as display:
        display.show("starting", 0, None)
        from kaggle_utils.journal.follow import JournalFollower
        from kaggle_utils.report.progress import Progress, advance, describe_progress

        follower, progress = JournalFollower(out / "journal.jsonl"), Progress()
        running = True
        while running and not interrupted.is_set():
            # Asked before the look, so that nothing of what it wrote last is missed.
            running = not progress.ended if command is None else command.is_running()
            for event in follower.read_new():
                progress = advance(progress, event)
            display.show(describe_progress(progress, time.time()), len(progress.answers), progress.expected)
            if running:
                interrupted.wait(BETWEEN_LOOKS)
