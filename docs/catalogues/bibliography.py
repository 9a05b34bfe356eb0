"""The bibliography: the sources that the first comments of the prompt files name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.settings import REPOSITORY

PROMPTS = REPOSITORY / "kaggle_utils" / "prompts"
SOURCE = re.compile(r"arXiv (?P<arxiv>\d{4}\.\d{5})|(?P<repository>github\.com/[\w.-]+/[\w.-]*\w)")
# What a header calls a source before its number: "Chen et al., arXiv ...", "Ridnik et al., AlphaCodium, arXiv ...", "MBPP (arXiv ...".
LABEL = re.compile(r"(?P<label>[A-Z][\w-]*(?: [A-Z][\w-]*)*(?: et al\.)?(?:, [A-Z]\w*)?)(?:, | \()$")


@dataclass(frozen=True)
class Mention:
    """A prompt file that names a source, and what it calls it, or ""."""

    file: str
    label: str


def header_of(text: str) -> str:
    """The comment at the beginning of a file, as one line."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return " ".join(lines)


def find_sources(header: str) -> Iterator[tuple[str, str]]:
    """The sources in a header, ``arXiv NUMBER`` or ``github.com/OWNER/NAME``, each with what the header calls it, if anything."""
    for found in SOURCE.finditer(header):
        label = LABEL.search(header[: found.start()])
        yield found["repository"] or f"arXiv {found['arxiv']}", label["label"] if label else ""


def read_mentions(folder: Path = PROMPTS) -> dict[str, list[Mention]]:
    """The prompt files by the sources that they name, in the order of the sources."""
    mentions: dict[str, list[Mention]] = {}
    for path in sorted(folder.rglob("*.toml")):
        for source, label in find_sources(header_of(path.read_text(encoding="utf-8"))):
            mentions.setdefault(source, []).append(Mention(path.relative_to(folder).as_posix(), label))
    return dict(sorted(mentions.items()))


def render_bibliography() -> str:
    """A table of the sources, what the headers call them, and the prompts that follow them."""
    lines = ["| source | called | prompts |", "|---|---|---|"]
    for source, named in read_mentions().items():
        address = source.replace("arXiv ", "arxiv.org/abs/")
        labels = "; ".join(dict.fromkeys(mention.label for mention in named if mention.label))
        files = ", ".join(f"[`{file}`](../kaggle_utils/prompts/{file})" for file in dict.fromkeys(mention.file for mention in named))
        lines.append(f"| [{source}](https://{address}) | {labels} | {files} |")
    return "\n".join(lines)
