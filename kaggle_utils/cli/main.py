"""The command line.

``solve`` a file of problems, ``watch`` a run, ``report`` on it, ``revote`` on its attempts, print the ``lengths`` of its replies,
``evaluate`` prompts and strategies, make training data (``codeseq``), ``train`` on them, ``fetch`` a model, ``plan`` its memory,
``check-adapter`` before one is submitted, ask the ``doctor`` about this machine.
"""

from __future__ import annotations

import argparse
import logging
import os
import select
import sys
from collections.abc import Sequence

from kaggle_utils.cli import check_adapter, codeseq, doctor, evaluate, fetch, lengths, plan, report, revote, solve, train, watch
from kaggle_utils.errors import InputError

logger = logging.getLogger(__name__)

BROKEN_PIPE = 128 + 13  # what a shell says of a program that SIGPIPE ended
COMMANDS = (solve, watch, report, revote, lengths, evaluate, codeseq, train, fetch, plan, check_adapter, doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0, 2 after one line on stderr for bad input, or 1 when the run itself failed."""
    parser = argparse.ArgumentParser(prog="kaggle_utils", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="log what happens")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_command(commands)

    chosen = parser.parse_args(train.name_kind(sys.argv[1:] if arguments is None else arguments))
    logging.basicConfig(level=logging.INFO if chosen.verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        code: int | None = chosen.command(chosen)
        sys.stdout.flush()
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if isinstance(error, BrokenPipeError) and _reader_is_gone():
            return BROKEN_PIPE
        from kaggle_utils.engines import EngineError  # here, so that a command's help need not load the engines

        if isinstance(error, EngineError):
            print(f"error: {error}", file=sys.stderr)
        else:
            logger.exception("the run failed; what was answered is in the journal")
        return 1
    return code or 0


def _reader_is_gone() -> bool:
    """Whether the reader of what is printed, such as ``head``, has seen enough: not every broken pipe is that one."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    if not any(event & select.POLLERR for _, event in poll.poll(0)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
    return True
