"""What the vote did with the right answers, and what its shares are worth."""

from __future__ import annotations

import pytest

from kaggle_utils.journal.events import AttemptMade, BallotClosed
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.report.problem_record import ProblemRecord
from kaggle_utils.report.selection import ShareGroup, calibrate, find_selection
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt

SETTINGS = Settings.preset("cpu-demo")


def record(number: int, gold: int | None, elected: int, share: float, *answers: int | None, reason: str | None = None) -> ProblemRecord:
    id_ = str(number)
    attempts = tuple(AttemptMade(id_, rank, Attempt("trace", (), answer)) for rank, answer in enumerate(answers))
    ballot = BallotClosed(id_, (), tuple((answer, 1.0) for answer in dict.fromkeys(answers) if answer is not None), (), len(answers), ())
    return ProblemRecord(number, Problem(id_, "?", gold), attempts, (), ballot, Answer(id_, elected, share, 1.0, reason))


def test_a_right_answer_that_was_not_elected_is_a_loss() -> None:
    records = [record(1, 5, 5, 1.0, 5, 5), record(2, 5, 7, 0.5, 7, 5, 5), record(3, 5, 7, 1.0, 7), record(4, None, 7, 1.0, 7)]
    selection = find_selection(records, SETTINGS)
    assert selection is not None
    assert (selection.known, selection.found, selection.elected, selection.right) == (3, 2, 1, 1)
    assert [(lost.record.number, lost.attempts, lost.share, lost.elected_share) for lost in selection.not_elected] == [(2, 2, 0.5, 0.5)]


def test_a_fallback_that_happens_to_be_right_was_neither_found_nor_elected() -> None:
    selection = find_selection([record(1, 0, 0, 0.0, None, reason="none")], SETTINGS)
    assert selection is not None
    assert (selection.found, selection.elected, selection.right) == (0, 0, 1)


def test_answers_are_compared_as_the_competition_takes_them() -> None:
    settings = Settings.preset("cpu-demo", modulus=1000)
    selection = find_selection([record(1, 5, 7, 1.0, 7, 2005)], settings)
    assert selection is not None
    assert len(selection.not_elected) == 1


def test_without_known_answers_neither_can_be_said() -> None:
    assert find_selection([record(1, None, 5, 1.0, 5)], SETTINGS) is None
    assert calibrate([record(1, None, 5, 1.0, 5)]) is None


def test_shares_are_grouped_and_those_of_all_votes_stand_apart() -> None:
    records = [record(1, 5, 5, 1.0), record(2, 5, 6, 1.0), record(3, 5, 5, 0.5), record(4, 5, 5, 0.99), record(5, 5, 0, 0.0, reason="none")]
    calibration = calibrate(records)
    assert calibration is not None
    assert calibration.groups == (
        ShareGroup("40% to 60%", 1, 0.5, 1),
        ShareGroup("80% to 100%", 1, 0.99, 1),
        ShareGroup("all", 2, 1.0, 1),
    )
    assert calibration.brier == pytest.approx((0 + 1 + 0.25 + 0.0001) / 4)
