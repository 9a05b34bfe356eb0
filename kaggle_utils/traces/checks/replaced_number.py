"""Which number of a question the condition of a small case replaces: "with 3 books" beside "a dozen different books"."""

from __future__ import annotations

import re
from collections.abc import Iterator

NUMBER = re.compile(r"\d+")
_LETTER = re.compile(r"\b([a-z]) ?= ?(\d{1,9})\b(?![.,^]?\d)")
_LETTER_SET = r"(?<![a-z_]){letter} ?= ?(\d+)\b"
_COUNTED = re.compile(r"(?<![\w.^/_-])(\d{1,9}) ([a-z]{2,})(?: ([a-z]{3,}))?")
_NOT_NOUNS = frozenset(("in", "of", "and", "to", "with", "on", "from", "at", "is", "are", "by", "or", "as", "if", "so", "that"))
_NOT_A_SIZE = re.compile(r"\b(?:no|any|every|each|least|most) $")  # no two neighbouring lamps, at least 2 bricks


def replaced_size(condition: str, question: str, size: int, by_noun: bool) -> int | None:
    """The number of a condition that replaces ``size`` in the question, by the same letter or, ``by_noun``, by the same noun.

    None where that is not clear: where the letter or the noun has other numbers in the question, too, or where another number of the
    condition does not stand there with its noun. Texts are in lower case, their numbers in digits.
    """
    found = _by_letter(condition, question, size)
    return _by_nouns(condition, question, size) if found is None and by_noun else found


def stem(noun: str) -> str:
    """A noun without the ending of its plural."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _by_letter(condition: str, question: str, size: int) -> int | None:
    """The 3 of n = 3, where the question says that n is the size, and the condition has no other number."""
    found = _LETTER.findall(condition)
    if len(found) != 1 or len(NUMBER.findall(condition)) != 1:
        return None
    letter, number = found[0]
    return int(number) if set(map(int, re.findall(_LETTER_SET.format(letter=letter), question))) == {size} else None


def _by_nouns(condition: str, question: str, size: int) -> int | None:
    """The number whose noun the question has with the size; the other numbers of the condition are those of the question."""
    counted = [(int(number), stem(noun)) for number, noun, _ in _COUNTED.findall(condition)]
    if len(counted) != len(NUMBER.findall(condition)):
        return None
    asked = list(_counted(question))
    nouns = {noun for _, noun in counted} | _NOT_NOUNS
    if any(number == size and noun not in nouns and second not in nouns for number, noun, second in asked):
        return None  # 12 books on 12 shelves: with 3 books there may still be 12 of these
    replaced = set()
    for given, noun in counted:
        direct = {number for number, first, _ in asked if first == noun}
        of_noun = direct or {number for number, _, second in asked if second == noun}
        if of_noun == {size}:
            replaced.add(given)
        elif of_noun != {given}:
            return None
    return replaced.pop() if len(replaced) == 1 else None


def _counted(question: str) -> Iterator[tuple[int, str, str]]:
    """The numbers of a question that count something, each with the two words after it."""
    text = re.sub(r"\b[a-z] ?= ?(?=\d)", "", question)
    for found in _COUNTED.finditer(text):
        number, noun, second = found.groups()
        if not _NOT_A_SIZE.search(text[: found.start()][-8:]):
            yield int(number), stem(noun), stem(second or "")
