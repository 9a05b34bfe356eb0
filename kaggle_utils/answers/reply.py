"""The reply in a completion: without what the model thought aloud, and only up to the token that ends its turn."""

from __future__ import annotations

import re

_NAMES = r"(?:think|thinking|thought|reasoning|reflection|scratchpad|seed:think)"
# The tags of Qwen and DeepSeek, of Seed, Magistral, Kimi, Sky-T1 and of gpt-oss (harmony).
_TAG = re.compile(
    rf"(?P<open><{_NAMES}\s*>|\[THINK\]|\u25c1think\u25b7|<\|begin_of_thought\|>|<\|channel\|>analysis<\|message\|>)"
    rf"|</{_NAMES}\s*>|\[/THINK\]|\u25c1/think\u25b7|<\|end_of_thought\|>|<\|channel\|>final<\|message\|>",
    re.IGNORECASE,
)
WINDOW = 200  # characters of its line, on either side, that tell whether a tag is only mentioned
NOUN_WINDOW = 20  # characters before it in which the word stands that wants a noun
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_QUOTES = "`'\"\u2018\u2019\u201c\u201d"
# A sentence about a tag names what it is, or has a word before it that wants a noun.
_NAMED = re.compile(r"\s+(?:tags?|tokens?|blocks?|sections?|elements?|markers?|strings?|(?:is|are|was)\s+(?:an?|the|not))\b", re.IGNORECASE)
_WANTS_A_NOUN = re.compile(
    r"\b(?:the|an?|my|your|this|that|these|tags?|tokens?|and|or|in|inside|into|of|to|by|with|without|before|after|between|from|use|using|"
    r"write|writing|opening|closing|close|closed)[ \t]+\Z",
    re.IGNORECASE,
)
_TURN_ENDS = re.compile(
    r"<\|(?:im_end|endoftext|eot_id|end_of_text|eom_id|end|return|EOT|end_of_turn|end_of_solution)\|>|</s>|<eos>|<end_of_turn>"
    r"|<\uff5cend\u2581of\u2581sentence\uff5c>|<\|im_start\|>\s*user|<\|start_header_id\|>\s*user"
)
_TURN_BEGINS = re.compile(
    r"\A\s*(?:<\|im_start\|>\s*assistant\s*|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>\s*)|<\|begin_of_solution\|>"
)


def read_reply(text: str) -> str:
    """What a model says to its reader: without its thoughts, and without what it invents after the end of its turn."""
    if not any(sign in text for sign in ("<", "[", "\u25c1")):
        return text
    text = _TURN_BEGINS.sub("", without_thoughts(text))
    for end in _TURN_ENDS.finditer(text):
        if not _is_in_quotes(text, end) and text[: end.start()].strip():
            return text[: end.start()]
    return text


def without_thoughts(text: str) -> str:
    """The text outside of its thoughts; a chat template may have opened the first, and a limit may have cut the last off.

    A tag that is quoted or that a sentence speaks about is none.
    """
    reply: list[str] = []
    thinking = False
    end = 0
    for tag in _TAG.finditer(text):
        if _is_mentioned(text, tag):
            continue
        if not thinking:
            reply.append(text[end : tag.start()])
        if not tag["open"] and not thinking:
            reply.clear()
        thinking = bool(tag["open"])
        end = tag.end()
    return "".join([*reply, "" if thinking else text[end:]])


def _is_mentioned(text: str, tag: re.Match[str]) -> bool:
    """Whether a sentence or a string speaks of a tag, in which case it opens and closes nothing."""
    quoted = _before(text, tag) in _QUOTES if tag["open"] else _after(text, tag) in _QUOTES
    if quoted or _is_in_quotes(text, tag) or _NAMED.match(text, tag.end()):
        return True
    return not _LINE_END.match(text, tag.end()) and _WANTS_A_NOUN.search(text, max(0, tag.start() - NOUN_WINDOW), tag.start()) is not None


def _is_in_quotes(text: str, tag: re.Match[str]) -> bool:
    """Whether quotation marks stand right around a token, or it is inside of a pair of them on its line."""
    if _before(text, tag) in _QUOTES and _after(text, tag) in _QUOTES:
        return True
    before = text[max(0, tag.start() - WINDOW) : tag.start()].rpartition("\n")[2]
    after = text[tag.end() : tag.end() + WINDOW].partition("\n")[0]
    before, after = before.replace("```", ""), after.replace("```", "")
    return any(before.count(mark) % 2 and after.count(mark) % 2 for mark in '"`')


def _before(text: str, tag: re.Match[str]) -> str:
    return text[tag.start() - 1] if tag.start() else " "


def _after(text: str, tag: re.Match[str]) -> str:
    return text[tag.end()] if tag.end() < len(text) else " "
