"""A worker: it holds the function, takes batches from the spool and writes shards. The same one here and in an actor."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from kaggle_utils.fanout.item import canonical
from kaggle_utils.fanout.shards import write_shard
from kaggle_utils.fanout.spool import Spool

logger = logging.getLogger(__name__)

Function = Callable[[Any], Any]
"""From an item to its result, both JSON values; called from several threads. A context manager is entered before and left after."""
MAX_REASON = 300  # characters of an error that are kept


@dataclass(frozen=True)
class Written:
    """What became of a batch: the name of its shard, empty if all its items failed, and why those failed, by their hashes."""

    shard: str
    failed: dict[str, str]


class Worker:
    """The function, entered, and the folder of the shards. ``run`` may be called from several threads."""

    def __init__(self, function: Function, spool: Path, folder: Path) -> None:
        self._function = function
        self._spool = spool
        self._folder = folder
        self._stack = ExitStack()
        self._open: Spool | None = None

    def __enter__(self) -> Worker:
        """Raises what the function's own entering raises, and OSError where the spool is not there."""
        self._open = self._stack.enter_context(Spool(self._spool))
        if isinstance(self._function, AbstractContextManager):
            self._stack.enter_context(self._function)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._stack.close()

    def run(self, batch: int) -> Written:
        """Work on a batch; its results are on the disk before this returns. An item that fails is not in the shard. Raises OSError."""
        assert self._open is not None, "enter the worker first"
        rows, failed = [], {}
        for hash_, text in self._open.read(batch):
            try:
                rows.append((hash_, text, canonical(self._function(json.loads(text)))))
            except Exception as error:
                failed[hash_] = f"{type(error).__name__}: {str(error)[:MAX_REASON]}"
                logger.warning("item %s failed: %s", hash_[:16], failed[hash_])
        return Written(write_shard(self._folder, rows).name if rows else "", failed)
