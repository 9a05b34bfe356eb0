"""Fine-tune a model, merge what was trained, and make rows of runs that were evaluated."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.run_options import RESUME, read_changes
from kaggle_utils.errors import InputError

NAME, KINDS = "train", ("run", "merge", "rows", "trace-rows")


def add_command(commands: Commands) -> None:
    """Add ``train`` and its commands to the command line."""
    parser = commands.add_parser(NAME, help="fine-tune a model (train CONFIG.toml), merge an adapter, make rows")
    kinds = parser.add_subparsers(required=True, metavar="CONFIG.toml | KIND")
    run = kinds.add_parser("run", help="train as a configuration says; one that was stopped goes on (run may be left out)")
    run.add_argument(
        "config", type=Path, metavar="CONFIG.toml", help="such as kaggle_utils/train/configs/lora.toml, which explains every key"
    )
    run.add_argument("--out", type=Path, metavar="DIR", help="the folder of the result, instead of the configuration's")
    run.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key, such as steps=10, the value as in TOML")
    run.add_argument("--resume", choices=RESUME, help="what to do with a folder that holds a training (default: the configuration's)")
    run.add_argument(
        "--show-sample", type=int, nargs="?", const=0, metavar="N", help="train nothing: print the tokens of row N, and which count"
    )
    run.add_argument("--json", action="store_true", help="print the summary as JSON")
    run.set_defaults(command=_run)
    merge = kinds.add_parser("merge", help="merge an adapter into its base model, for transformers, vLLM and llama.cpp")
    merge.add_argument("adapter", type=Path, metavar="ADAPTER", help="the folder that train wrote, or any adapter of PEFT")
    merge.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder that holds no model yet")
    merge.add_argument("--base", type=Path, metavar="DIR", help="the base model, where it is not where the adapter says")
    merge.add_argument(
        "--dtype", default="float16", choices=("float16", "bfloat16", "float32"), help="of the weights (default: %(default)s)"
    )
    merge.add_argument("--gguf", choices=("f16", "q8_0"), help="also write DIR/model-TYPE.gguf")
    merge.add_argument(
        "--scale", type=float, default=1.0, metavar="S", help="merge this share of what the adapter changes, to forget less (default: all)"
    )
    merge.set_defaults(command=_merge)
    rows = kinds.add_parser("rows", help="training rows of the right programs in runs of evaluate")
    rows.add_argument("runs", type=Path, nargs="*", metavar="RUN_DIR", help="the folders of runs, one for each arm")
    rows.add_argument(
        "--references", action="store_true", help="also the reference programs of our seen problems, as functions f(n), two a problem"
    )
    rows.add_argument("--to", type=Path, required=True, metavar="FILE.jsonl", help="where the rows go")
    rows.add_argument(
        "--benchmarks", type=Path, nargs="+", default=[], metavar="FILE", help="files of problems that no row may overlap with"
    )
    rows.add_argument(
        "--without-examples", action="store_true", help="leave the worked examples of prompts out, so that replies are learnt without them"
    )
    rows.add_argument("--at-most", type=int, default=0, metavar="N", help="rows of a problem under one prompt (default: all)")
    rows.set_defaults(command=_rows)
    traces = kinds.add_parser("trace-rows", help="short training rows of a build of codeseq: programs that print a trace")
    traces.add_argument("build", type=Path, metavar="CODESEQ_DIR", help="the folder that codeseq build wrote")
    traces.add_argument("--to", type=Path, required=True, metavar="FILE.jsonl", help="where the rows go")
    traces.add_argument(
        "--form",
        choices=("lines", "function"),
        default="lines",
        help="a program that prints the target and lines, or a function f(n) (default: %(default)s)",
    )
    traces.set_defaults(command=_trace_rows)


def name_kind(arguments: Sequence[str]) -> list[str]:
    """The arguments with the ``run`` that ``train CONFIG.toml`` leaves out."""
    given = list(arguments)
    place = next((place for place, each in enumerate(given) if not each.startswith("-")), len(given)) + 1
    if place < len(given) and given[place - 1] == NAME and given[place] not in (*KINDS, "-h", "--help"):
        given.insert(place, KINDS[0])
    return given


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.train.config import read_config, relocated

    changes = read_changes(arguments.set)
    if arguments.resume:
        changes["resume"] = arguments.resume
    config = relocated(read_config(arguments.config, changes), arguments.out)
    if arguments.show_sample is not None:
        from kaggle_utils.train.show_sample import show_sample

        print(show_sample(config, arguments.show_sample))
        return
    from kaggle_utils.train.run import train
    from kaggle_utils.train.summary_text import as_text

    result = train(config, shown=not arguments.json)
    print(json.dumps(asdict(result), indent=1) if arguments.json else as_text(result, config.out))


def _merge(arguments: argparse.Namespace) -> None:
    from kaggle_utils.train.merge import merge

    merged = merge(arguments.adapter, arguments.to, arguments.base, arguments.dtype, arguments.gguf, arguments.scale)
    print(f"{merged.folder}: {arguments.dtype} weights, tokenizer, chat template")
    if merged.gguf is not None:
        print(f"{merged.gguf}: {merged.gguf.stat().st_size:,} bytes, for llama.cpp")


def _rows(arguments: argparse.Namespace) -> None:
    from kaggle_utils.codeseq.benchmarks import read_benchmark
    from kaggle_utils.train.reference_rows import reference_rows
    from kaggle_utils.train.verified_rows import make_rows

    if not arguments.runs and not arguments.references:
        raise InputError("train rows has nothing to make rows of: name folders of runs, or --references")
    items = [item for path in arguments.benchmarks for item in read_benchmark(path)]
    made = make_rows(arguments.runs, items, arguments.at_most, examples=not arguments.without_examples)
    rows = [*made.rows, *(reference_rows() if arguments.references else ())]
    _write_rows(rows, arguments.to)
    families = len({row["family"] for row in rows})
    print(f"{arguments.to}: {len(rows)} rows of {families} problems or families")
    for reason, count in made.left_out.items():
        print(f"{count:6} left out: {reason}")


def _trace_rows(arguments: argparse.Namespace) -> None:
    from kaggle_utils.train.trace_rows import make_trace_rows

    made = make_trace_rows(arguments.build, form=arguments.form)
    _write_rows(made.rows, arguments.to)
    print(f"{arguments.to}: {len(made.rows)} rows")
    for id_, reason in made.left_out.items():
        print(f"left out: {id_}: {reason}")


def _write_rows(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
