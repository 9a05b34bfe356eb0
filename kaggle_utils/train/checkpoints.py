"""Which checkpoint a training goes on from."""

from __future__ import annotations

import json
import re
from pathlib import Path

CHECKPOINTS = "checkpoints"
STATE = "trainer_state.json"  # transformers writes it last (5.23, Trainer._save_checkpoint)
_NAME = re.compile(r"checkpoint-(\d+)")


def last_whole_checkpoint(folder: Path) -> tuple[Path, int] | None:
    """The checkpoint with the most steps among those that were written to their end, and its steps; None if there is none."""
    found = {int(match[1]): path for path in (folder / CHECKPOINTS).glob("checkpoint-*") if (match := _NAME.fullmatch(path.name))}
    return next(((found[step], step) for step in sorted(found, reverse=True) if _is_whole(found[step])), None)


def _is_whole(path: Path) -> bool:
    try:
        json.loads((path / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
