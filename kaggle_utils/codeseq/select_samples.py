"""Which of the accepted samples become rows: near-duplicates of earlier ones and samples that are too long are left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.count_tokens import CountTokens
from kaggle_utils.codeseq.reasons import Reason, Refusal
from kaggle_utils.codeseq.sample import Sample
from kaggle_utils.codeseq.training_rows import paper_row
from kaggle_utils.codeseq.word_runs import near_duplicates


@dataclass(frozen=True)
class Selection:
    """The samples that stay, in their order, and why others were left out, by their units."""

    samples: tuple[Sample, ...]
    left_out: dict[str, Refusal]


def select_samples(samples: Iterable[Sample], config: CodeSeqConfig, count_tokens: CountTokens) -> Selection:
    """Leave out what is nearly another sample's text, programs for one and the same description excepted, and what is too long."""
    everything = tuple(samples)
    descriptions = {_problem_of(sample): sample.problem.description for sample in everything}
    twins = near_duplicates(descriptions, config.near_duplicate)
    left_out: dict[str, Refusal] = {}
    for sample in everything:
        row = paper_row(sample)
        tokens = count_tokens(row["input"]) + count_tokens(row["output"])
        if twin := twins.get(_problem_of(sample)):
            left_out[sample.unit] = Refusal(Reason.NEAR_DUPLICATE, twin)
        elif tokens > config.longest_sample:
            left_out[sample.unit] = Refusal(Reason.TOO_LONG, f"{tokens} tokens")
    return Selection(tuple(sample for sample in everything if sample.unit not in left_out), left_out)


def _problem_of(sample: Sample) -> str:
    return sample.unit.rpartition(".")[0]
