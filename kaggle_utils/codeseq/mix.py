"""Mix our rows with a general data set, in a ratio that is written down, after the paper's filter.

The paper says "5:1 to these two datasets", Tulu 3 first: five general rows to one of ours, which is the default. Whoever reads it the other
way sets ``general_parts = 1`` and ``own_parts = 5``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kaggle_utils.codeseq.config import Mix
from kaggle_utils.codeseq.count_tokens import CountTokens
from kaggle_utils.codeseq.read import read_json_lines
from kaggle_utils.errors import InputError

# Tulu 3 names its sources, such as ai2-adapt-dev/personahub_math_v5_regen_149960, numinamath_tir, evol_codealpaca and personahub_code.
SOURCES = re.compile(r"math|algebra|gsm|cot_?gsm|code|alpaca_?code|programming", re.IGNORECASE)
TEXTS = re.compile(
    r"```|\\(?:frac|sqrt|sum|int|boxed|begin)\b|\$[^$\n]+\$|\bdef \w+\(|\b(?:solve for|prove that)\b|#include\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Mixture:
    """The rows of a mixture in their order, how many are general, and how many of those were left out by the filter."""

    rows: tuple[dict[str, Any], ...]
    general: int
    too_long: int
    mathematics_or_code: int


def mix(own: Sequence[dict[str, Any]], settings: Mix, seed: int, count_tokens: CountTokens) -> Mixture:
    """All own chat rows with general ones in the settings' ratio, in an order that a hash gives. Raises InputError."""
    kept: list[dict[str, Any]] = []
    too_long = excluded = 0
    for number, row in read_json_lines(settings.general):
        messages = _messages_of(row, f"{settings.general}, line {number}")
        text = "\n".join(message["content"] for message in messages)
        if settings.leave_out_mathematics_and_code and is_mathematics_or_code(str(row.get("source", "")), text):
            excluded += 1
        elif count_tokens(text) > settings.longest:
            too_long += 1
        else:
            kept.append({"id": str(row.get("id", f"{settings.general.stem}-{number}")), "messages": messages})
    needed = len(own) * settings.general_parts // settings.own_parts
    if len(kept) < needed:
        raise InputError(
            f"{settings.general} has {len(kept)} rows after the filter, and {settings.general_parts} to {settings.own_parts} with "
            f"{len(own)} of ours needs {needed}: lower general_parts, or give a larger file"
        )
    general = _shuffled(kept, seed)[:needed]
    return Mixture(tuple(_shuffled([*own, *general], seed)), len(general), too_long, excluded)


def is_mathematics_or_code(source: str, text: str) -> bool:
    """Whether a row is about mathematics or code, by the name of its source or by what only such texts have."""
    return bool(SOURCES.search(source) or TEXTS.search(text))


def _messages_of(row: Any, where: str) -> list[dict[str, str]]:
    messages = row.get("messages")
    if not isinstance(messages, list) or not all(isinstance(each, dict) and isinstance(each.get("content"), str) for each in messages):
        raise InputError(f"{where} has no messages: a general data set has chat rows with role and content, as Tulu 3 does")
    return [{"role": str(each.get("role")), "content": each["content"]} for each in messages]


def _shuffled(rows: Iterable[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: hashlib.sha256(f"{seed}\0{row['id']}".encode(errors="surrogatepass")).digest())
