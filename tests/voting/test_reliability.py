from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from math import exp, log

import pytest

from kaggle_utils.engines import Completion
from kaggle_utils.strategies import BY_MODEL, Attempt, Extrapolation, Repair, Turn
from kaggle_utils.voting.reliability import (
    CHECK,
    CONTRADICTION,
    PARENT_COUNTS,
    AnswerKind,
    Count,
    Doubt,
    Reliabilities,
    load_reliabilities,
    path_of,
    reliabilities_of,
)

SHIPPED = tomllib.loads((files("kaggle_utils.voting") / "reliability.toml").read_text(encoding="utf-8"))


def turn(diagnosis: str | None = None, repairs: tuple[Repair, ...] = ()) -> Turn:
    return Turn(Completion("", 1, 1, "stop"), "print(1)", None, diagnosis, repairs=repairs)


REWRITTEN = turn(repairs=(Repair(BY_MODEL, "fixed"),))


def attempt(*turns: Turn, strategy: str = "trace", **fields: object) -> Attempt:
    return Attempt(strategy, turns or (turn(),), answer=1, **fields)  # type: ignore[arg-type]


def table(*sources: AnswerKind) -> Reliabilities:
    return Reliabilities({source.path: source for source in sources}, 2.0, 0.5, 0.5)


PROGRAM = AnswerKind(("program",), 800, 1000, "here")


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (attempt(), ("program", "first try", "trace")),
        (attempt(executed=False, strategy="chain-of-thought"), ("words", "first try", "chain-of-thought")),
        (attempt(turn("NameError"), REWRITTEN), ("program", "rewritten once", "trace")),
        (attempt(turn("NameError"), replace(REWRITTEN, diagnosis="no integer"), REWRITTEN), ("program", "rewritten again", "trace")),
        (attempt(turn(), branches=(turn("NameError"), REWRITTEN)), ("program", "first try", "trace")),
        (attempt(turn("the reply is empty"), turn()), ("program", "first try", "trace")),
        (attempt(turn(repairs=(Repair("missing import", "fixed"),))), ("program", "mended", "trace")),
        (attempt(turn(repairs=(Repair("missing import", "not fixed"),))), ("program", "first try", "trace")),
        (attempt(strategy="step-back+trace"), ("program", "first try", "trace", "step-back+trace")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_an_answer_is_of_a_kind(made: Attempt, path: tuple[str, ...]) -> None:
    assert path_of(made) == path


def test_a_source_without_counts_has_its_parents_figure() -> None:
    known = table(PROGRAM)
    assert known.at(("program", "mended", "pal")) == known.at(("program",)) == pytest.approx(801 / 1002)


def test_sources_are_looked_up_below_a_kind_that_has_no_counts_or_was_compared_elsewhere() -> None:
    compared = AnswerKind(("words",), 500, 1000, "there", against=Count(800, 1000), other=("program",))
    inner = AnswerKind(("words", "first try"), 30, 30, "here")
    assert table(PROGRAM, compared, inner).at(("words", "first try")) > 0.6 > table(PROGRAM, compared).at(("words", "first try"))
    assert table(replace(PROGRAM, path=("program", "mended"))).at(("program", "mended")) == pytest.approx(0.794, abs=0.001)


@pytest.mark.parametrize(("source", "law", "known"), [(PROGRAM, 0.0, 0.0), (replace(PROGRAM, right=10**17, total=10**17), 1.0, 1.0)])
def test_a_doubt_changes_nothing_about_what_is_certain(source: AnswerKind, law: float, known: float) -> None:
    doubting = replace(table(source), doubts={CHECK: Doubt(CHECK, 4, 18, Count(108, 141), "here")})
    extrapolation = Extrapolation("f(n) = n", "polynomial", 2, "A", law, (80,))
    assert doubting.of(attempt(doubts=("constant",), extrapolation=extrapolation)) == known


def test_a_source_with_few_counts_is_drawn_towards_its_parent() -> None:
    known = table(PROGRAM, AnswerKind(("program", "mended"), 0, 20, "here"))
    assert known.at(("program", "mended")) == pytest.approx(PARENT_COUNTS * known.at(("program",)) / (20 + PARENT_COUNTS))


def test_a_comparison_made_elsewhere_gives_its_difference_in_log_odds() -> None:
    words = AnswerKind(("words",), 500, 1000, "there", against=Count(800, 1000), other=("program",))
    odds = log(4) + Count(500, 1000).log_odds - Count(800, 1000).log_odds
    assert table(PROGRAM, words).at(("words",)) == pytest.approx(1 / (1 + exp(-odds)), abs=0.002)


def test_program_law_and_made_up_values_all_have_to_be_right() -> None:
    known = table(PROGRAM, AnswerKind(("words",), 300, 1000, "here"))
    law = Extrapolation("f(n) = n", "polynomial", 2, "A", 0.9, (80,))
    plain = known.of(attempt())
    assert known.of(attempt(extrapolation=law)) == pytest.approx(0.9 * plain)
    assert known.of(attempt(simulated=("f(1) -> 2", "f(2) -> 3"))) == pytest.approx(plain * known.at(("words",)) ** 2)


def test_the_shipped_table_has_its_form_and_says_where_every_figure_is_from() -> None:
    known = reliabilities_of(SHIPPED)
    assert SHIPPED.keys() == {"wrong_answers", "dependence", "source", "doubt"}
    assert {("program",), ("words",)} <= known.sources.keys()
    for row in SHIPPED["source"]:
        assert row.keys() <= {"path", "right", "total", "where", "against", "other"}
        assert 0 <= row["right"] <= row["total"]
        assert row["where"]
    for row in SHIPPED["doubt"]:
        assert row.keys() == {"name", "right", "total", "against", "where"}
        assert 0 <= row["right"] <= row["total"] <= row["against"]["total"]
        assert row["where"]
    assert 0 < known.at(("words",)) < known.at(("program",)) <= known.best() < 1
    assert known.alternatives >= 1
    assert 0 <= known.copy_share < 1
    assert 0 < known.independence <= 1
    assert load_reliabilities() is load_reliabilities()


@pytest.mark.parametrize("wrong", [{}, SHIPPED | {"source": [{"path": "program", "right": 1, "total": 2, "where": "x"}]}])
def test_a_table_of_another_form_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"has no|is not"):
        reliabilities_of(wrong)


def test_a_doubt_lowers_the_log_odds_by_what_was_counted() -> None:
    doubt = Doubt(CHECK, 4, 18, Count(108, 141), "here")
    known = replace(table(PROGRAM), doubts={CHECK: doubt})
    plain, doubted = known.of(attempt()), known.of(attempt(doubts=("constant",)))
    assert log(doubted / (1 - doubted)) == pytest.approx(log(plain / (1 - plain)) + doubt.log_odds)
    assert doubt.log_odds < 0


def test_a_contradiction_lowers_it_too() -> None:
    known = replace(table(PROGRAM), doubts={CONTRADICTION: Doubt(CONTRADICTION, 6, 22, Count(112, 159), "here")})
    assert known.of(attempt(), contradicted=True) < known.of(attempt())


def test_the_shipped_doubts_are_doubts() -> None:
    assert {name: doubt.log_odds < 0 for name, doubt in reliabilities_of(SHIPPED).doubts.items()} == {CHECK: True, CONTRADICTION: True}


def test_the_number_of_wrong_answers_follows_from_how_often_two_agree() -> None:
    made = reliabilities_of(SHIPPED | {"wrong_answers": {"agreeing": 3, "pairs": 10, "where": "here"}})
    assert made.alternatives == 12 / 4
