"""How often the intervals contain the truth, and how often the tests find a difference that is not there, on simulated runs like ours.

The worlds are those of benchmarks/comparison_worlds.py, which benchmarks/comparison_statistics.py draws more often. The seeds are fixed, so
that a test gives the same result each time; the limits are those that an issue of this repository sets, and with 1,000 draws the standard
error of a coverage is 0.7 %.
"""

from __future__ import annotations

import numpy
import pytest

from benchmarks.comparison_worlds import World
from kaggle_utils.evaluation.intervals import share
from kaggle_utils.evaluation.judge import Conclusion, judge
from kaggle_utils.evaluation.paired import compare_measures, compare_verdicts
from kaggle_utils.evaluation.power import needed_for_tie

DRAWS = 1000
COVERAGE, SIZE = (0.93, 0.97), (0.03, 0.07)


def within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


SHAPES = {
    "40 problems": (40, 1),
    "120 problems": (120, 1),
    "20 families of 3": (20, 3),
    "40 families of 3": (40, 3),
    "40 x 4 samples": (40, 4),
}


@pytest.mark.parametrize("skill", [0.0, 1.0], ids=["no difference", "a difference"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_intervals_contain_the_truth_and_tests_keep_their_size(shape: tuple[int, int], skill: float) -> None:
    world = World(*shape, skill=skill)
    true_share, true_difference = world.truth()
    shares = differences = found = 0
    for new, old, clusters in world.runs(seed=1, draws=DRAWS):
        compared = compare_verdicts(new, old, clusters=clusters)
        differences += compared.interval.low <= true_difference <= compared.interval.high
        found += compared.p <= 0.05
        low, high = share(new, clusters).interval
        shares += low <= true_share <= high
    assert within(shares / DRAWS, COVERAGE)
    assert within(differences / DRAWS, COVERAGE)
    assert skill or within(found / DRAWS, SIZE)


def test_wordings_that_are_taken_for_independent_problems_find_what_is_not_there() -> None:
    """Why clusters are asked for: the same runs, with and without them."""
    world = World(40, 3, luck=2.0)
    compared = [
        (compare_verdicts(new, old).p, compare_verdicts(new, old, clusters=clusters).p)
        for new, old, clusters in world.runs(seed=2, draws=DRAWS)
    ]
    single, clustered = (sum(p <= 0.05 for p in ps) / DRAWS for ps in zip(*compared, strict=True))
    assert single > 0.1
    assert within(clustered, SIZE)


@pytest.mark.parametrize(("families", "wordings"), [(40, 1), (20, 3), (40, 3)])
def test_intervals_of_skewed_measures_contain_the_truth(families: int, wordings: int) -> None:
    """Tokens are log-normal; the new run writes 20 % less."""
    random = numpy.random.default_rng(3)
    shape, family = (DRAWS, families, wordings), (DRAWS, families, 1)
    common = random.normal(6, 0.6, family) + random.normal(0, 0.3, shape)
    spread = 0.4**2 + 0.3**2
    truth = -0.2 * numpy.exp(6 + (0.6**2 + 0.3**2 + spread) / 2)
    new, old = (
        factor * numpy.exp(common + random.normal(0, 0.4, family) + random.normal(0, 0.3, shape)).reshape(DRAWS, -1) for factor in (0.8, 1)
    )
    ids = [f"{number}-{wording}" for number in range(families) for wording in range(wordings)]
    clusters = {id_: id_.split("-")[0] for id_ in ids}
    hits = 0
    for of_new, of_old in zip(new.tolist(), old.tolist(), strict=True):
        low, high = compare_measures(
            dict(zip(ids, of_new, strict=True)), dict(zip(ids, of_old, strict=True)), "tokens", clusters=clusters
        ).interval
        hits += low <= truth <= high
    assert within(hits / DRAWS, COVERAGE)


def test_a_planted_effect_is_found_and_a_planted_null_is_tied() -> None:
    world = World(100, 1, luck=0.0, skill=4.0)
    new, old, _ = next(world.runs(seed=4, draws=DRAWS))
    effect, null = judge([compare_verdicts(new, old), compare_verdicts(old, dict(old))])
    assert (effect.conclusion, null.conclusion) == (Conclusion.BETTER, Conclusion.TIED)


def test_a_null_of_fresh_samples_is_tied_as_often_as_planned() -> None:
    random, discordance, margin, draws = numpy.random.default_rng(5), 0.2, 10.0, 300
    problems = needed_for_tie(margin, discordance)
    ids, tied, wrong = [str(number) for number in range(problems)], 0, 0
    for _ in range(draws):
        differs, gained = random.random(problems) < discordance, random.random(problems) < 0.5
        new = dict(zip(ids, (differs & gained).tolist(), strict=True))
        old = dict(zip(ids, (differs & ~gained).tolist(), strict=True))
        conclusion = judge([compare_verdicts(new, old)], margin)[0].conclusion
        tied += conclusion is Conclusion.TIED
        wrong += conclusion in (Conclusion.BETTER, Conclusion.WORSE)
    assert tied / draws == pytest.approx(0.8, abs=0.06)
    assert wrong / draws <= 0.07
