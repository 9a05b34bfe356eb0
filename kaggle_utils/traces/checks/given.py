"""Values of f that a statement itself gives: "for n = 3 there are 16", "with 4 books 14", "f(3) = 5", "the list begins 1, 2, 4".

They are certain, so a program that contradicts one answers another question. A value that is read wrongly refuses right programs, so a
sentence counts only if it is clear which number of the question its own number replaces: by the same letter (``n = 3`` beside ``n = 100``),
by the same noun (4 books beside a dozen books), by the same function (``f(3)`` beside "find f(100)"). Every other number of the condition
must stand in the question, too, and what is counted must be what the question counts. Most sentences that give values do not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_VALUE = r"(?P<value>\d{1,18})"
_BE = r"(?:is|are|was|were|would be|will be|equals|has|have|would have|gives?|would give|yields?|contains?|makes?)"
# A value with what it counts. The words before it say that it is the answer to the question, asked for another size.
_STATED = re.compile(
    rf"(?:\bthere (?:is|are|were|would be|will be|exist)|\b(?:it|this|that|he|she|they) {_BE}"
    rf"|\bthe (?:number|answer|result|total|count|value)(?: of [a-z ]{{1,40}})? {_BE}|\bwould (?:be|have|give|contain|make))"
    rf"(?: (?:exactly|only|just|already|seat|number))? {_VALUE}(?![\d^/*+=<>_-]|[.,]\d| ?[-+*/^=<>]|(?:st|nd|rd|th)\b| [a-z]\b)"
)
# A further clause without its verb: ", for 3 children 22", "and with 7 jumps 8", ", and for 4 houses there are 10".
_FURTHER = re.compile(
    rf"[^.;:?]{{0,60}}?(?:,|\band\b)(?: and)? (?P<where>(?:for|with|when|if|in|on|after|at the end of) [^,.;:?]{{1,60}}?) "
    rf"(?:there (?:is|are|would be|will be) |(?:it|the number) {_BE} )?{_VALUE}\b(?![\d^/*+=<>_-]|[.,]\d)(?=$|[,.;)]| [a-z]+(?:$|[,.;)]| and\b))"
)
_INTRODUCED = re.compile(r"^(?:\(|and |so |thus |note that |for example,? |for instance,? |e\.g\.,? )*")
_LETTER = re.compile(r"\b([a-z]) ?= ?(\d{1,9})\b(?![.,^]?\d)")
_LETTER_SET = r"(?<![a-z_]){letter} ?= ?(\d+)\b"
_COUNTED = re.compile(r"(?<![\w.^/_-])(\d{1,9}) ([a-z]{2,})(?: ([a-z]{3,}))?")
_EXCLUDED = re.compile(r"\b(?:no|any|every|each|least|most) $")
_NUMBER = re.compile(r"\d+")
_ASKS = re.compile(r"\?|\b(?:find|determine|compute|calculate|count|evaluate|what is|what are|how many|how often|in how many)\b")
_ANY_COUNT = frozenset({"way", "possibility", "such", "of", "in", "different", "solution", "and"})
_VERB_IN_QUESTION = re.compile(r"\bcan (\d+) be ([a-z]+)\b")
_VERB = re.compile(rf"(?<![\w.^-])(?P<size>\d{{1,9}}) can be (?P<verb>[a-z]+) in (?:exactly )?{_VALUE} (?:different )?ways?\b")
_EQUALITY = re.compile(
    r"(?<![a-z0-9_({^/*+-])([a-z])(?:\( ?(\d{1,9}) ?\)|_\{? ?(\d{1,9}) ?\}?) ?= ?(-?\d{1,30})"
    r"(?![\d.]*\d)(?! ?[-+*/^(=<>]| ?(?:cdot|times|frac|sqrt|d?binom|pi|mod)| ?[b-z]\b)"
)
_ASKED_FOR = r"\b(?:find|compute|determine|calculate|evaluate|what is|value of) (?:the (?:exact )?value of )?{name}(?:\( ?{size} ?\)|_\{{? ?{size} ?\}}?)"
_NOT_ALONE = r"(?! ?[-+*/^(=<>]| ?(?:cdot|times|mod))"
_BEGINS = re.compile(
    r"\b(?:list|sequence|numbers|terms?|it)(?: of [a-z ]{1,30})? (?:begins?|starts?|are|is)(?: with)?(?: the terms?)? "
    r"(\d{1,18}(?:, ?\d{1,18})+(?:,? and \d{1,18})?)(?=,? ?(?:\.|$|;|and so on|…|l?dots|cdots))(?!,? ?(?:\.\.\.|…|[lc]?dots) ?,? ?(?:[a-z]\b|\d))"
)
_ORDINAL = r"\b{size}(?:-?\{{? ?(?:th|st|nd|rd))\}}? (?:term|number|element|entry|member)\b"
MIN_ROOT = 3  # letters of a verb
MAX_SIZE = 10**6  # of a small case


def read_given(text: str, size: int) -> tuple[tuple[int, int], ...]:
    """The pairs (n, f(n)) that a statement gives, ascending, f(``size``) being what it asks for.

    ``text`` is in lower case, without typesetting, its numbers in digits. A size with two values is left out, and so is ``size`` itself.
    """
    found: dict[int, set[int]] = {}
    for given, value in (*_by_name(text, size), *_by_terms(text, size), *_by_sentences(text, size)):
        if given != size and given < MAX_SIZE:
            found.setdefault(given, set()).add(value)
    return tuple(sorted((given, values.pop()) for given, values in found.items() if len(values) == 1))


def _by_name(text: str, size: int) -> Iterator[tuple[int, int]]:
    """f(1) = 1, where f(size) is asked for and nothing is done with it."""
    asked = {name: re.search(_ASKED_FOR.format(name=name, size=size) + _NOT_ALONE, text) for name in set(re.findall(r"\b[a-z](?=[(_])", text))}
    for name, argument, index, value in _EQUALITY.findall(text):
        if asked.get(name):
            yield int(argument or index), int(value)


def _by_terms(text: str, size: int) -> Iterator[tuple[int, int]]:
    """The list begins 1, 2, 4, where the term of this number is asked for."""
    if re.search(_ORDINAL.format(size=size), text):
        for listed in _BEGINS.findall(text):
            yield from enumerate(map(int, _NUMBER.findall(listed)), 1)


def _by_sentences(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Sentences that say how many there are for another size."""
    sentences = re.split(r"(?<=[.?!;])\)? +\(?|(?<=[a-z0-9,])\s+\((?=[a-z])", text)
    asked = False
    for place, sentence in enumerate(sentences):
        asked = asked or bool(_ASKS.search(sentence))
        if _ASKS.search(sentence) or str(size) in _NUMBER.findall(sentence):
            continue
        question = " ".join([*sentences[:place], *sentences[place + 1 :]])
        yield from _by_verb(sentence, question, size)
        stated = _STATED.search(sentence)
        if stated is None:
            continue
        before, after = _INTRODUCED.sub("", sentence[: stated.start()]), sentence[stated.end() :]
        if _NUMBER.search(before):
            yield from _case(before, stated["value"], after, question, size, asked)
        elif reversed_ := re.match(r"(?P<what> [a-z ]{1,40}?) (?P<where>(?:for|with|when|if|of|in|on|after) [^,.;:?]{1,50}?)(?=$|[,.;]| and\b)", after):
            yield from _case(reversed_["where"], stated["value"], reversed_["what"], question, size, asked)
        while further := _FURTHER.match(after):
            after = after[further.end() :]
            yield from _case(further["where"], further["value"], after, question, size, asked)


def _by_verb(sentence: str, question: str, size: int) -> Iterator[tuple[int, int]]:
    """4 can be written in 3 ways, where it is asked in how many ways the size can be written."""
    asked = {verb for number, verb in _VERB_IN_QUESTION.findall(question) if int(number) == size}
    for found in _VERB.finditer(sentence):
        if found["verb"] in asked:
            yield int(found["size"]), int(found["value"])


def _case(where: str, value: str, after: str, question: str, size: int, asked: bool) -> Iterator[tuple[int, int]]:
    """The case of a condition, if it is clear which size it is about, and if what is counted is what the question asks for.

    Before the question is ``asked``, sentences with nouns and numbers describe what it is about.
    """
    counted = re.match(r" ([a-z]{2,})", after)
    if counted and _stem(counted[1]) not in _ANY_COUNT and not _is_asked_for(_stem(counted[1]), question):
        return
    given = _size_by_letter(where, question, size)
    if given is None and asked:
        given = _size_by_nouns(where, question, size)
    if given is not None:
        yield given, int(value)


def _is_asked_for(noun: str, question: str) -> bool:
    """Whether a sentence that asks has the noun, or the verb that it is made of: tilings, where it is asked how a board can be tiled."""
    asked = [sentence for sentence in re.split(r"(?<=[.?!;]) +", question) if _ASKS.search(sentence)]
    words = {_stem(word) for sentence in asked for word in re.findall(r"[a-z]{2,}", sentence)}
    root = noun.removesuffix("ing")
    return noun in words or (root != noun and len(root) >= MIN_ROOT and any(word.startswith(root) for word in words))


def _size_by_letter(where: str, question: str, size: int) -> int | None:
    """The 3 of n = 3, where the question says that n is the size, and the condition has no other number."""
    found = _LETTER.findall(where)
    if len(found) != 1 or len(_NUMBER.findall(where)) != 1:
        return None
    letter, number = found[0]
    return int(number) if set(map(int, re.findall(_LETTER_SET.format(letter=letter), question))) == {size} else None


def _size_by_nouns(where: str, question: str, size: int) -> int | None:
    """The number that the size is replaced by, by the nouns that the numbers of the condition stand before."""
    numbers = _NUMBER.findall(where)
    counted = [(int(number), _stem(noun)) for number, noun, _ in _COUNTED.findall(where)]
    if len(counted) != len(numbers):
        return None
    direct, indirect = _numbers_by_noun(question)
    replaced = set()
    for number, noun in counted:
        of_noun = direct.get(noun) or indirect.get(noun, frozenset())
        if of_noun == {size}:
            replaced.add(number)
        elif of_noun != {number}:
            return None
    return replaced.pop() if len(replaced) == 1 else None


def _numbers_by_noun(question: str) -> tuple[Mapping[str, set[int]], Mapping[str, set[int]]]:
    """The numbers that stand right before each noun, and those with one word between."""
    direct: dict[str, set[int]] = {}
    indirect: dict[str, set[int]] = {}
    for found in _COUNTED.finditer(re.sub(r"\b[a-z] ?= ?(?=\d)", "", question)):
        number, noun, second = found.groups()
        if _EXCLUDED.search(question[: found.start()][-8:]):
            continue
        direct.setdefault(_stem(noun), set()).add(int(number))
        if second:
            indirect.setdefault(_stem(second), set()).add(int(number))
    return direct, indirect


def _stem(noun: str) -> str:
    """A noun without the ending of its plural."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
