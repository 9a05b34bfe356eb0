"""The figures of a build: counts and reasons by stage, the paper's Table 1, failures, difficulty, cost, and how diverse the samples are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kaggle_utils.codeseq.count_tokens import CountTokens
from kaggle_utils.codeseq.diversity import Diversity, describe_diversity
from kaggle_utils.codeseq.history import History
from kaggle_utils.codeseq.reasons import STAGES, Reason, Refusal, Stage, stage_of
from kaggle_utils.codeseq.sample import Sample
from kaggle_utils.codeseq.select_samples import Selection
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.codeseq.training_rows import paper_row


@dataclass(frozen=True)
class StageCount:
    """How many units entered a stage and how many left it; the others by reason. The filter counts sequences, the data rows."""

    stage: Stage
    entered: int
    left: int
    reasons: Mapping[str, int]


@dataclass(frozen=True)
class Table1:
    """The paper's Table 1.

    ``first_hit_rate`` is the share of samples whose first program passed; corrections are averaged over the others.
    """

    samples: int
    tokens: int
    output_tokens: int
    longest_output: int
    first_hit_rate: float
    average_corrections: float
    most_corrections: int
    tokens_are: str


@dataclass(frozen=True)
class Cost:
    """What the agents wrote and took: per accepted sample, including all that was dropped. ``seconds`` are of replies, not of wall time."""

    replies: int
    prompt_tokens: int
    written_tokens: int
    seconds: float
    written_tokens_per_sample: float
    seconds_per_sample: float


@dataclass(frozen=True)
class Statistics:
    """All figures of a build. Counts by kind: ``failures`` of programs on test cases, ``corrections`` and ``pass_rates`` of samples.

    ``given_up`` counts units without a program that passes by how the last one failed. ``cases`` are the model's proposed test cases, how
    many contradicted the sequence, and how many it does not know.
    """

    stages: tuple[StageCount, ...]
    open: int
    table: Table1
    cost: Cost
    cases: Mapping[str, int]
    failures: Mapping[str, int]
    given_up: Mapping[str, int]
    corrections: Mapping[str, int]
    pass_rates: Mapping[str, int]
    diversity: Diversity


def make_statistics(
    history: History, sequences: Iterable[Sequence], descriptions: int, selection: Selection, count_tokens: CountTokens, tokens_are: str
) -> Statistics:
    """The figures of what a record holds and of the samples that were selected."""
    drawn = list(sequences)
    samples = selection.samples
    by_rules = {} if history.rules is None else history.rules.refused
    stages = _count_stages(history, by_rules, len(drawn), selection)
    filtered = sum(stages[0].reasons.values())
    decided = sum("#" in unit for unit in (*history.refused, *history.accepted))
    outcomes = Counter(result.outcome for results in history.ran.values() for result in results if result.outcome != "right")
    given_up = [refusal.detail for refusal in history.refused.values() if refusal.reason is Reason.NEVER_PASSED]
    return Statistics(
        stages=stages,
        open=(len(drawn) - filtered) * descriptions - decided,
        table=_make_table(samples, count_tokens, tokens_are),
        cost=_add_up(history, len(samples)),
        cases={
            "proposed": sum(each.proposed for each in history.cases.values()),
            "contradicted by the sequence": sum(each.contradicted for each in history.cases.values()),
            "not among the known terms": sum(each.unknown for each in history.cases.values()),
        },
        failures=_ordered(outcomes),
        given_up=_ordered(given_up),
        corrections=dict(sorted(Counter(str(sample.corrections) for sample in samples).items())),
        pass_rates=dict(sorted(Counter(f"{sample.pass_rate:.2f}" for sample in samples).items())),
        diversity=describe_diversity(samples, {sequence.name: sequence for sequence in drawn}),
    )


def _count_stages(history: History, by_rules: Mapping[str, Refusal], drawn: int, selection: Selection) -> tuple[StageCount, ...]:
    """Units that are open count as not having entered the stages after the filter."""
    refusals = [*by_rules.values(), *history.refused.values()]
    by_stage: dict[Stage, Counter[str]] = {stage: Counter() for stage in STAGES}
    for refusal in (*refusals, *selection.left_out.values()):
        by_stage[stage_of(refusal.reason)][str(refusal.reason)] += 1
    refused = {stage: sum(counts.values()) for stage, counts in by_stage.items()}
    accepted = len(history.accepted)
    rows = len(selection.samples)
    entered = {
        "filter": drawn,
        "problem": accepted + refused["supervision"] + refused["problem"],
        "supervision": accepted + refused["supervision"],
        "data": rows + refused["data"],
    }
    return tuple(StageCount(stage, entered[stage], entered[stage] - refused[stage], _ordered(by_stage[stage])) for stage in STAGES)


def _make_table(samples: tuple[Sample, ...], count_tokens: CountTokens, tokens_are: str) -> Table1:
    rows = [paper_row(sample) for sample in samples]
    outputs = [count_tokens(row["output"]) for row in rows]
    corrected = [sample.corrections for sample in samples if sample.corrections]
    return Table1(
        samples=len(samples),
        tokens=sum(outputs) + sum(count_tokens(row["input"]) for row in rows),
        output_tokens=sum(outputs),
        longest_output=max(outputs, default=0),
        first_hit_rate=_ratio(len(samples) - len(corrected), len(samples)),
        average_corrections=_ratio(sum(corrected), len(corrected)),
        most_corrections=max(corrected, default=0),
        tokens_are=tokens_are,
    )


def _add_up(history: History, samples: int) -> Cost:
    replies = list(history.replied.values())
    written, seconds = sum(each.completion.tokens for each in replies), sum(each.seconds for each in replies)
    prompts = sum(each.completion.prompt_tokens for each in replies)
    return Cost(len(replies), prompts, written, round(seconds, 1), _ratio(written, samples), _ratio(seconds, samples))


def _ratio(part: float, whole: int) -> float:
    return round(part / whole, 2) if whole else 0.0


def _ordered(counted: Iterable[str] | Mapping[str, int]) -> dict[str, int]:
    """Counts, the largest first; equal ones by name."""
    counts = Counter(counted)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
