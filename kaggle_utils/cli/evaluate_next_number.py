"""Have the next term of integer sequences said: by a model's reply, by its program, and by a law."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kaggle_utils.cli.cluster_options import place_of
from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.engine_options import engine_changes
from kaggle_utils.cli.run_options import add_run_options, read_changes

TERMS = 15  # 95 % of the 38,739 sequences that we have of the OEIS have one more


def add_kind(kinds: Commands) -> None:
    """Add ``evaluate next-number`` to the command line."""
    parser = kinds.add_parser("next-number", help="have the next term of integer sequences said: in a reply, by a program, by a law")
    parser.add_argument("arms", nargs="*", metavar="ARM", help="0-shot, 5-shot, by-program, by-guess, which needs no model (default: all)")
    parser.add_argument(
        "--sequences", type=Path, required=True, metavar="FILE", help="a table, the OEIS's stripped.gz, or JSON Lines with a, terms"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="a fixed random sample of the sequences (default: all)")
    parser.add_argument("--terms", type=int, default=TERMS, metavar="N", help="terms that are shown (default: %(default)s)")
    parser.add_argument(
        "--leave-out", type=Path, metavar="FILE", help="sequences not to ask for: codeseq's samples.jsonl, or one name on each line"
    )
    add_run_options(parser, "cpu-qwen-0.5b")
    parser.add_argument(
        "--out", type=Path, default=Path("out-next-number"), metavar="DIR", help="the runs, a folder for each arm (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print the tables as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.codeseq.read import read_sequences
    from kaggle_utils.evaluation.next_number.arms import BY_GUESS, find_arms
    from kaggle_utils.evaluation.next_number.benchmark import arm_settings, make_attempts
    from kaggle_utils.evaluation.next_number.leave_out import read_leave_out
    from kaggle_utils.evaluation.next_number.questions import choose_questions
    from kaggle_utils.evaluation.next_number.report import as_text, for_json, report_on

    arms = find_arms(arguments.arms)
    leave_out = read_leave_out(arguments.leave_out) if arguments.leave_out else frozenset()
    questions = choose_questions(read_sequences(arguments.sequences), arguments.terms, arguments.sample, leave_out)
    changes = engine_changes(arguments) | read_changes(arguments.set)
    settings = {arm: arm_settings(arm, arguments.preset, changes, arguments.terms, arguments.out) for arm in arms if arm != BY_GUESS}
    place = place_of(arguments)
    made = {arm: make_attempts(arm, questions.asked, settings.get(arm), arguments.resume, arguments.width, place=place) for arm in arms}
    report = report_on(made, questions)
    print(json.dumps(for_json(report), indent=1) if arguments.json else as_text(report))
