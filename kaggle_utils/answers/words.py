"""The words around a number that say what it is: part of another number, one of several, rounded, a bound; or only a unit."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """A set of words, written one after another."""
    return frozenset(text.split())


def any_of(choices: frozenset[str]) -> str:
    """A pattern of words, the longer ones first."""
    return "(?:" + "|".join(sorted(choices, key=len, reverse=True)) + ")"


NUMBER_WORDS = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety"
)
_MULTIPLIERS = words(
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens factorial squared cubed plus minus times "
    "modulo mod choose over divided pi half halves third thirds quarter quarters fourth fourths fifth fifths sixth sixths seventh sevenths "
    "eighth eighths ninth ninths tenth tenths base raised"
)
_OTHERS = words("or to and not if unless except versus vs about approximately approx roughly ish maybe perhaps")
# A word of these after a number makes it another number, one of several, or no answer at all; any other may be its unit.
NO_UNITS = NUMBER_WORDS | _MULTIPLIERS | _OTHERS
COMPARISONS = words("more less fewer greater than")
# After one of these a number in words belongs to the circumstances: 42 chairs in two months.
CIRCUMSTANCES = words("in of for on at after during within over the these those")
# The same in Chinese: characters of larger units, of ranges, of "or" and "and", of "about" and "more than".
CHINESE_NO_UNITS = frozenset(
    "\u4e07\u4ebf\u5343\u767e\u5341\u6216\u5230\u81f3\u548c\u4e0e\u53ca\u500d\u591a\u4f59\u7ea6\u4e0a\u4e0b\u5206\u70b9"
)
CHINESE_REASONS = ("\u56e0\u4e3a", "\u7531\u4e8e", "\u6240\u4ee5", "\u5373")
