"""What may follow the number that a sentence states: a list of what is harmless. Everything else makes the sentence unreadable."""

from __future__ import annotations

import re
import unicodedata

from kaggle_utils.answers.integers import CURRENCY
from kaggle_utils.answers.words import CHINESE_NO_UNITS, CHINESE_REASONS, CIRCUMSTANCES, COMPARISONS, NO_UNITS, NUMBER_WORDS, words

_MARKUP = re.compile(r"[*_`\"]+(?=[\s.,;:!?)*]|$)")
_SENTENCE_END = re.compile(r"[.?](?=\s|$)|!(?=\s*$|\s+[A-Z])|\n")
_TOKEN = re.compile(r"[a-zA-Z](?:[\w'/]|\.(?=\w)|-(?=[a-zA-Z]))*(?:\^\{?[23]\}?)?|[\u4e00-\u9fff]+|\d|\S")
_REASONS = words("because since so which hence thus therefore giving obtained using due namely meaning i.e indeed not instead rather from")
_CONDITIONS = words("for when if with at given where assuming")
_NO_NOTE = words("or approximately approx about rounded roughly maybe")
# A clause that goes on to another value, and one that takes back what was said.
_ANOTHER = re.compile(
    r"(?:[,;]|\b(?:and|or|but|while|whereas|otherwise|else)\b)\s*(?:(?:it\s+)?is\s+)?(?:\$|\\\()?[-+]?[0-9]"
    r"|\band\s+(?:for|when|if|with|in|at)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\bwith\s+(?:an?\s+)?remainder|\bround(?:s|ed|ing)?\b|\b(?:reduces?|simplif(?:y|ies|ied))\b|\bapproximat|\brespectively\b|\bwhich\b[^.,]*\bmod",
    re.IGNORECASE,
)
_GLUED_UNIT = re.compile(r"(?:[kcm]m(?:/h)?|kg|mph)(?:\^\{?[23]\}?)?(?![\w^])")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LETTERS = frozenset("amgl")  # an article, metres, grams and litres; other letters alone are variables
_DASH = re.compile(r"\s[-\u2013]\s+[a-zA-Z]{2}")  # before a word; before a letter it is a minus
_HARMLESS_SIGN = re.compile(rf"[%\u00b0,)\u2014'\u220e]|{CURRENCY}")


def may_follow(rest: str) -> bool:
    """Whether what stands after a number leaves it the one value of its sentence: its end, a unit, a reason, the case that it is for."""
    rest = _MARKUP.sub("", rest)
    end = _SENTENCE_END.search(rest)
    sentence = rest[: end.start()] if end else rest
    if (end and end[0] == "?") or _TAKEN_BACK.search(sentence):
        return False
    if sentence[:1].isalpha() and not (_CHINESE.match(sentence) or _GLUED_UNIT.match(sentence)):
        return False
    return _is_harmless(sentence)


def _is_harmless(sentence: str) -> bool:
    position = 0
    before = ""
    while token := _TOKEN.search(sentence, position):
        position = token.end()
        word = token[0].lower()
        if word in _REASONS or word.startswith(CHINESE_REASONS):
            return True
        if word in _CONDITIONS:
            return _ANOTHER.search(sentence, position) is None
        if word == "and":
            return _is_without_numbers(sentence[position:])
        if word == "(":
            note, closed, _ = sentence[position:].partition(")")
            if not closed or not _is_note(note):
                return False
            position += len(note) + 1
        elif token[0] in ";:":
            return _is_without_numbers(sentence[position:])
        elif not (_is_unit(word) or _is_sign(token) or (word in NUMBER_WORDS and before in CIRCUMSTANCES)):
            return False
        before = word
    return True


def _is_unit(word: str) -> bool:
    if _CHINESE.match(word):
        return not (CHINESE_NO_UNITS & set(word))
    base, _, power = word.partition("^")
    named = len(base) > 1 or base in ("m" if power else _LETTERS)  # 42 x^2 is a term of a polynomial
    return named and word.isascii() and word[0].isalpha() and not ((NO_UNITS | COMPARISONS) & {word, re.split("[-^]", word)[-1], base})


def _is_sign(token: re.Match[str]) -> bool:
    """A percent or currency sign, a comma, a dash between spaces, a tick."""
    if len(token[0]) > 1:
        return False
    if token[0] in "-\u2013":
        return _DASH.match(token.string, token.start() - 1) is not None
    return _HARMLESS_SIGN.match(token[0]) is not None or unicodedata.category(token[0]) == "So" or token[0] == "\ufe0f"


def _is_note(note: str) -> bool:
    said = [word.lower().rstrip(".") for word in re.findall(r"[a-zA-Z][\w'.]*", note)]
    if said and said[0] in _REASONS | _CONDITIONS:
        return _ANOTHER.search(note) is None
    return not re.search(r"\d", note) and not (_NO_NOTE & set(said))


def _is_without_numbers(rest: str) -> bool:
    return not re.search(r"\d", rest) and not (NUMBER_WORDS & set(re.findall(r"[a-z]+", rest.lower())))
