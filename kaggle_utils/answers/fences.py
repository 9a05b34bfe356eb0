"""Fenced blocks of a text, as models write them: indented, unclosed, with ``` or ~~~, or as <code>."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENING = re.compile(r"(?:^|[^`~])(?P<fence>`{3,}+|~{3,}+)[ \t]*+(?P<language>[^`\n]{0,60}+)$")
_PYTHON = re.compile(r"\{?\.?(?:python|py|ipython|sage|tool_code)(?![a-z])")
_CODE_TAG = re.compile(r"<(?P<tag>code|python|execute)>[ \t]*\n?(?P<body>.*?)(?:</(?P=tag)>|\Z)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its first words, lower case, what is in it, without the fence's own indentation, and where it stands in the text."""

    language: str
    body: str
    start: int
    end: int

    @property
    def is_python(self) -> bool:
        """Whether the fence says that this is Python."""
        return _PYTHON.match(self.language) is not None


def read_blocks(text: str) -> list[Block]:
    """The fenced blocks of a text in their order; where there is none, what <code> tags hold."""
    if "```" not in text and "~~~" not in text:
        return [Block("python", tag["body"], tag.start(), tag.end()) for tag in _CODE_TAG.finditer(text)] if "<" in text else []
    blocks: list[Block] = []
    lines: list[str] = []
    fence, language, margin, start, end = "", "", 0, 0, 0
    for line in text.splitlines(keepends=True):
        content = line.strip()
        end += len(line)
        if not fence:
            opening = _OPENING.search(line.rstrip())
            if opening:
                fence, language, margin = opening["fence"], opening["language"].strip().lower(), len(line) - len(line.lstrip())
                lines, start = [], end - len(line) + opening.start("fence")
        elif content.startswith(fence):
            blocks.append(Block(language, "".join(lines), start, end))
            language = content.strip(fence[0]).strip().lower()  # of the next block, where the closing fence was forgotten
            fence, lines, start = fence if language else "", [], end
        elif content.endswith(fence):  # print(1)```
            blocks.append(Block(language, "".join([*lines, _without(margin, line.rstrip().removesuffix(fence))]), start, end))
            fence = ""
        else:
            lines.append(_without(margin, line))
    return [*blocks, Block(language, "".join(lines), start, end)] if fence else blocks


def _without(margin: int, line: str) -> str:
    """The line less the spaces that a list puts before all of a block."""
    return line[min(margin, len(line) - len(line.lstrip(" \t"))) :]
