"""How many steps a training takes."""

from __future__ import annotations

import math

from kaggle_utils.train.config import TrainConfig


def count_steps(config: TrainConfig, sequences: int, tokens: int) -> int:
    """The steps of a training on so many sequences with so many tokens in all: what epochs, steps and tokens allow, at least one.

    For ``max_tokens`` the mean number of tokens of a step counts; the training also ends where a step would exceed it.
    """
    a_step = config.batch_size * config.accumulation
    an_epoch = math.ceil(sequences / a_step)
    allowed = [math.ceil(config.epochs * an_epoch)]
    if config.steps:
        allowed.append(config.steps)
    if config.max_tokens:
        allowed.append(config.max_tokens * an_epoch // tokens)
    return max(1, min(allowed))
