"""Hold a pinned file against the parser of an installed vLLM: ``PYTHON -m pins.compare_with_parser SET``, with the Python that has vLLM.

Shows that reading the source gives what vLLM itself builds. Exit code 1, with a line for each difference, when it does not.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from pins.hints import Flag
from pins.pinned import load_pinned


def real_flags() -> dict[str, Flag]:
    """The flags of ``vllm serve`` as the installed vLLM registers them."""
    from vllm.entrypoints.cli.serve import ServeSubcommand
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    parser = ServeSubcommand().subparser_init(FlexibleArgumentParser().add_subparsers())
    flags: dict[str, Flag] = {}
    for action in parser._actions:
        for option in action.option_strings:
            if option.startswith("--") and not (isinstance(action, argparse.BooleanOptionalAction) and option.startswith("--no-")):
                flags[option[2:].replace("-", "_")] = _flag_of_action(action)
    return flags


def _flag_of_action(action: Any) -> Flag:
    if isinstance(action, argparse.BooleanOptionalAction):
        return Flag("boolean")
    if isinstance(action, argparse._StoreTrueAction | argparse._StoreFalseAction):
        return Flag("switch")
    return Flag("value", choices=tuple(sorted({str(choice) for choice in action.choices or ()})))


def main() -> None:
    """Print the differences."""
    pinned, real = load_pinned(sys.argv[1]), real_flags()
    real.pop("help", None)
    differences = [f"--{name}: only the parser has it" for name in sorted(set(real) - set(pinned.flags))]
    differences += [f"--{name}: only {pinned.requirement}'s file has it" for name in sorted(set(pinned.flags) - set(real))]
    for name in sorted(set(real) & set(pinned.flags)):
        ours, theirs = pinned.flags[name], real[name]
        # Where vLLM adds to the choices while it builds the parser, only those that the source names are known.
        same = ours.choices == theirs.choices or (not ours.choices and ours.known and set(ours.known) <= set(theirs.choices))
        if ours.kind != theirs.kind or not same:
            differences.append(f"--{name}: read as {ours.kind} {ours.choices}, built as {theirs.kind} {theirs.choices}")
    print("\n".join([*differences, f"{len(real)} flags of the real parser, {len(pinned.flags)} read, {len(differences)} differences"]))
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
