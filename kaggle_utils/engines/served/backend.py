"""What differs between the programs that serve a model, so that one engine can start, watch and restart any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kaggle_utils.engines.served.ending import Ending
from kaggle_utils.settings import Settings


@dataclass(frozen=True)
class Backend:
    """A program that serves a model under OpenAI's protocol, with /health, and writes a log."""

    name: str
    """As in ``Settings.engine`` and in the log's file name."""
    title: str
    """As in sentences."""
    check: Callable[[Settings], None]
    """Raise InputError for a model or a set-up that it cannot serve; called before a server is started."""
    command: Callable[[Settings, int], Sequence[str]]
    """The command line of the server on this port."""
    read_ending: Callable[[str, int], Ending]
    """What ended the server that wrote this log, whose process ended with this status (negative: by that signal)."""
    read_stall: Callable[[str, float], Ending]
    """What to say of a server with this log that had requests to answer and wrote no token for so many seconds."""
    read_facts: Callable[[str], Mapping[str, Any]]
    """The facts that the log of a server that is up states."""
    differences_from_plan: Callable[[Settings, Mapping[str, Any]], Sequence[str]]
    """Where these facts differ from the memory plan of the settings, a sentence each."""
    capacity: Callable[[Settings], int]
    """How many requests one server works on at once."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that its servers always need; a preset's win."""
