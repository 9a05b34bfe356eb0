"""What may follow a number in a sentence and leave it the sentence's one value."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.following import may_follow


@pytest.mark.parametrize(
    "rest",
    [
        "",
        ".",
        "!",
        "! And 43 is not.",
        " chairs",
        " chairs.",
        " chairs\n43 tables",
        "**",
        " chairs in two months",
        " chairs - blue ones",
        " \u2714\ufe0f",
        " a day",
        " g",
        " chairs, because 6 times 7 is that",
        " for n = 10",
        " when x is 3, of course",
        " and that is all",
        " (chairs)",
        " (namely 6 times 7).",
        " (Because of 6 times 7)",
        " (for n = 10)",
        " (of them); the rest is lost",
        ": the rest is lost",
        "%",
        "\u00b0",
        " km/h",
        "km",
        "cm^2",
        " m^2",
        " - chairs",
        " \u2013 chairs",
        " \U0001f389",
        "\u4e2a",
    ],
)
def test_a_unit_a_reason_a_case_or_the_end_may(rest: str) -> None:
    assert may_follow(rest) is True


@pytest.mark.parametrize(
    "rest",
    [
        "?",
        " or 43",
        " and 43",
        " and forty",
        " thousand",
        " Thousand",
        "th",
        "abc",
        " more",
        " x",
        " x^2",
        " n^2 in all",
        " a^2",
        " + 1",
        " - 1",
        " -x",
        " -- 1",
        " chairs or 43",
        " for n = 10, and 43 for n = 11",
        " (or 43)",
        " (About)",
        " (approx.)",
        " (roughly)",
        " (43)",
        " (chairs",
        " (chairs)#",
        " (for n = 10) (or more)",
        " X",
        " half-dozen",
        "m tall",
        " (for n = 10, 43 for n = 11)",
        ": 43",
        "; forty of them",
        " five",
        " two months",
        " with a remainder of 1",
        " rounded down",
        " which we reduce mod 7",
        "\u4e07",
        " \u4e07\u4e2a",
        " #",
        " =",
    ],
)
def test_another_number_a_second_value_or_a_doubt_may_not(rest: str) -> None:
    assert may_follow(rest) is False
