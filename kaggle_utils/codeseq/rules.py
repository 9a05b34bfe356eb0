"""The written rules of the filter: what is dropped before anything is asked, by terms, name, keywords and formulas."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.codeseq.benchmarks import Benchmarks
from kaggle_utils.codeseq.reasons import Reason, Refusal
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.codeseq.shifts import ShiftIndex

MIN_DIFFERENT = 4  # terms; with fewer, most programs agree with the examples
OF_THE_OEIS = re.compile(r"\bA\d{6,7}\b")


@dataclass(frozen=True)
class WrittenRules:
    """The tables of rules.toml: patterns of names, and keywords, each with why."""

    derived: tuple[tuple[re.Pattern[str], str], ...]
    kind: tuple[tuple[re.Pattern[str], str], ...]
    keywords: Mapping[str, str]


@cache
def load_rules() -> WrittenRules:
    """The rules of rules.toml."""
    table = tomllib.loads((files("kaggle_utils.codeseq") / "rules.toml").read_text(encoding="utf-8"))
    derived, kind = (tuple((re.compile(each["pattern"], re.IGNORECASE), each["why"]) for each in table[key]) for key in ("derived", "kind"))
    return WrittenRules(derived, kind, table["keywords"])


def apply_rules(sequences: Iterable[Sequence], min_terms: int, benchmarks: Benchmarks) -> dict[str, Refusal]:
    """The sequences that a rule drops, by name. Of sequences with equal terms under a shift the first stays."""
    index = ShiftIndex()
    refused: dict[str, Refusal] = {}
    for sequence in sequences:
        refusal = judge(sequence, min_terms) or _known(sequence, benchmarks, index)
        if refusal is not None:
            refused[sequence.name] = refusal
        else:
            index.add(sequence.name, sequence.terms)
    return refused


def judge(sequence: Sequence, min_terms: int) -> Refusal | None:
    """The first rule that drops a sequence by itself, None if none does."""
    rules = load_rules()
    if len(sequence.terms) < min_terms:
        return Refusal(Reason.FEW_TERMS, f"{len(sequence.terms)} terms")
    if why := _matching(rules.derived, sequence.title):
        return Refusal(Reason.DERIVED_NAME, why)
    formulas = sequence.formulas
    if formulas and all(OF_THE_OEIS.search(formula) for formula in formulas):
        return Refusal(Reason.DERIVED_FORMULAS, "every formula refers to another sequence")
    for keyword in sequence.keywords or ():
        if keyword in rules.keywords:
            return Refusal(Reason.UNSUITABLE_KEYWORD, f"{keyword}: {rules.keywords[keyword]}")
    if why := _matching(rules.kind, sequence.title):
        return Refusal(Reason.UNSUITABLE_KIND, why)
    if not sequence.title.strip() or (formulas == () and sequence.has_program is False):
        return Refusal(Reason.NO_RULE, "nothing says how it is computed")
    if len(set(sequence.terms)) < MIN_DIFFERENT:
        return Refusal(Reason.LITTLE_VARIETY, f"{len(set(sequence.terms))} different terms")
    return None


def _matching(patterns: Iterable[tuple[re.Pattern[str], str]], title: str) -> str | None:
    return next((why for pattern, why in patterns if pattern.search(title)), None)


def _known(sequence: Sequence, benchmarks: Benchmarks, index: ShiftIndex) -> Refusal | None:
    if name := benchmarks.find_sequence(sequence.name, sequence.terms):
        return Refusal(Reason.BENCHMARK_SEQUENCE, name)
    if name := index.find(sequence.terms):
        return Refusal(Reason.SAME_TERMS, name)
    return None
