"""What a problem's statement implies of its trace. Only what really follows: an expectation that does not refuses right traces.

Read are counts (none is negative), smallest positive integers, how many integers up to N have a property (no more than N, and no fewer for
a larger N), how many subsets or permutations of N things or words of length N there are, the modulus, and the numbers that the statement
names, and the values of f that it gives, where their size is clear (given.py). Deliberately not read: whether a count is positive, growth
with a size other than N.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from math import factorial

from kaggle_utils.traces.checks.expectations import Expectations
from kaggle_utils.traces.checks.given import read_given

_ASKS = re.compile(
    r"\?|\b(?:find|determine|compute|calculate|count|evaluate|give|state|tell|output|return|show|what is|what are|how many)\b|^number of\b"
)
_REDUCES = re.compile(r"\bmod(?:ulo|ulus)?\b|%|\bremainder|\bresidue|\bleft over\b|\bremains\b|\bdivid|\bcongruent\b")
_NO_COUNTS = "degrees|more|fewer|less|dollars?|cents?|points?|percent|times|units"  # of these there may be fewer than none
_COUNT = re.compile(
    rf"\bhow many (?!(?:\w+ )?(?:{_NO_COUNTS})\b)"
    r"|\b(?:find|determine|compute|calculate|count|evaluate|give|state|what is) (?:\w+ ){0,2}?(?:number|cardinality) of\b"
    r"|^(?:the )?number of\b|\bcount (?:the|all|how)\b"
)
_POSITIVE = re.compile(r"\b(?:find|determine|compute|what is) the (?:smallest|least|minimum|minimal|largest|greatest) positive integer\b")
_VALUE = r"(\d+(?: ?\^ ?(?:\d|\{ ?\d+ ?\}))?(?: ?[+-] ?\d+)?)\b"
_BY = r"\bremainder(?! (?:of )?\d)[^.?!]*\bby|\bdivided? [^.?!]*\bby (?=[^.?!]*(?:left over|remains?))"
_MODULUS = re.compile(rf"(?:\bmod(?:ulo)?|%|{_BY}) *{_VALUE}")
# What the answer itself is reduced by: not a condition, as in "numbers that leave the same remainder" or "congruent to 3 mod 12".
_ANSWER_MODULUS = re.compile(
    rf"(?:\b(?:the|its) remainder (?:when|of|after|on|upon|that|left)\b[^.?!]*\b(?:by|modulo) *{_VALUE}"
    rf"|^(?!.*(?:congruent|equiv|≡|=)).*\b(?:mod(?:ulo)?|%) *{_VALUE})"
)
MIN_MODULUS = 10  # smaller ones stand in conditions, as in "congruent to 3 mod 4"
_BOUND = (
    r"(?:less than(?: or equal to)?|not exceeding|no greater than|not greater than|at most|up to|below|under|from 1 (?:to|through)) (\d+)"
)
_INTEGERS = re.compile(rf"\bhow many (?:of the )?(?:positive |natural )(?:integers|numbers)(?: \w)?(?: that)?(?: are)? {_BOUND}\b")
_THEMSELVES = re.compile(r"\b(?:each other|others?|these|them|themselves|all of|pairwise|consecutive|sum of all|its|their)\b")
_SET = r"(?:the (?:set|integers|numbers) )?\{? ?1 ?, ?(?:2 ?, ?)?(?:3 ?, ?)?(?:dots|ldots|cdots|\.\.\.|…) ?,? ?(\d+) ?\}?"
_OBJECTS: Mapping[str, Callable[[int], int]] = {
    rf"\b(?:how many|number of) (?:distinct |different )?subsets (?:\w )?of {_SET}": lambda n: 1 << n,
    rf"\b(?:how many|number of) (?:distinct |different )?(?:permutations|bijections) (?:\w )?of {_SET}": lambda n: factorial(n),
    r"\b(?:how many|number of) binary (?:strings|sequences|words) (?:of length|with) (\d+)\b": lambda n: 1 << n,
}
_POWER = re.compile(r"\b\d{1,3} ?\^ ?(?:\{ ?\d{1,3} ?\}|\d)")
_NUMBER = re.compile(r"\d+")
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_SMALL.split())} | {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_TENS_AND_ONES = re.compile(rf"\b({'|'.join(_TENS.split())})[- ]({'|'.join(_SMALL.split()[1:10])})\b")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_MULTIPLES = re.compile(rf"\b(?:({'|'.join(_SMALL.split()[1:10])}|an?) )?(dozen|hundred)\b")
MAX_LENGTH = 20_000  # characters of a statement that is read
MIN_SIZE = 6  # of a number that may be the size that is asked for; smaller ones are how many colours, sides or dice there are
# Small cases that a statement gives: what stands in them is not asked for.
_GIVEN = re.compile(
    r"(?:^|(?<=[.?!;:] )|\()(?:for example|for instance|e\.g\.|note that|thus|so,|with n ?=|when n ?=|for n ?=|with (?=\d)|there would be)"
    r"[^?]*?(?:[.;)](?= |$))"
)


def expectations_of(statement: str) -> Expectations:
    """What follows from a statement for f(n), the answer to it for size n. An empty set of expectations where nothing does."""
    text = _simplify(statement[:MAX_LENGTH])
    asked = [sentence for sentence in re.split(r"(?<=[.?!:;]) +", text) if _ASKS.search(sentence) and not _REDUCES.search(sentence)]
    size, at_most, increasing = _bounds(text, asked)
    named = sizes_named(statement)
    return Expectations(
        nonnegative=bool(asked) and all(map(_COUNT.search, asked)),
        positive=bool(asked) and all(map(_POSITIVE.search, asked)),
        increasing=increasing,
        at_most=at_most,
        size=size,
        answer_modulus=_only(number for number in _answer_moduli(text) if number >= MIN_MODULUS),
        modulus=_only(number for number in map(_evaluate, _MODULUS.findall(text)) if number >= MIN_MODULUS),
        numbers=frozenset(_numbers(text)),
        given=read_given(_in_digits(text), named[-1]) if named else (),
        given_for=named[-1] if named else None,
    )


def given_cases(statement: str) -> tuple[tuple[int, int], ...]:
    """The pairs (n, f(n)) that a statement itself gives, f being its answer with the largest number that may be the size replaced by n.

    Precise, not complete: docs/traces.md says how often. A modulus that the answer is reduced by is not applied to them.
    """
    return expectations_of(statement).given


def sizes_named(statement: str) -> tuple[int, ...]:
    """The numbers of a statement that may be the size that it asks for, ascending: not small ones, the modulus, or those of examples.

    Of our 120 counting problems, the last one is the size in 118, and the only one in 81 (tests/evaluation/test_sizes.py).
    """
    text = _simplify(statement[:MAX_LENGTH])
    asked = _MODULUS.sub(lambda found: found[0][: found.start(1) - found.start()], _GIVEN.sub(" ", text))
    return tuple(sorted({number for number in _numbers(_compounds_in_digits(asked)) if number >= MIN_SIZE}))


def _compounds_in_digits(text: str) -> str:
    """A text with forty-two, a dozen and three hundred in digits."""
    digits = _TENS_AND_ONES.sub(lambda found: str(_WORDS[found[1]] + _WORDS[found[2]]), text)
    return _MULTIPLES.sub(lambda found: str(_WORDS.get(found[1], 1) * (12 if found[2] == "dozen" else 100)), digits)


def _in_digits(text: str) -> str:
    """A text with all its number words in digits."""
    return _NUMBER_WORD.sub(lambda found: str(_WORDS[found[0]]), _compounds_in_digits(text))


def _simplify(statement: str) -> str:
    """Lower case, without what typesetting adds, and with 1,000 as 1000."""
    text = statement.lower().replace("\\le ", "less than or equal to ").replace("\\leq ", "less than or equal to ")
    text = re.sub(r"(?<=\d)(?:,|\{,\}|\\,|\\!|[   ])(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"\\[a-z]*(?:mod)\b", " mod ", text)
    text = re.sub(r"[$~]|\\(?:[,;:! ()\[\]]|text|mathrm|left|right|quad)?", " ", text)
    return " ".join(re.sub(r"(?<=mod) *\{? *(?=\d)", " ", text).split())


def _answer_moduli(text: str) -> Iterator[int]:
    """What the sentences that ask, or say how to give the answer, reduce it by."""
    for sentence in re.split(r"(?<=[.?!;]) +", text):
        if _ASKS.search(sentence) or re.search(r"\b(?:answer|result)\b", sentence):
            yield from (_evaluate(value) for found in _ANSWER_MODULUS.findall(sentence) for value in found if value)


def _bounds(text: str, asked: list[str]) -> tuple[int | None, Callable[[int], int] | None, bool]:
    """The size N that bounds are about, the bound, and whether f never falls. The size must be named once: else f depends on it twice."""
    for sentence in asked:
        for pattern, bound in _OBJECTS.items():
            if (found := re.search(pattern, sentence)) and _named_once(found[1], text):
                return int(found[1]), bound, False
        if (found := _INTEGERS.search(sentence)) and _named_once(found[1], text) and not _THEMSELVES.search(text):
            return int(found[1]), lambda n: n, True
    return None, None, False


def _named_once(number: str, text: str) -> bool:
    return len(re.findall(rf"(?<!\d){number}(?!\d)", text)) == 1


def _evaluate(text: str) -> int:
    """The value of 1000 or 10^9+7."""
    found = re.fullmatch(r"(\d+)(?:\^\{?(\d+)\}?)?([+-]\d+)?", text.replace(" ", ""))
    assert found is not None
    base, exponent, more = found.groups()
    power: int = int(base[:100]) ** min(int(exponent or 1), 100)
    return power + int(more or 0)


def _only(numbers: Iterator[int]) -> int | None:
    """The number if there is exactly one."""
    distinct = set(numbers)
    return distinct.pop() if len(distinct) == 1 else None


def _numbers(text: str) -> Iterator[int]:
    """The numbers in a text: digits, powers, words up to ninety-nine."""
    yield from (int(number) for number in _NUMBER.findall(text) if len(number) <= 100)
    yield from (_evaluate(power) for power in _POWER.findall(text))
    for word, following in pairwise([*re.findall(r"[a-z]+", text), ""]):
        if word in _WORDS:
            yield _WORDS[word]
            if _WORDS[word] >= 20 and 0 < _WORDS.get(following, 0) < 10:
                yield _WORDS[word] + _WORDS[following]
