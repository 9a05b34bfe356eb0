"""Vote again from a run's journal, without the model."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from kaggle_utils.cli.commands import Commands
from kaggle_utils.errors import InputError
from kaggle_utils.settings import VotingRule


def add_command(commands: Commands) -> None:
    """Add ``revote`` and its arguments to the command line."""
    parser = commands.add_parser("revote", help="vote again from a run's journal, without the model")
    parser.add_argument("journal", type=Path, metavar="JOURNAL", help="the journal.jsonl of a run")
    parser.add_argument("--rule", choices=get_args(VotingRule), help="count the votes by this rule only (default: by each)")
    parser.add_argument("--out", type=Path, metavar="SUBMISSION.csv", help="write the answers there; needs --rule")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.voting.revote import as_json, describe, load_run, revote, write_submission

    if arguments.out and not arguments.rule:
        raise InputError("--out needs --rule: say whose answers to write")
    history, settings = load_run(arguments.journal)
    votes = [revote(history, settings, rule) for rule in ([arguments.rule] if arguments.rule else get_args(VotingRule))]
    if arguments.out:
        write_submission(votes[0], arguments.out)
    print(as_json(votes) if arguments.json else describe(votes))
