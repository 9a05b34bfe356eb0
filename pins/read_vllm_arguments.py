"""Write what the pinned vLLMs understand, read out of their wheels: ``python -m pins.read_vllm_arguments [SET ...]``.

Flags of ``vllm serve`` and environment variables, by parsing the source; nothing is imported, so no GPU and no installation is needed.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pins.download import download, sha256
from pins.flags import read_flags
from pins.hints import Flag
from pins.pinned import pinned_file, read_sets
from pins.variables import read_named_variables, read_vllm_variables
from pins.wheel_source import WheelSource

logger = logging.getLogger(__name__)


def read_set(description: Mapping[str, Any]) -> dict[str, Any]:
    """What the set's vLLM and the libraries beside it understand."""
    wheel = download(description["vllm"])
    source = WheelSource(wheel)
    others = []
    for other in description["variables"]:
        path = download(other["wheel"])
        others.append(_identity(other["wheel"], path) | {"variables": read_named_variables(path, other["prefixes"])})
    return _identity(description["vllm"], wheel) | {
        "flags": {name: _entry(flag) for name, flag in read_flags(source).items()},
        "variables": {name: list(choices) for name, choices in read_vllm_variables(source).items()},
        "others": others,
    }


def _identity(requirement: str, wheel: Path) -> dict[str, Any]:
    return {"requirement": requirement, "wheel": wheel.name, "bytes": wheel.stat().st_size, "sha256": sha256(wheel)}


def _entry(flag: Flag) -> dict[str, Any]:
    said = {"choices": list(flag.choices), "known": list(flag.known), "deprecated": flag.deprecated, "serve_only": flag.serve_only}
    return {"kind": flag.kind} | {name: value for name, value in said.items() if value}


def write(data: Mapping[str, Any]) -> str:
    """JSON with a line for each flag and each variable, so that a difference between two versions can be read."""

    def lines(table: Mapping[str, Any]) -> str:
        return "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in table.items()) + "\n }"

    parts = [f" {json.dumps(key)}: {lines(value) if key in {'flags', 'variables'} else json.dumps(value)}" for key, value in data.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Read the sets that are named, or all."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sets = read_sets()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"one of {', '.join(sets)}; all if none is named")
    for name in parser.parse_args().sets or sets:
        data = read_set(sets[name])
        pinned_file(sets[name]["vllm"]).write_text(write(data), encoding="utf-8")
        others = sum(len(other["variables"]) for other in data["others"])
        counts = f"{len(data['flags'])} flags, {len(data['variables'])} variables, {others} of other packages"
        logger.info("%s: %s, %s", name, data["wheel"], counts)


if __name__ == "__main__":
    main()
