"""The options that say which engine a command runs."""

from __future__ import annotations

import argparse
from typing import Any

from kaggle_utils.settings import load_presets


def add_engine_options(parser: argparse.ArgumentParser, preset: str) -> None:
    """Add ``--preset``, with this default, ``--model`` and ``--base-url``."""
    parser.add_argument("--preset", default=preset, help=f"one of: {', '.join(load_presets())} (default: %(default)s)")
    parser.add_argument(
        "--model", metavar="DIR", help="a checkpoint or a .gguf file, instead of the preset's; for an openai server its name"
    )
    parser.add_argument(
        "--base-url", metavar="URL[,URL...]", help="the openai preset's servers (default: OPENAI_BASE_URL), the key is OPENAI_API_KEY"
    )


def engine_changes(arguments: argparse.Namespace) -> dict[str, Any]:
    """The changes to the preset that these options ask for; a model that was fetched is found by the preset's pattern."""
    return changes_for(arguments.preset, arguments)


def changes_for(preset: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """The changes to a preset: those that the options ask for, if it is the one they name; else the model alone that was fetched for it."""
    from kaggle_utils.environment import find_fetched

    is_named = preset == arguments.preset
    changes: dict[str, Any] = {}
    if model := (arguments.model if is_named else None) or find_fetched(load_presets().get(preset, {})):
        changes["model"] = model
    if arguments.base_url and is_named:
        changes["base_urls"] = (arguments.base_url,)
    return changes
