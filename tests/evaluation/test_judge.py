from __future__ import annotations

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.judge import Conclusion, correct, judge
from kaggle_utils.evaluation.paired import VerdictComparison, compare_measures, compare_verdicts
from tests.evaluation.test_paired import verdicts


def compare(gained: int, lost: int, total: int) -> VerdictComparison:
    return compare_verdicts(*verdicts(gained, lost, 0, total - gained - lost))


@pytest.mark.parametrize(
    ("gained", "lost", "total", "conclusion"),
    [
        (30, 4, 100, Conclusion.BETTER),
        (4, 30, 100, Conclusion.WORSE),
        (0, 0, 100, Conclusion.TIED),  # the same replies twice
        (0, 0, 40, Conclusion.NOT_ENOUGH_DATA),
        (10, 10, 100, Conclusion.NOT_ENOUGH_DATA),  # the same way twice, with fresh samples
        (100, 100, 1000, Conclusion.TIED),
        (5, 0, 5, Conclusion.NOT_ENOUGH_DATA),
        (6, 0, 6, Conclusion.BETTER),
        (40, 10, 5000, Conclusion.BETTER),  # by less than the margin, and yet not by chance
    ],
)
def test_a_comparison_is_judged_by_its_p_and_then_by_its_interval(gained: int, lost: int, total: int, conclusion: Conclusion) -> None:
    assert judge([compare(gained, lost, total)])[0].conclusion is conclusion


def test_a_wider_margin_makes_a_tie() -> None:
    assert judge([compare(10, 10, 100)], margin=10)[0].conclusion is Conclusion.TIED


def test_a_difference_has_to_survive_the_correction_for_the_number_of_comparisons() -> None:
    lucky, others = compare(8, 1, 40), [compare(5, 5, 40)] * 3
    assert judge([lucky])[0].conclusion is Conclusion.BETTER
    assert judge([lucky, *others])[0].conclusion is Conclusion.NOT_ENOUGH_DATA


def test_correction_is_holms() -> None:
    # The worked example of Wikipedia's article "Holm-Bonferroni method"
    assert correct([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert correct([]) == []


def test_fewer_tokens_are_better_where_less_is_better() -> None:
    dear, cheap = {str(i): 100.0 + i for i in range(20)}, {str(i): 90.0 + i % 7 for i in range(20)}
    compared = compare_measures(cheap, dear, "tokens")
    assert judge([compared], margin=5, less_is_better=True)[0].conclusion is Conclusion.BETTER
    assert judge([compared], margin=5)[0].conclusion is Conclusion.WORSE


def test_a_judgement_reads_as_a_sentence() -> None:
    alone, together = judge([compare(30, 4, 100)])[0], judge([compare(30, 4, 100), compare(10, 10, 100)])
    assert str(alone) == "better: 30 gained, 4 lost of 100 problems, +26 points (+15.7 to +36.5), p 3.5e-06"
    assert str(together[0]).endswith("p 3.5e-06 (6.9e-06 corrected for 2 comparisons)")
    assert str(together[1]).endswith("; to find a difference of 5 points takes 758 problems")


def test_one_margin_cannot_judge_points_and_tokens() -> None:
    tokens = compare_measures({"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 1.0}, "tokens")
    with pytest.raises(InputError, match="one margin cannot judge points and tokens"):
        judge([compare(1, 1, 10), tokens])


@pytest.mark.parametrize("margin", [0, -1])
def test_a_margin_that_nothing_lies_within_is_refused(margin: float) -> None:
    with pytest.raises(InputError, match="the margin is"):
        judge([compare(1, 1, 10)], margin)


def test_an_empty_family_has_no_judgements() -> None:
    assert judge([]) == []
