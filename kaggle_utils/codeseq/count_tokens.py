"""Count tokens: by a tokenizer's file, or estimated from the number of characters."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.messages import CHARACTERS_PER_TOKEN

CountTokens = Callable[[str], int]


def token_counter(tokenizer: str) -> tuple[CountTokens, str]:
    """The function that counts, and what counts, in words. Raises InputError for a file that is not a tokenizer, or a missing package."""
    if not tokenizer:
        return (lambda text: math.ceil(len(text) / CHARACTERS_PER_TOKEN)), f"estimated at {CHARACTERS_PER_TOKEN} characters a token"
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise InputError("tokenizer needs the package tokenizers: pip install tokenizers, or leave it out for an estimate") from None
    try:
        loaded = Tokenizer.from_file(tokenizer)
    except Exception as error:
        raise InputError(f"{tokenizer} is not a tokenizer.json ({error}): give the path of one, or leave it out for an estimate") from None
    return (lambda text: len(loaded.encode(text).ids)), f"counted with {Path(tokenizer).parent.name}/{Path(tokenizer).name}"
