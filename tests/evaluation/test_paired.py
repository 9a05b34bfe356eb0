from __future__ import annotations

import sys
from random import Random

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.clusters import design_effect, robust_variance
from kaggle_utils.evaluation.paired import compare_measures, compare_verdicts

# Hours of sleep gained by two drugs, Student, Biometrika 1908; R's documentation of t.test(extra ~ group, paired = TRUE) has the results.
FIRST_DRUG = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND_DRUG = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def by_id(values: list[float]) -> dict[str, float]:
    return {str(number): value for number, value in enumerate(values)}


def verdicts(gained: int, lost: int, both: int, neither: int) -> tuple[dict[str, bool], dict[str, bool]]:
    """Two runs that differ so."""
    pairs = [(True, False)] * gained + [(False, True)] * lost + [(True, True)] * both + [(False, False)] * neither
    return {str(i): new for i, (new, _) in enumerate(pairs)}, {str(i): old for i, (_, old) in enumerate(pairs)}


def test_what_only_one_run_solved_is_counted() -> None:
    compared = compare_verdicts(*verdicts(gained=7, lost=1, both=1, neither=12))
    assert (compared.gained, compared.lost, compared.problems, compared.clusters) == (7, 1, 21, 21)
    assert (compared.new, compared.old, compared.difference) == pytest.approx((800 / 21, 200 / 21, 600 / 21))
    assert compared.interval == pytest.approx((2.6, 51.7), abs=0.05)
    assert (compared.exact_p, compared.p) == pytest.approx((0.0703, 0.0391), abs=5e-5)


def test_a_comparison_reads_as_a_sentence() -> None:
    assert str(compare_verdicts(*verdicts(7, 1, 1, 12))) == "7 gained, 1 lost of 21 problems, +28.6 points (+2.6 to +51.7)"


def test_wordings_of_a_family_that_change_together_count_as_one() -> None:
    new, old = verdicts(gained=12, lost=0, both=24, neither=24)
    families = {id_: str(int(id_) // 3) for id_ in new}
    compared, single = compare_verdicts(new, old, clusters=families), compare_verdicts(*verdicts(4, 0, 8, 8))
    assert (compared.gained, compared.clusters) == (12, 20)
    assert (compared.p, compared.exact_p) == (single.p, single.exact_p)
    assert compared.interval == pytest.approx(single.interval, abs=1)
    assert "of 60 problems in 20 clusters" in str(compared)


def test_a_number_is_not_a_verdict() -> None:
    with pytest.raises(InputError, match="a: \\[2, True\\] are not verdicts"):
        compare_verdicts({"a": 2}, {"a": True})  # type: ignore[dict-item]  # what a mistaken caller does


runs = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 5)), min_size=1, max_size=60)


@given(runs)
def test_swapping_the_runs_turns_the_comparison(rows: list[tuple[bool, bool, int]]) -> None:
    new, old = {str(i): row[0] for i, row in enumerate(rows)}, {str(i): row[1] for i, row in enumerate(rows)}
    families = {str(i): str(row[2]) for i, row in enumerate(rows)}
    there, back = compare_verdicts(new, old, clusters=families), compare_verdicts(old, new, clusters=families)
    assert (there.gained, there.lost, there.difference) == (back.lost, back.gained, -back.difference)
    assert there.p == pytest.approx(back.p)
    assert there.interval == pytest.approx((-back.interval.high, -back.interval.low), abs=1e-7)


@given(runs, st.integers(0, 10**6))
def test_the_order_in_which_problems_are_listed_does_not_matter(rows: list[tuple[bool, bool, int]], seed: int) -> None:
    ids = [str(i) for i in range(len(rows))]
    listed, shuffled = dict(zip(ids, rows, strict=True)), Random(seed).sample(ids, len(ids))
    first = compare_verdicts(
        {i: row[0] for i, row in listed.items()}, {i: row[1] for i, row in listed.items()}, clusters={i: str(listed[i][2]) for i in ids}
    )
    second = compare_verdicts(
        {i: listed[i][0] for i in shuffled}, {i: listed[i][1] for i in ids}, clusters={i: str(listed[i][2]) for i in shuffled}
    )
    assert first == second


def test_a_number_a_problem_is_compared_by_the_paired_t() -> None:
    compared = compare_measures(by_id(SECOND_DRUG), by_id(FIRST_DRUG), "h")
    assert (compared.new, compared.old) == pytest.approx((2.33, 0.75))
    assert compared.p == pytest.approx(0.002833, abs=5e-7)
    assert compared.interval == pytest.approx((0.7001142, 2.4598858), abs=5e-8)
    assert str(compared) == "2.33 against 0.75 h on 10 problems, +1.58 h (+0.7 to +2.46)"


def test_clustered_numbers_are_compared_with_statsmodels_cluster_robust_error() -> None:
    random = numpy.random.default_rng(3)
    groups = numpy.repeat(numpy.arange(15), random.integers(1, 6, 15))
    values = random.normal(0.3, 1, groups.size) + random.normal(0, 1, 15)[groups]
    fitted = OLS(values, numpy.ones_like(values)).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    compared = compare_measures(
        by_id(values.tolist()), by_id([0.0] * values.size), "s", clusters={str(i): str(group) for i, group in enumerate(groups)}
    )
    assert robust_variance(values.tolist(), [str(group) for group in groups]) == pytest.approx(float(fitted.bse[0]) ** 2)
    assert compared.p == pytest.approx(float(fitted.pvalues[0]))
    assert compared.interval == pytest.approx(tuple(fitted.conf_int()[0]))


def test_of_one_cluster_nothing_is_known() -> None:
    compared = compare_measures({"a": 1, "b": 2}, {"a": 0, "b": 0}, "s", clusters={"a": "x", "b": "x"})
    assert (compared.interval, compared.p) == ((-numpy.inf, numpy.inf), 1.0)


@pytest.mark.parametrize(("value", "p"), [(2.0, 0.0), (0.0, 1.0)])
def test_numbers_that_differ_everywhere_by_the_same_have_an_interval_without_width(value: float, p: float) -> None:
    compared = compare_measures(by_id([value] * 9), by_id([0.0] * 9), "s")
    assert (compared.interval, compared.p) == ((value, value), p)


@given(st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.integers(0, 6)), min_size=1, max_size=40))
def test_a_design_effect_is_between_one_and_what_the_largest_cluster_explains(rows: list[tuple[int, int]]) -> None:
    effect = design_effect([value for value, _ in rows], [str(cluster) for _, cluster in rows])
    largest = max(sum(cluster == other for _, other in rows) for _, cluster in rows)
    assert 1 <= effect <= largest * len(rows) / max(1, len({cluster for _, cluster in rows}) - 1) + 1e-9


def test_a_missing_library_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(InputError, match=r"scipy.optimize, which is not installed: .*pip install 'kaggle-utils\[evaluation\]'"):
        compare_verdicts({"a": True}, {"a": True})
