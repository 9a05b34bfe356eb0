"""Problem statements: wordings and frames from text files, filled with values, nouns and noise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from models.demo.training.families import Values, write_value

Split = Literal["train", "sealed"]
FOLDER = Path(__file__).parent.parent / "wordings"

NUMBER_WORDS = dict(enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]))


@dataclass(frozen=True)
class Frame:
    """The text around a statement that asks for a program."""

    user: str
    system: str | None = None


@dataclass(frozen=True)
class Frames:
    """All texts around statements of one split."""

    answer: tuple[Frame, ...]
    trace: tuple[Frame, ...]
    modulus: tuple[str, ...]
    opening: tuple[str, ...]
    closing: tuple[str, ...]


@cache
def load_wordings(family: str, split: Split) -> tuple[str, ...]:
    """All wordings of a family on one side, in the order of the file."""
    lines = (FOLDER / split / f"{family}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip())


@cache
def load_frames(split: Split) -> Frames:
    """The frames of one side."""
    table = tomllib.loads((FOLDER / f"{split}_frames.toml").read_text(encoding="utf-8"))
    return Frames(
        answer=tuple(Frame(**frame) for frame in table["answer"]),
        trace=tuple(Frame(**frame) for frame in table["trace"]),
        modulus=tuple(table["modulus"]),
        opening=tuple(table["opening"]),
        closing=tuple(table["closing"]),
    )


@cache
def load_nouns() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Fillers by split and slot."""
    return tomllib.loads((FOLDER / "nouns.toml").read_text(encoding="utf-8"))


def fill(wording: str, spelt: Mapping[str, str], random: Random, split: Split) -> str:
    """Put values and nouns into a wording; one slot has one filler throughout."""
    nouns = {slot: random.choice(fillers) for slot, fillers in load_nouns()[split].items()}
    return re.sub(r"<(\w+)>", lambda slot: (nouns | dict(spelt))[slot[1]], wording)


def spell_values(values: Values, random: Random, *, varied: bool) -> dict[str, str]:
    """How the statement writes each value: as digits, and if ``varied`` now and then with commas or, for a small one, in words."""
    spelt = {name: write_value(value) for name, value in values.items()}
    if varied:
        for name, value in values.items():
            if isinstance(value, int) and value >= 10_000 and random.random() < 0.1:
                spelt[name] = f"{value:,}"
            if isinstance(value, int) and value in NUMBER_WORDS and name in ("k", "s") and random.random() < 0.06:
                spelt[name] = NUMBER_WORDS[value]
    return spelt


def add_noise(text: str, random: Random, replacements: Sequence[str]) -> str:
    """Drop, misspell or replace 5 to 25 % of the plain words; words with digits or LaTeX in them stay."""
    rate = random.uniform(0.05, 0.25)
    words = []
    for word in text.split(" "):
        if not word.isalpha() or random.random() > rate:
            words.append(word)
            continue
        match random.randrange(4):
            case 0:
                continue
            case 1 if len(word) > 3:
                i = random.randrange(len(word) - 1)
                words.append(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
            case 2 if len(word) > 3:
                i = random.randrange(len(word))
                words.append(word[:i] + word[i + 1 :])
            case _:
                words.append(random.choice(replacements))
    return " ".join(words)


@cache
def common_words() -> tuple[str, ...]:
    """The words that noise puts in: those of all training wordings."""
    words = {
        word for path in sorted((FOLDER / "train").glob("*.txt")) for word in path.read_text(encoding="utf-8").split() if word.isalpha()
    }
    return tuple(sorted(words))
