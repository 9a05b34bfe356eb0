"""Fill in kaggle_utils/voting/reliability.toml: how often an answer was right, by its source.

    python -m benchmarks.vote_run --out DIR                              # attempts at problems with known answers
    python -m benchmarks.calibrate_votes DIR/journal.jsonl [...] [--where TEXT]

Reads the journals of runs with known answers: ``vote_run``'s, or those of ``solve`` over a file with answers (attempts that an early stop
cut off are then missing, which flatters the quick ones). Rows with ``against``, which are from other measurements, are kept unchanged. The
share of copies and the independence are those that make the known answers likeliest.
Prints the score by each rule, and how sure the vote was against how often it was right.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from math import log
from pathlib import Path

import kaggle_utils
from kaggle_utils.journal.history import Round
from kaggle_utils.settings import Settings
from kaggle_utils.traces import check_trace, expectations_of
from kaggle_utils.voting.ballot import answer_of, collect_votes, is_contradicted
from kaggle_utils.voting.reliability import CHECK, CONTRADICTION, Reliabilities, path_of, reliabilities_of
from kaggle_utils.voting.reliability import Path as SourcePath
from kaggle_utils.voting.revote import load_run
from kaggle_utils.voting.vote import elect, probabilities

TABLE = Path(kaggle_utils.__file__).parent / "voting" / "reliability.toml"
COPY_SHARES = [step / 20 for step in range(19)]  # a copy never counts as much as an independent program
INDEPENDENCES = [step / 20 for step in range(1, 21)]
MIN_PROBABILITY = 1e-9  # the least of any probability; else rounding could make it 0
HEADER = """\
# How often an answer is right, by its source. Made by `python -m benchmarks.calibrate_votes`; may be edited by hand.
# `path` goes from general to special: program or words, how it was repaired, the strategy, its preparations. A source without a
# row takes its parent's figure, one with few votes is drawn towards it. `doubt` says how often a trace is right that a check or another
# trace speaks against. docs/voting.md says how a vote's weight follows.
"""


@dataclass(frozen=True)
class Case:
    """A problem with a known answer, its attempts, and the settings that they were made with."""

    round: Round
    settings: Settings

    @property
    def gold(self) -> int:
        """The known answer."""
        assert self.round.problem.answer is not None
        return self.round.problem.answer


def read_cases(journals: Sequence[Path]) -> list[Case]:
    """The problems with known answers at which attempts were made."""
    runs = [load_run(journal) for journal in journals]
    rounds = [(round_, settings) for history, settings in runs for round_ in history.rounds.values()]
    return [Case(round_, settings) for round_, settings in rounds if round_.problem.answer is not None and round_.attempts]


def count_sources(cases: Sequence[Case]) -> dict[SourcePath, Counter[bool]]:
    """By path and every part of it, how many answers were right and wrong. Answers by a law count for the law's table, not for this one."""
    counts: dict[SourcePath, Counter[bool]] = defaultdict(Counter)
    for case in cases:
        for attempt in case.round.attempts.values():
            if attempt.answer is None or attempt.extrapolation is not None or attempt.simulated:
                continue
            path = path_of(attempt)
            for depth in range(1, len(path) + 1):
                counts[path[:depth]][answer_of(attempt, case.settings) == case.gold] += 1
    return dict(sorted(counts.items()))


def count_doubts(cases: Sequence[Case]) -> dict[str, Counter[bool]]:
    """By doubt, how many of the traces' answers that have it are right and wrong; and the same of all traces, under ""."""
    counts: dict[str, Counter[bool]] = {name: Counter() for name in ("", CHECK, CONTRADICTION)}
    for case in cases:
        attempts = list(case.round.attempts.values())
        expected = expectations_of(case.round.problem.statement)
        for attempt in attempts:
            if attempt.trace is None or attempt.answer is None:
                continue
            right = answer_of(attempt, case.settings) == case.gold
            doubted = any(finding.is_doubt for finding in check_trace(attempt.trace, expected))
            contradicted = is_contradicted(replace(attempt, trace_modulus=expected.modulus), [a for a in attempts if a is not attempt])
            for name, holds in (("", True), (CHECK, doubted), (CONTRADICTION, contradicted)):
                counts[name][right] += holds
    return counts


def count_agreement(cases: Sequence[Case], table: Reliabilities) -> tuple[int, int]:
    """Of pairs of wrong votes at one problem by programs of different structure, how many agree, and how many there are."""
    agreeing = pairs = 0
    for case in cases:
        votes = collect_votes(list(case.round.attempts.values()), replace(case.settings, voting="log-odds"), table)
        wrong = [vote for vote in votes if vote.answer != case.gold]
        apart = [(one, other) for one, other in combinations(wrong, 2) if one.fingerprint is None or one.fingerprint != other.fingerprint]
        pairs += len(apart)
        agreeing += sum(one.answer == other.answer for one, other in apart)
    return agreeing, pairs


def likelihood(cases: Sequence[Case], table: Reliabilities) -> float:
    """The logarithm of the probability that the table gives to the known answers, on average."""
    logs = []
    for case in cases:
        votes = collect_votes(list(case.round.attempts.values()), replace(case.settings, voting="log-odds"), table)
        named = probabilities(votes, table.alternatives, table.independence)
        logs.append(log(max(MIN_PROBABILITY, named.get(case.gold, 1 - sum(named.values())))) if votes else 0.0)
    return sum(logs) / len(logs)


def write_table(
    cases: Sequence[Case], where: str, agreement: tuple[int, int], dependence: tuple[float, float], kept: Sequence[str], file: Path = TABLE
) -> None:
    """The table as TOML."""
    text = HEADER
    text += "\n[wrong_answers]  # pairs at one problem by programs of different structure: how many name the same answer\n"
    text += f'agreeing = {agreement[0]}\npairs = {agreement[1]}\nwhere = "{where}"\n'
    text += "\n[dependence]  # what a vote counts whose program is a copy of another one's, and which share of all weight is evidence\n"
    text += f'copy_share = {dependence[0]}\nindependence = {dependence[1]}\nwhere = "{where}"\n'
    for path, counts in count_sources(cases).items():
        names = ", ".join(f'"{part}"' for part in path)
        text += f'\n[[source]]\npath = [{names}]\nright = {counts[True]}\ntotal = {counts.total()}\nwhere = "{where}"\n'
    text += "".join(kept)
    doubts = count_doubts(cases)
    against = f"{{ right = {doubts[''][True]}, total = {doubts[''].total()} }}"
    for name in (CHECK, CONTRADICTION):
        counts = doubts[name]
        text += f'\n[[doubt]]\nname = "{name}"\nright = {counts[True]}\ntotal = {counts.total()}\nagainst = {against}\nwhere = "{where}"\n'
    file.write_text(text, encoding="utf-8")


def kept_rows(text: str) -> list[str]:
    """The rows of a table with ``against``, unchanged and with their comments."""
    rows = text.partition("\n[[doubt]]")[0].split("\n[[source]]")[1:]
    return [f"\n[[source]]{row.rstrip()}\n" for row in rows if "against" in tomllib.loads(row)]


def describe(cases: Sequence[Case], table: Reliabilities) -> str:
    """The score by each rule, and how sure the vote was."""
    lines = []
    for rule in ("majority", "log-odds"):
        votes = [collect_votes(list(case.round.attempts.values()), replace(case.settings, voting=rule), table) for case in cases]
        elected = [elect(cast) for cast in votes]
        right = [result is not None and result.answer == case.gold for result, case in zip(elected, cases, strict=True)]
        lines.append(f"{rule:10} {sum(right)} of {len(cases)} right")
    sure = [max(probabilities(cast, table.alternatives, table.independence).values(), default=0.0) for cast in votes]
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = [hit for chance, hit in zip(sure, right, strict=True) if low <= chance < high]
        if inside:
            lines.append(f"sure {low:.2f} to {min(high, 1.0):.2f}: {sum(inside)} of {len(inside)} right")
    return "\n".join(lines)


def main() -> None:
    """Count, choose the share of copies, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("journals", type=Path, nargs="+", metavar="JOURNAL")
    parser.add_argument("--where", default="models/demo on problems of its families, benchmarks/vote_run.py", metavar="TEXT")
    arguments = parser.parse_args()
    cases = read_cases(arguments.journals)
    kept = kept_rows(TABLE.read_text(encoding="utf-8"))
    where = f"{arguments.where}; {len(cases)} problems"
    table = reliabilities_of(tomllib.loads(TABLE.read_text(encoding="utf-8")))
    agreement = count_agreement(cases, table)
    write_table(cases, where, agreement, (table.copy_share, table.independence), kept)
    table = reliabilities_of(tomllib.loads(TABLE.read_text(encoding="utf-8")))
    fits = [replace(table, copy_share=share, independence=part) for share, part in product(COPY_SHARES, INDEPENDENCES)]
    likelihoods = {(fit.copy_share, fit.independence): likelihood(cases, fit) for fit in fits}
    profile = {share: max(likelihoods[share, part] for part in INDEPENDENCES) for share in COPY_SHARES}
    best = max(likelihoods, key=lambda key: likelihoods[key])
    write_table(cases, where, agreement, best, kept)
    shown = ", ".join(f"{share}: {profile[share]:.4f}" for share in COPY_SHARES[::3])
    print(f"{len(cases)} problems; mean log-likelihood by the share of copies: {shown}")
    print(f"{describe(cases, replace(table, copy_share=best[0], independence=best[1]))}\nwrote {TABLE}")


if __name__ == "__main__":
    main()
