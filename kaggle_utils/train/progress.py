"""What a training tells while it runs: the log, a bar, the end after so many tokens."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm
from transformers import TrainerCallback

from kaggle_utils.train.log import LOG, LogLine, encode_line


class Progress(TrainerCallback):  # type: ignore[misc]  # transformers has no types
    """Writes the log and moves the bar; stops the training where the next step would exceed the tokens that are allowed."""

    def __init__(self, folder: Path, before: LogLine, steps: int, max_tokens: int, shown: bool) -> None:
        """``before`` is the last line of the log that is continued."""
        self._file = (folder / LOG).open("a", encoding="utf-8")
        self._before = before
        self._max_tokens = max_tokens
        self._tokens = before.tokens
        self._largest = 0
        self._started = time.monotonic()
        self._bar = tqdm(total=steps, initial=before.step, unit="step", desc=folder.name, disable=not shown, mininterval=1.0)

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        """Start the clock: loading the model is not training."""
        self._started = time.monotonic()

    def on_step_end(self, _: Any, state: Any, *__: Any, **___: Any) -> None:
        """Move the bar."""
        self._bar.update(state.global_step - self._bar.n)

    def on_log(self, _: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **__: Any) -> None:
        """Write what the trainer logs, step or measurement."""
        logs = logs or {}
        if "loss" in logs:
            tokens = self._before.tokens + int(logs["num_tokens"])
            self._largest, self._tokens = max(self._largest, tokens - self._tokens), tokens
            if self._max_tokens and self._tokens + self._largest > self._max_tokens:
                control.should_training_stop = True
            self._bar.set_postfix(loss=f"{logs['loss']:.3f}", refresh=False)
            self._write(
                state.global_step,
                loss=logs["loss"],
                learning_rate=logs["learning_rate"],
                gradient=_finite(logs.get("grad_norm")),
                accuracy=logs.get("mean_token_accuracy"),
            )
        elif "eval_loss" in logs:
            self._write(state.global_step, held_out_loss=logs["eval_loss"], accuracy=logs.get("eval_mean_token_accuracy"))

    def on_train_end(self, *_: Any, **__: Any) -> None:
        """End the bar; the log stays open for a last measurement."""
        self._bar.close()

    def close(self) -> None:
        """Close the log and the bar, also after a failure."""
        self._bar.close()
        self._file.close()

    def _write(self, step: int, **values: float | None) -> None:
        seconds = self._before.seconds + time.monotonic() - self._started
        self._file.write(encode_line(LogLine(step, self._tokens, round(seconds, 3), **values)))
        self._file.flush()


def _finite(value: Any) -> float | None:
    """The gradient's norm; None where there is none, and where scaling of fp16 gave an infinite one, for which JSON has no word."""
    return None if value is None or not math.isfinite(value) else float(value)
