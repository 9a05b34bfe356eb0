"""Checks: whether a reply keeps one instruction about its form. By the letter, as the strict accuracy of IFEval (arXiv 2311.07911).

Each takes the reply, without blank space around it, and what the instruction asks for. What a reply says is not checked.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_BULLET = re.compile(r"[-*•]\s+\S")
_NUMBER = re.compile(r"(\d+)[.)]\s+\S")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_FENCE = re.compile(r"```\w*\n(.*?)\n?```", re.DOTALL)
_JSON_TYPES: Mapping[str, type | tuple[type, ...]] = {"text": str, "integer": int, "list": list, "truth": bool, "object": dict}


def bullets(reply: str, count: int) -> bool:
    """So many lines that begin with -, * or •."""
    return sum(bool(_BULLET.match(line)) for line in _lines(reply)) == count


def numbered(reply: str, count: int) -> bool:
    """So many lines that begin with a number and a dot, numbered from 1 without a gap."""
    numbers = [int(found[1]) for line in _lines(reply) if (found := _NUMBER.match(line))]
    return numbers == list(range(1, count + 1))


def only_list(reply: str) -> bool:
    """Every line is an item of a list: nothing before, between or after the items."""
    return all(_BULLET.match(line) or _NUMBER.match(line) for line in _lines(reply))


def lines(reply: str, count: int) -> bool:
    """So many lines that are not blank."""
    return len(_lines(reply)) == count


def paragraphs(reply: str, count: int) -> bool:
    """So many blocks of lines with blank lines between them."""
    return len(re.split(r"\n\s*\n", reply)) == count


def sentences(reply: str, count: int) -> bool:
    """So many ends of sentences."""
    return len(_SENTENCE_END.findall(reply)) == count


def words(reply: str, at_least: int = 0, at_most: int = 10**9) -> bool:
    """A number of words in a range, both ends included."""
    return at_least <= len(_WORD.findall(reply)) <= at_most


def words_a_line(reply: str, count: int) -> bool:
    """So many words in every line."""
    return all(len(_WORD.findall(line)) == count for line in _lines(reply))


def contains(reply: str, word: str, times: int | None = None) -> bool:
    """The word or phrase, in whatever case: at least once, or exactly so many times."""
    found = len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", reply, re.IGNORECASE))
    return found > 0 if times is None else found == times


def without(reply: str, texts: Sequence[str]) -> bool:
    """None of these texts, in whatever case, also as part of a word."""
    return not any(text.lower() in reply.lower() for text in texts)


def starts_with(reply: str, text: str) -> bool:
    """It begins with a text."""
    return reply.startswith(text)


def ends_with(reply: str, text: str) -> bool:
    """It ends with a text."""
    return reply.endswith(text)


def one_of(reply: str, texts: Sequence[str]) -> bool:
    """Nothing but one of these texts."""
    return reply in texts


def lower_case(reply: str) -> bool:
    """No capital letter, and at least one letter."""
    return reply.islower()


def upper_case(reply: str) -> bool:
    """No small letter, and at least one letter."""
    return reply.isupper()


def no_digits(reply: str) -> bool:
    """No digit."""
    return not any(character.isdigit() for character in reply)


def alphabetical(reply: str) -> bool:
    """The items of the list, or without one the lines, in the order of the alphabet, all different."""
    given = _lines(reply)
    items = [line for line in given if _BULLET.match(line) or _NUMBER.match(line)] or given
    items = [re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", line).casefold() for line in items]
    return items == sorted(set(items))


def matches(reply: str, pattern: str) -> bool:
    """The whole of the reply fits a regular expression."""
    return re.fullmatch(pattern, reply, re.DOTALL) is not None


def json_object(reply: str, keys: Mapping[str, str]) -> bool:
    """One JSON object, alone or alone in a fence, with these keys and no other, their values of these types."""
    found = _read_json(reply)
    return isinstance(found, dict) and found.keys() == keys.keys() and all(_is_of(found[key], kind) for key, kind in keys.items())


def json_list(reply: str, count: int, of: str) -> bool:
    """One JSON list, alone or alone in a fence, of so many values of a type."""
    found = _read_json(reply)
    return isinstance(found, list) and len(found) == count and all(_is_of(value, of) for value in found)


def csv_table(reply: str, header: Sequence[str], rows: int) -> bool:
    """Lines of values between commas, alone or alone in a fence: the header, then so many rows as wide as it."""
    try:
        found = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(_unfenced(reply))) if row]
    except csv.Error:
        return False
    return len(found) == rows + 1 and found[0] == list(header) and all(len(row) == len(header) for row in found)


def table(reply: str, columns: int, rows: int) -> bool:
    """A table in Markdown and nothing else: a header, its rule and so many rows, all so wide."""
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in _lines(reply)]
    is_table = len(found) == rows + 2 and all(line.startswith("|") for line in _lines(reply))
    return is_table and all(len(row) == columns for row in found) and all(re.fullmatch(r":?-+:?", cell) for cell in found[1])


CHECKS: Mapping[str, Callable[..., bool]] = {
    check.__name__: check
    for check in (
        *(bullets, numbered, only_list, lines, paragraphs, sentences, words, words_a_line, contains, without, starts_with, ends_with),
        *(one_of, lower_case, upper_case, no_digits, alphabetical, matches, json_object, json_list, csv_table, table),
    )
}


def _lines(reply: str) -> list[str]:
    return [line.strip() for line in reply.splitlines() if line.strip()]


def _unfenced(reply: str) -> str:
    fenced = _FENCE.fullmatch(reply)
    return fenced[1] if fenced else reply


def _read_json(reply: str) -> Any:
    try:
        return json.loads(_unfenced(reply))
    except (ValueError, RecursionError):
        return None


def _is_of(value: Any, kind: str) -> bool:
    return isinstance(value, _JSON_TYPES[kind]) and (kind == "truth" or not isinstance(value, bool))
