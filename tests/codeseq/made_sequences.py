"""Sequences made for the tests by rule, some of them flawed on purpose: ``write_sequences`` gives a file such as the pipeline reads."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.codeseq.name_rules import Rule, understand

TERMS = 30
LEAKED = "a(n) = 3*n^2 + 2*n + 7"  # of the first sequence, which the tests' benchmark has, too


def make_titles(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Names and titles. Of 12 in a row, 8 can be understood, and 4 are dropped by rules or cannot be understood."""
    random = Random(seed)
    made = []
    for number in range(count):
        c = [random.randint(2, 30) for _ in range(6)]
        titles = [
            f"a(n) = {c[0]}*n^2 + {c[1]}*n + {c[2] + number}",
            f"a(n) = ({c[0]}*n + {c[1]})^{2 + number % 3}",
            f"a(n) = {c[0]}*a(n-1) + {c[1]}*a(n-2), with a(0) = {c[2]}, a(1) = {c[3]}",
            f"a(n) = {2 + c[0] % 5}^n + {c[1]}*n + {c[4]}",
            f"a(n) = a(n-1) + {c[0]}*a(n-2) - {c[1]}*a(n-3), with a(0) = {c[2]}, a(1) = {c[3]}, a(2) = {c[4]}",
            f"Numbers congruent to {{{', '.join(map(str, sorted({c[0] % 7, 7 + c[1] % 7, 14 + c[2] % 9})))}}} mod {23 + c[3]}",
            f"Fibonacci sequence beginning {c[0]}, {c[1]}",
            f"a(n) = binomial(2*n,n) + {c[0]}*n^3",
            f"Number of reduced words of length n in a group on {c[0] + number} generators",
            "Partial sums of A000045 times n",
            "Triangle T(n,k) read by rows",
            f"Decimal expansion of the root of {c[0]}",
        ]
        made.append((f"A9{number:05}", titles[number % 12]))
    if count:
        made[0] = (made[0][0], LEAKED)
    return made


def terms_of(title: str, start: int) -> list[int]:
    """The terms of a title: by its rule, or, for one without a rule, of something else."""
    rule = understand(title) or Rule(f"{len(title)}*n^2 + 3^n + {sum(map(ord, title))}")
    return [rule.value(index) for index in range(start, start + TERMS)]


def start_of(title: str) -> int:
    """The index of the first term."""
    return 1 if "congruent" in title else 0


def write_sequences(path: Path, count: int, seed: int = 0) -> dict[str, str]:
    """Write a table of sequences. Returns the titles by name."""
    titles = dict(make_titles(count, seed))
    rows = []
    for name, title in titles.items():
        start = start_of(title)
        rows.append(f"{name}\t{name}: {title}.\t{start}\t{','.join(map(str, terms_of(title, start)))}\n")
    path.write_text("".join(rows))
    return titles
