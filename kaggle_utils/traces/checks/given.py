"""Values of f that a statement itself gives: "for n = 3 there are 16", "with 4 books 14", "f(3) = 5", "the list begins 1, 2, 4".

They are certain, so a program that contradicts one answers another question. A value that is read wrongly refuses right programs, so a
sentence counts only if it is clear which number of the question its own number replaces: by the same letter (``n = 3`` beside ``n = 100``),
by the same noun (4 books beside a dozen books), by the same function (``f(3)`` beside "find f(100)"). Every other number of the condition
must stand in the question, too, and what is counted must be what the question counts. Most sentences that give values do not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaggle_utils.traces.checks.replaced_number import NUMBER, replaced_size, stem

MAX_SIZE = 10**6  # of a small case
MIN_ROOT = 3  # letters of a verb

_ASKS = re.compile(r"\?|\b(?:find|determine|compute|calculate|count|evaluate|what is|what are|how many|how often|in how many)\b")
_BE = r"(?:is|are|was|were|would be|will be|equals|has|have|would have|gives?|would give|yields?|contains?|makes?)"
_VALUE = r"(?P<value>\d{1,18})"
_WHOLE = r"(?![\d^/*+=<>_-]|[.,]\d)"  # after a number that is not a part of a larger expression
_OPERATOR = r" ?[-+*/^=<>]"
# A value with what it counts. The words before it say that it is the answer to the question, asked for another size.
_STATED = re.compile(
    rf"(?:\bthere (?:is|are|were|would be|will be|exist)|\b(?:it|this|that|he|she|they) {_BE}"
    rf"|\bthe (?:number|answer|result|total|count|value)(?: of [a-z ]{{1,40}})? {_BE}|\bwould (?:be|have|give|contain|make))"
    rf"(?: (?:exactly|only|just|already|seat|number))? {_VALUE}{_WHOLE}(?!{_OPERATOR}|(?:st|nd|rd|th)\b| [a-z]\b)"
)
# What the value counts, and the condition after it: "5 such tilings for n = 3".
_CONDITION_AFTER = re.compile(r"(?P<what> [a-z ]{1,40}?) (?P<where>(?:for|with|when|if|of|in|on|after) [^,.;:?]{1,50}?)(?=$|[,.;]| and\b)")
# A further clause without its verb: ", for 3 children 22", "and with 7 jumps 8", ", and for 4 houses there are 10".
_FURTHER = re.compile(
    r"[^.;:?]{0,60}?(?:,|\band\b)(?: and)? (?P<where>(?:for|with|when|if|in|on|after|at the end of) [^,.;:?]{1,60}?) "
    rf"(?:there (?:is|are|would be|will be) |(?:it|the number) {_BE} )?{_VALUE}\b{_WHOLE}"
    r"(?=$|[,.;)]| [a-z]+(?:$|[,.;)]| and\b))"
)
_INTRODUCED = re.compile(r"^(?:\(|and |so |thus |note that |for example,? |for instance,? |e\.g\.,? )*")
_SENTENCES = re.compile(r"(?<=[.?!;])\)? +\(?|(?<=[a-z0-9,])\s+\((?=[a-z])")
_ANY_COUNT = frozenset({"way", "possibility", "such", "of", "in", "different", "solution", "and"})
_VERB_ASKED = re.compile(r"\bcan (\d+) be ([a-z]+)\b")
_VERB = re.compile(rf"(?<![\w.^-])(?P<size>\d{{1,9}}) can be (?P<verb>[a-z]+) in (?:exactly )?{_VALUE} (?:different )?ways?\b")
_EQUALITY = re.compile(
    r"(?<![a-z0-9_({^/*+-])([a-z])(?:\( ?(\d{1,9}) ?\)|_\{? ?(\d{1,9}) ?\}?) ?= ?(-?\d{1,30})"
    rf"(?![\d.]*\d)(?!{_OPERATOR}|\(| ?(?:cdot|times|frac|sqrt|d?binom|pi|mod)| ?[b-z]\b)"
)
_ASKED_FOR = (
    r"\b(?:find|compute|determine|calculate|evaluate|what is|value of) (?:the (?:exact )?value of )?"
    rf"{{name}}(?:\( ?{{size}} ?\)|_\{{{{? ?{{size}} ?\}}}}?)(?!{_OPERATOR}|\(| ?(?:cdot|times|mod))"
)
_BEGINS = re.compile(
    r"\b(?:list|sequence|numbers|terms?|it)(?: of [a-z ]{1,30})? (?:begins?|starts?|are|is)(?: with)?(?: the terms?)? "
    r"(\d{1,18}(?:, ?\d{1,18})+(?:,? and \d{1,18})?)(?=,? ?(?:\.|$|;|and so on|…|l?dots|cdots))"
    r"(?!,? ?(?:\.\.\.|…|[lc]?dots) ?,? ?(?:[a-z]\b|\d))"
)
_ORDINAL = r"\b{size}(?:-?\{{? ?(?:th|st|nd|rd))\}}? (?:term|number|element|entry|member)\b"


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
    for name, argument, index, value in _EQUALITY.findall(text):
        if re.search(_ASKED_FOR.format(name=name, size=size), text):
            yield int(argument or index), int(value)


def _by_terms(text: str, size: int) -> Iterator[tuple[int, int]]:
    """The list begins 1, 2, 4, where the term of this number is asked for."""
    if re.search(_ORDINAL.format(size=size), text):
        for listed in _BEGINS.findall(text):
            yield from enumerate(map(int, NUMBER.findall(listed)), 1)


def _by_sentences(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Sentences that say how many there are for another size.

    Before the question is asked, sentences with nouns and numbers describe what it is about.
    """
    sentences = _SENTENCES.split(text)
    asked = False
    for place, sentence in enumerate(sentences):
        is_question = bool(_ASKS.search(sentence))
        asked = asked or is_question
        if is_question or str(size) in NUMBER.findall(sentence):
            continue
        question = " ".join([*sentences[:place], *sentences[place + 1 :]])
        yield from _by_verb(sentence, question, size)
        for condition, value, after in _clauses(sentence):
            given = replaced_size(condition, question, size, by_noun=asked)
            if given is not None and _is_counted(after, question):
                yield given, value


def _by_verb(sentence: str, question: str, size: int) -> Iterator[tuple[int, int]]:
    """4 can be written in 3 ways, where it is asked in how many ways the size can be written."""
    asked = {verb for number, verb in _VERB_ASKED.findall(question) if int(number) == size}
    for found in _VERB.finditer(sentence):
        if found["verb"] in asked:
            yield int(found["size"]), int(found["value"])


def _clauses(sentence: str) -> Iterator[tuple[str, int, str]]:
    """The clauses of a sentence that state a value: the condition, the value, and the text after it."""
    stated = _STATED.search(sentence)
    if stated is None:
        return
    before, after = _INTRODUCED.sub("", sentence[: stated.start()]), sentence[stated.end() :]
    if NUMBER.search(before):
        yield before, int(stated["value"]), after
    elif condition := _CONDITION_AFTER.match(after):
        yield condition["where"], int(stated["value"]), condition["what"]
    while further := _FURTHER.match(after):
        after = after[further.end() :]
        yield further["where"], int(further["value"]), after


def _is_counted(after: str, question: str) -> bool:
    """Whether the noun after a value, if there is one, is what the question asks for, or the verb that it is made of: tilings, tiled."""
    counted = re.match(r" ([a-z]{2,})", after)
    if counted is None or (noun := stem(counted[1])) in _ANY_COUNT:
        return True
    asked = [sentence for sentence in re.split(r"(?<=[.?!;]) +", question) if _ASKS.search(sentence)]
    words = {stem(word) for sentence in asked for word in re.findall(r"[a-z]{2,}", sentence)}
    root = noun.removesuffix("ing")
    return noun in words or (root != noun and len(root) >= MIN_ROOT and any(word.startswith(root) for word in words))
