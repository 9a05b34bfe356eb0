"""Fenced blocks of a text, as models write them: indented, quoted, unclosed, prefilled, with ``` or ~~~, or as <code>."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from kaggle_utils.answers.info_string import is_label, is_python, split_info
from kaggle_utils.answers.open_string import lines_to_real_end
from kaggle_utils.answers.program_text import does_something, looks_like_code

_OPENING = re.compile(r"(?:^|[^`~])(?P<fence>`{3,}+|~{3,}+)[ \t]*+(?P<info>(?:python|py)\b[^`\n]{0,400}+|[^`\n]{0,60}+)$", re.IGNORECASE)
_ONE_LINE = re.compile(r"(?:^|[^`])(?P<fence>```)[ \t]*+(?P<info>py(?:thon)?3?\b[^`\n]{1,400}+)```[ \t]*$", re.IGNORECASE)
_CODE_TAG = re.compile(r"<(?P<tag>code|python|execute)>[ \t]*\n?(?P<body>.*?)(?:</(?P=tag)>|\Z)", re.DOTALL | re.IGNORECASE)
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_FIRST_FENCE = re.compile(r"`{3,}|~{3,}")
MAX_LINES = 1000  # after a fence that may stand in a string, in which the real one is looked for
_BARE_LABEL = re.compile(r"\s*(?:python3?|py)[ \t]*\n", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its first words, lower case, what is in it, without the fence's own indentation, and where it stands in the text."""

    language: str
    body: str
    start: int
    end: int
    closed: bool = True

    @property
    def is_python(self) -> bool:
        """Whether the fence says that this is Python."""
        return is_python(self.language)

    @property
    def is_program(self) -> bool:
        """Whether this is Python by its label or, where it has none, by what it does."""
        return self.is_python or (not self.language and does_something(self.body))


@dataclass(frozen=True)
class _Opening:
    """An opening fence: what closes it, how its lines are set in, and what its block begins with."""

    fence: str
    language: str
    first: str
    start: int
    margin: int = 0
    quoted: bool = False

    def strip(self, line: str) -> str:
        """The line less the spaces or quotation marks that are put before all of the block."""
        if self.quoted:
            return _QUOTE.sub("", line, count=1)
        return line[min(self.margin, len(line) - len(line.lstrip(" \t"))) :]

    def block(self, body: list[str], end: int, closed: bool = True) -> Block:
        """The block that this opens."""
        return Block(self.language, self.first + "".join(body), self.start, end, closed)


def read_blocks(text: str) -> list[Block]:
    """The fenced blocks of a text in their order; where there is none, what <code> tags hold."""
    if "```" not in text and "~~~" not in text:
        return [Block("python", tag["body"], tag.start(), tag.end()) for tag in _CODE_TAG.finditer(text)] if "<" in text else []
    prefilled = _read_prefilled(text)
    start = prefilled.end if prefilled else 0
    blocks = _read_fenced(text[start:])
    return [*([prefilled] if prefilled else []), *(replace(block, start=block.start + start, end=block.end + start) for block in blocks)]


def _read_prefilled(text: str) -> Block | None:
    """The program up to the first fence where a template wrote its opening fence, so that only the closing one is in the reply."""
    fence = _FIRST_FENCE.search(text)
    if fence is None:
        return None
    label = _BARE_LABEL.match(text)
    begin, end = label.end() if label else 0, fence.start()
    skipped = lines_to_real_end(text[begin:end], islice(_lines(text, end), MAX_LINES), fence[0])
    end += sum(map(len, islice(_lines(text, end), skipped)))  # fences in a string of the program
    body, info = text[begin:end], text[end:].partition("\n")[0].strip(" \t`~")
    if is_python(info) or not body.strip():
        return None
    if not does_something(body):
        odd = sum(line.lstrip().startswith(fence[0][:3]) for line in text.split("\n")) % 2
        first = next(line for line in body.split("\n") if line.strip())
        if not odd or info or not looks_like_code(first):
            return None
    return Block("python", body, 0, end if is_label(info) else end + len(fence[0]))


def _lines(text: str, start: int) -> Iterator[str]:
    """The lines of a text from a place on."""
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _read_fenced(text: str) -> list[Block]:
    lines = text.splitlines(keepends=True)
    starts = [*accumulate(map(len, lines), initial=0)]
    blocks: list[Block] = []
    opening: _Opening | None = None
    index = 0
    while index < len(lines):
        if opening is not None:
            block, index, opening = _read_block(opening, lines, starts, index)
            blocks.append(block)
            continue
        if "```" not in lines[index] and "~~~" not in lines[index]:
            index += 1
            continue
        one_line = _ONE_LINE.search(lines[index].rstrip())
        if one_line:
            blocks.append(Block(*split_info(one_line["info"]), starts[index] + one_line.start("fence"), starts[index + 1]))
        opening = None if one_line else _read_opening(lines[index], starts[index])
        index += 1
    return [*blocks, opening.block([], len(text), closed=False)] if opening else blocks


def _read_block(opening: _Opening, lines: list[str], starts: list[int], index: int) -> tuple[Block, int, _Opening | None]:
    """The block whose first line has this index; the index of the line after it; and the next block, where its fence opens that."""
    body: list[str] = []
    while index < len(lines):
        line = opening.strip(lines[index])
        content = line.strip()
        if content.startswith(opening.fence):
            later = (opening.strip(lines[place]) for place in range(index, len(lines)))
            skipped = lines_to_real_end(opening.first + "".join(body), later, opening.fence)
            if not skipped:
                return _close(opening, body, lines[index], starts[index], index + 1)
            body += map(opening.strip, lines[index : index + skipped])
            index += skipped
        elif content.endswith(opening.fence):  # print(1)```
            return opening.block([*body, line.rstrip().removesuffix(opening.fence)], starts[index + 1]), index + 1, None
        else:
            body.append(line)
            index += 1
    return opening.block(body, starts[index], closed=False), index, None


def _close(opening: _Opening, body: list[str], line: str, start: int, after: int) -> tuple[Block, int, _Opening | None]:
    """A block that ends with this line, and the next one if its label stands there: the closing fence between them was forgotten."""
    info = line.strip(" \t\r\n>").strip(opening.fence[0]).strip()
    if info and is_label(info):
        end = start + len(line)
        return opening.block(body, end), after, replace(opening, language=info.lower(), first="", start=end)
    fence_end = start + line.index(opening.fence) + len(opening.fence)  # a sentence may follow on the line
    return opening.block(body, fence_end if info else start + len(line)), after, None


def _read_opening(line: str, start: int) -> _Opening | None:
    found = _OPENING.search(line.rstrip())
    if found is None:
        return None
    language, first = split_info(found["info"])
    before = line[: found.start("fence")]
    return _Opening(
        found["fence"],
        language,
        f"{first}\n" if first else "",
        start + found.start("fence"),
        len(line) - len(line.lstrip()),
        quoted=">" in before and _QUOTE.fullmatch(before) is not None,
    )
