"""The texts of the repository are plain English, and speak of no file or machine that a reader does not have."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest

from kaggle_utils.settings import REPOSITORY

# Each pattern with what to write instead. A phrase may be broken over two lines, of a comment too; a group that matches excuses it.
RULES = {
    r"\b(there )?(?:is|are|was|were) no (?!longer\b|more\b|less\b|such\b|\w+er than\b)\w+": '"is not a ..."',
    r"\bwhat came of\b": '"the result of ..."',
    r"\bcame to\b(?! rule)": '"was", "reached", "ended"',
    r"\bheld against\b": '"compared with", "checked with"',
    r"\b(?:requests|have|has|had|nothing|tokens|else) in hand\b": '"in flight", "left"',
    r"\b(?:tells?|told|telling)(?: \w+){0,3} apart\b": '"distinguishes"',
    r"\bof no use\b": '"useless", "failed"',
    r"\bnothing that an?\b": "say what it is",
    r"\belsewhere than\b": "name the place",
    r"(?<![\w-])research[/]": "the paper, the issue, the measurement or a page of docs/: the folder is not in the repository",
    r"\.\.[/]shared": "an argument of the user",
    r"(?<![\w.])/(?:work|root|home)/[\w.]": "a path that every machine has",
}
PATTERNS = {re.compile(rule.replace(" ", r"[\s#]+"), re.IGNORECASE): instead for rule, instead in RULES.items()}
# Statements of problems, hostile programs and lists by other authors are what they are; this file has to quote what it forbids.
NOT_READ = (
    "models/demo/wordings/",
    "kaggle_utils/gateways/demo_problems.csv",
    "benchmarks/runs/distillation-1.5b/demo/",  # of those statements
    "tests/hostile/programs/",
    "tests/traces/hardcoded/programs/",
    "wheels/locks/",
    "tests/test_language.py",
)


def tracked_texts() -> Iterator[tuple[str, str]]:
    """The tracked files that are text, by path; without those that are not read."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = REPOSITORY / name
        if name.startswith(NOT_READ) or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            yield name, content.decode("utf-8", errors="replace")


def find_faults(text: str) -> Iterator[tuple[int, str, str]]:
    """The line, the words and the advice for each forbidden phrase in a text."""
    for pattern, instead in PATTERNS.items():
        for match in pattern.finditer(text):
            if match.lastindex is None:
                yield text.count("\n", 0, match.start()) + 1, " ".join(match[0].split()), instead


@pytest.mark.skipif(not (REPOSITORY / ".git").exists(), reason="not a git checkout, so the tracked files are unknown")
def test_no_text_has_a_forbidden_phrase_or_path() -> None:
    faults = [f"{name}:{line}: {words!r}; write {instead}" for name, text in tracked_texts() for line, words, instead in find_faults(text)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "text",
    [
        "a residue is no integer",
        "the others are no tables",
        "# is no\n# program",
        "what came of running it",
        "it came to 30",
        "laws are held\nagainst far terms",
        "with requests in hand",
        "what tells two of them apart",
        "a program of no use",
        "nothing that a model could be asked",
        "elsewhere than here",
        "see research/peers.md",
        "--data ../shared/data",
        "problems come from /work/main/problems.csv",
        "/root/.cache",
        "in /home/somebody",
    ],
)
def test_a_forbidden_phrase_is_noticed(text: str) -> None:
    assert [line for line, _, _ in find_faults("first line\n" + text)] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "there is no driver",
        "# if there\n# are no GPUs",
        "it is no longer there",
        "is no larger than 5",
        "github.com/imagination-research/aimo2",
        "the notebook writes to /kaggle/working/out",
        "files below strategies/shared/ and framework/main",
        "answer each by hand",
        "moves apart",
    ],
)
def test_plain_sentences_pass(text: str) -> None:
    assert list(find_faults(text)) == []
