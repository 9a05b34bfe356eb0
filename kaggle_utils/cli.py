"""The command line.

``solve`` a file of problems, ``report`` on a run, ``revote`` on its attempts, ``plan`` a model's memory, ask the ``doctor`` about this
machine.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from kaggle_utils.engines import EngineError, create_engine
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings, VotingRule, load_presets

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0, 2 after one line on stderr for bad input, or 1 when the run itself failed."""
    parser = argparse.ArgumentParser(prog="kaggle_utils", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="log what happens")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    solve = commands.add_parser("solve", help="answer every problem of a CSV file")
    solve.add_argument("problems", type=Path, metavar="PROBLEMS.csv", help="columns id, problem and, to be scored, answer")
    solve.add_argument("--preset", default="cpu-demo", help=f"one of: {', '.join(load_presets())} (default: %(default)s)")
    solve.add_argument("--model", metavar="DIR", help="a Hugging Face checkpoint, instead of the preset's; for an openai server its name")
    solve.add_argument(
        "--base-url", metavar="URL[,URL...]", help="the openai preset's servers (default: OPENAI_BASE_URL), the key is OPENAI_API_KEY"
    )
    solve.add_argument("--record", type=Path, metavar="FILE", help="append every completion to a transcript that the replay preset plays")
    solve.add_argument("--transcripts", metavar="FILE", help="the transcript that the replay preset plays")
    solve.add_argument("--time-limit", type=float, metavar="SECONDS", help="for the whole run, loading included")
    solve.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where submission.csv, journal.jsonl and report.html go"
    )
    solve.set_defaults(command=_solve)

    report = commands.add_parser("report", help="write report.html again from a run's journal, and print the summary")
    report.add_argument(
        "out", type=Path, nargs="?", default=Path("out"), metavar="DIR", help="the run's output folder (default: %(default)s)"
    )
    report.add_argument("--json", action="store_true", help="print the results as JSON, one object a problem")
    report.set_defaults(command=_report)

    revote = commands.add_parser("revote", help="vote again from a run's journal, without the model")
    revote.add_argument("journal", type=Path, metavar="JOURNAL", help="the journal.jsonl of a run")
    revote.add_argument("--rule", choices=get_args(VotingRule), help="count the votes by this rule only (default: by each)")
    revote.add_argument("--out", type=Path, metavar="SUBMISSION.csv", help="write the answers there; needs --rule")
    revote.add_argument("--json", action="store_true", help="print everything as JSON")
    revote.set_defaults(command=_revote)

    plan = commands.add_parser("plan", help="say whether a model fits GPUs, without any (exit code 1: the server would not start)")
    plan.add_argument("model", type=Path, metavar="MODEL_DIR", help="a checkpoint, or a folder with nothing but its config.json")
    plan.add_argument("--gpu", default="T4", help="a name of kaggle_utils/memory_plan/gpus.toml (default: %(default)s)")
    plan.add_argument("--count", type=int, default=1, metavar="N", help="how many of them (default: %(default)s)")
    plan.add_argument("--max-model-len", type=int, metavar="N", help="tokens of the longest sequence (default: the model's context)")
    plan.add_argument("--max-num-seqs", type=int, metavar="N", help="sequences that must fit at full length at once")
    plan.add_argument("--gpu-memory-utilization", type=float, default=0.9, metavar="X", help="as vLLM's (default: %(default)s)")
    plan.add_argument("--parallel", choices=("tensor", "pipeline"), default="tensor", help="how GPUs share (default: %(default)s)")
    plan.add_argument("--dtype", default="half", help="of what is not quantised, and of the KV cache (default: %(default)s)")
    plan.add_argument("--json", action="store_true", help="print the plan as JSON, sizes in bytes")
    plan.set_defaults(command=_plan)

    doctor = commands.add_parser("doctor", help="say whether this machine is ready, and with which preset (exit code 1: it is not)")
    doctor.add_argument("--full", action="store_true", help="bring the preset up and measure it; writes doctor.json and doctor.html")
    doctor.add_argument("--preset", metavar="NAME", help="judge this preset (default: KAGGLE_UTILS_PRESET, else the best that fits)")
    doctor.add_argument("--model", type=Path, metavar="DIR", help="a checkpoint, instead of those that are attached")
    doctor.add_argument("--out", type=Path, metavar="DIR", help="where --full writes (default: the notebook's output folder)")
    doctor.add_argument("--json", action="store_true", help="print everything as JSON")
    doctor.set_defaults(command=_doctor)

    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO if chosen.verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        code: int | None = chosen.command(chosen)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except EngineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except Exception:
        logger.exception("the run failed; what was answered is in the journal")
        return 1
    return code or 0


def _solve(arguments: argparse.Namespace) -> None:
    from kaggle_utils.engines.replay import RecordingEngine
    from kaggle_utils.gateways.csv_file import read_problems, solve_all
    from kaggle_utils.report import describe_run, read_run, write_page
    from kaggle_utils.solver import Solver

    changes: dict[str, Any] = {"out": arguments.out}
    if arguments.model:
        changes["model"] = arguments.model
    if arguments.time_limit is not None:
        changes["time_limit"] = arguments.time_limit
    if arguments.base_url:
        changes["base_urls"] = (arguments.base_url,)
    if arguments.transcripts:
        changes["transcripts"] = arguments.transcripts
    settings = Settings.preset(arguments.preset, **changes)
    problems = read_problems(arguments.problems, settings.longest_statement)
    engine = RecordingEngine(create_engine(settings), arguments.record) if arguments.record else None
    with Solver(settings, engine) as solver:
        submission = solve_all(solver, problems, settings.out)
    journal = settings.out / "journal.jsonl"
    recorded = read_run(journal)
    page = write_page(recorded)
    print(f"{describe_run(recorded)}\nfiles      {submission}, {journal}, {page}")


def _report(arguments: argparse.Namespace) -> None:
    from kaggle_utils.report import describe_run, read_run, write_page

    recorded = read_run(arguments.out / "journal.jsonl")
    if arguments.json:
        print(json.dumps(json.loads(recorded.results.to_json(orient="records")), indent=1))
        return
    page = write_page(recorded)
    written = [path for path in sorted(arguments.out.iterdir()) if path.suffix in (".csv", ".parquet", ".html", ".jsonl")]
    print(f"{describe_run(recorded)}\nlook at    {page}\nfiles      {', '.join(map(str, written))}")


def _revote(arguments: argparse.Namespace) -> None:
    from kaggle_utils.revote import as_json, describe, load_run, revote, write_submission

    if arguments.out and not arguments.rule:
        raise InputError("--out needs --rule: say whose answers to write")
    history, settings = load_run(arguments.journal)
    votes = [revote(history, settings, rule) for rule in ([arguments.rule] if arguments.rule else get_args(VotingRule))]
    if arguments.out:
        write_submission(votes[0], arguments.out)
    print(as_json(votes) if arguments.json else describe(votes))


def _plan(arguments: argparse.Namespace) -> int:
    from kaggle_utils.checkpoint import read_config, read_tensors
    from kaggle_utils.memory_plan import Serving, as_table, describe, expected_tensors, find_gpu, plan

    serving = Serving(
        arguments.gpu_memory_utilization, arguments.max_model_len, arguments.max_num_seqs, arguments.parallel, arguments.dtype
    )
    config = read_config(arguments.model)
    found = read_tensors(arguments.model)
    made = plan(config, found or expected_tensors(config), find_gpu(arguments.gpu), arguments.count, serving)
    source = f"the headers of {len(found):,} tensors" if found else "config.json alone"
    print(json.dumps(as_table(made), indent=1) if arguments.json else describe(made, source))
    return 0 if made.starts else 1


def _doctor(arguments: argparse.Namespace) -> int:
    from kaggle_utils import doctor

    preset = arguments.preset or os.environ.get("KAGGLE_UTILS_PRESET", "")
    if preset:
        Settings.preset(preset, model="checked below")
    machine = doctor.look(arguments.model, out=arguments.out)
    checkup = doctor.check_up(machine, preset)
    if not arguments.full or not (checkup.ready or preset):
        print(json.dumps(doctor.as_table(checkup), indent=1) if arguments.json else doctor.describe(checkup))
        return 0 if checkup.ready else 1
    settings = doctor.trial_settings(machine, checkup.best.settings.name, arguments.out)
    doctor.prepare_folder(settings.out)
    if not arguments.json:
        print(f"{doctor.describe(checkup)}\n")
    # Progress is not the result, which --json wants alone on stdout.
    trial = doctor.try_out(machine, settings, lambda line: print(f"... {line}", file=sys.stderr, flush=True))
    written = doctor.write_page(checkup, trial, settings.out)
    if arguments.json:
        print(json.dumps(doctor.full_table(checkup, trial), indent=1, default=str))
    else:
        print(f"{doctor.write_table(doctor.results(trial))}\n\n{doctor.recommend(trial, machine)}")
        print(f"look at    {written[1]}\nfiles      {', '.join(map(str, written))}")
    return 1 if trial.failure else 0
