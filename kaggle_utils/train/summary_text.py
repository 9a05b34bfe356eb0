"""The summary of a training in lines."""

from __future__ import annotations

from pathlib import Path

from kaggle_utils.train.curves import PAGE
from kaggle_utils.train.log import LOG
from kaggle_utils.train.result import RESULT, TrainResult


def as_text(result: TrainResult, folder: Path) -> str:
    """What was trained, how long it took, and where it is."""
    lines = [
        f"trained   {result.steps} steps, {result.tokens:,} tokens, {result.trained_parameters:,} parameters ({result.method})",
        f"time      {result.seconds} s, {1000 * result.seconds_per_token:.2f} ms a token, on {result.device} in {result.precision}",
    ]
    if result.first_loss is not None and result.last_loss is not None:
        lines.append(f"loss      {result.first_loss:.4f} at the first step, {result.last_loss:.4f} at the last")
    if result.held_out_before is not None and result.held_out_after is not None:
        lines.append(f"held out  {result.held_out_before:.4f} before, {result.held_out_after:.4f} after")
    lines.append(f"files     {result.result}, {folder / RESULT}, {folder / LOG}, {folder / PAGE}")
    return "\n".join(lines)
