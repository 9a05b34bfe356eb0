"""The measures of the benchmark, over all sequences, those of a group, or those with a keyword."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kaggle_utils.evaluation.intervals import Interval, Share, share, wilson
from kaggle_utils.evaluation.oeis.at_k import majority_at
from kaggle_utils.evaluation.oeis.outcome import Outcomes, SampleOutcome
from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.evaluation.pass_at_k import pass_at

ALL = "all"


@dataclass(frozen=True)
class Mean:
    """The mean over ``sequences`` of a number between 0 and 1.

    ``interval`` is Wilson's, which is cautious here: no number in that range varies more than one that is always 0 or 1.
    """

    value: float
    sequences: int
    interval: Interval


@dataclass(frozen=True)
class Measures:
    """The figures of one kind of sequences. Shares are of samples, with intervals over sequences, whose samples are not independent.

    ``accuracy`` counts samples all of whose terms are right. ``pass_at`` and ``majority_at`` are by the number k of samples, from 1 on and
    never more than were made; a sample passes, and votes, only if it was not refused and does not look its terms up. ``law_found`` and
    ``law_right`` are of the samples at sequences of which enough further terms are known, None where there are none.
    """

    kind: str
    sequences: int
    samples: int
    accuracy: Share
    right_before_error: Mean
    pass_at: Mapping[int, Mean]
    majority_at: Mapping[int, Mean]
    compiles: Share
    timed_out: Share
    readable: Share
    refused: Share
    looked_up: Share
    law_found: Share | None
    law_right: Share | None


def measure(kind: str, outcomes: Outcomes) -> Measures:
    """The measures of samples at one sequence or more, as many at each."""
    made = min(len(samples) for samples in outcomes.values())
    ks = sizes_of_samples(made)
    return Measures(
        kind,
        sequences=len(outcomes),
        samples=sum(len(samples) for samples in outcomes.values()),
        accuracy=_share(outcomes, lambda each: each.is_right),
        right_before_error=_mean([sum(each.right_before_error for each in samples) / made for samples in outcomes.values()]),
        pass_at={k: _mean([_pass_at(k, samples) for samples in outcomes.values()]) for k in ks},
        majority_at={k: _mean([_majority_at(k, samples) for samples in outcomes.values()]) for k in ks},
        compiles=_share(outcomes, lambda each: each.compiles),
        timed_out=_share(outcomes, lambda each: each.is_timed_out),
        readable=_share(outcomes, lambda each: each.is_readable),
        refused=_share(outcomes, lambda each: each.is_refused),
        looked_up=_share(outcomes, lambda each: each.is_looked_up),
        law_found=_share_of_judged(outcomes, lambda each: each.law_found),
        law_right=_share_of_judged(outcomes, lambda each: each.law_is_right),
    )


def sizes_of_samples(made: int) -> list[int]:
    """The k that are shown where so many samples were made: 1, 2, 4, ... and all of them."""
    return sorted({2**power for power in range(made.bit_length()) if 2**power <= made} | {made})


def by_group(outcomes: Outcomes, sequences: Sequence[OeisSequence]) -> list[Measures]:
    """The measures of each group that has an outcome, in alphabetical order."""
    return _by_kind(outcomes, {sequence.id: (sequence.group,) for sequence in sequences})


def by_keyword(outcomes: Outcomes, sequences: Sequence[OeisSequence]) -> list[Measures]:
    """The measures of each keyword of the OEIS that an outcome's sequence has, in alphabetical order. Most sequences have several."""
    return _by_kind(outcomes, {sequence.id: sequence.keywords for sequence in sequences})


def _by_kind(outcomes: Outcomes, kinds: Mapping[str, Iterable[str]]) -> list[Measures]:
    listed: dict[str, dict[str, Sequence[SampleOutcome]]] = {}
    for id_, samples in outcomes.items():
        for kind in kinds[id_]:
            listed.setdefault(kind, {})[id_] = samples
    return [measure(kind, listed[kind]) for kind in sorted(listed)]


def _pass_at(k: int, samples: Sequence[SampleOutcome]) -> float:
    return float(pass_at(k, len(samples), sum(each.passes for each in samples)))


def _majority_at(k: int, samples: Sequence[SampleOutcome]) -> float:
    wrong = Counter(each.vote for each in samples if each.vote is not None and not each.passes)
    right = sum(each.passes for each in samples)
    return float(majority_at(k, list(wrong.values()), right, abstained=len(samples) - right - wrong.total()))


def _mean(values: Sequence[float]) -> Mean:
    total = min(sum(values), len(values))  # floats may add up to a little more
    return Mean(total / len(values), len(values), wilson(total, len(values)))


def _share(outcomes: Outcomes, is_so: Callable[[SampleOutcome], bool]) -> Share:
    listed = [(f"{id_} {number}", id_, is_so(each)) for id_, samples in outcomes.items() for number, each in enumerate(samples)]
    return share({sample: verdict for sample, _, verdict in listed}, {sample: id_ for sample, id_, _ in listed})


def _share_of_judged(outcomes: Outcomes, is_so: Callable[[SampleOutcome], bool | None]) -> Share | None:
    judged = {id_: samples for id_, samples in outcomes.items() if all(is_so(each) is not None for each in samples)}
    return _share(judged, lambda each: bool(is_so(each))) if judged else None
