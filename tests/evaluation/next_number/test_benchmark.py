"""The arms in runs: what is asked, that nothing is asked twice, what the report says, and what is refused."""

from __future__ import annotations

import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.intervals import wilson
from kaggle_utils.evaluation.next_number.arms import ARMS, find_arms
from kaggle_utils.evaluation.next_number.benchmark import Made, make_attempts
from kaggle_utils.evaluation.next_number.fate import Fate
from kaggle_utils.evaluation.next_number.report import Report, as_text, for_json, report_on
from kaggle_utils.evaluation.paired import VerdictComparison
from tests.evaluation.next_number.conftest import NEXT, QUESTIONS, SAYS, arm_of, id_of, measure_all, script, settings_into
from tests.scripted import ScriptedEngine
from tests.sequences.conftest import EXCERPT


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    return ScriptedEngine(script)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("next-number")


@pytest.fixture(scope="module")
def made(engine: ScriptedEngine, out: Path) -> dict[str, Made]:
    return measure_all(out, engine)


@pytest.fixture(scope="module")
def report(made: dict[str, Made]) -> Report:
    return report_on(made, QUESTIONS)


def test_each_arm_asks_each_question_once_and_a_second_start_asks_nothing(made: dict[str, Made], engine: ScriptedEngine, out: Path) -> None:
    asked = Counter((arm_of(messages), id_of(messages)) for messages in engine.calls)
    assert asked == {(arm, name): 1 for arm in ARMS[:3] for name in SAYS}
    again = ScriptedEngine(script)
    assert report_on(measure_all(out, again), QUESTIONS) == report_on(made, QUESTIONS)
    assert again.calls == []


def test_the_five_examples_are_earlier_turns_and_the_same_for_every_question(made: dict[str, Made], engine: ScriptedEngine) -> None:
    plain, shown = ([messages for messages in engine.calls if arm_of(messages) == arm] for arm in ("0-shot", "5-shot"))
    assert {len(messages) for messages in plain} == {2}
    assert {len(messages) for messages in shown} == {2 + 2 * 5}
    assert len({messages[:-1] for messages in shown}) == 1
    assert {messages[-1] for messages in shown} == {messages[-1] for messages in plain}
    assert [set(json.loads(message.content)) for message in shown[0][2:-1:2]] == [{"thought", "answer"}] * 5


def test_no_answer_is_shown_to_the_model(made: dict[str, Made], engine: ScriptedEngine) -> None:
    for messages in engine.calls:
        assert f", {NEXT[id_of(messages)]}, ..." not in messages[-1].content


def test_the_report_counts_what_became_of_each_attempt(report: Report) -> None:
    assert {each.arm: dict(each.fates) for each in report.arms} == {
        "0-shot": {Fate.RIGHT: 2, Fate.WRONG: 2, Fate.NO_JSON: 2},
        "5-shot": {Fate.RIGHT: 4, Fate.WRONG: 1, Fate.NO_JSON: 1},
        "by-program": {Fate.RIGHT: 2, Fate.WRONG: 1, Fate.REFUSED: 1, Fate.STORED: 2},
        "by-guess": {Fate.RIGHT: 4, Fate.WRONG: 2},  # nine primes fit a recurrence by chance
    }


def test_shares_have_wilsons_interval(report: Report) -> None:
    assert [each.right.interval for each in report.arms] == [wilson(count, 6) for count in (2, 4, 2, 4)]


def test_each_arm_is_compared_with_the_reply_without_examples_by_the_sequence(report: Report) -> None:
    found = {each.name: each for each in report.compared}
    assert {name: (each.against, each.gained, each.lost) for name, each in found.items()} == {
        "5-shot": ("0-shot", ("A000079", "A000142", "A007504"), ("A000290",)),
        "by-program": ("0-shot", (), ()),
        "by-guess": ("0-shot", ("A000079", "A000142"), ()),
    }
    judged = found["5-shot"].judgements["right"]
    assert isinstance(judged.comparison, VerdictComparison)
    # McNemar's exact test by hand: of 4 that differ, 3 or more on one side, (4 + 1) / 16, on either side.
    assert judged.comparison.exact_p == pytest.approx(10 / 16)
    assert judged.family == 3


def test_the_text_has_the_arms_the_comparisons_a_verdict_in_words_and_what_was_left_out(report: Report) -> None:
    text = as_text(report)
    rows = {cells[0]: cells[1:] for cells in (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text.splitlines())}
    assert rows["0-shot"][:4] == ("2 of 6", "10 to 70 %", "2", "2 (no JSON 2)")
    assert rows["by-program"][:4] == ("2 of 6", "10 to 70 %", "1", "3 (refused 1, terms stored 2)")
    assert "- 5-shot, right: not enough data; these pairs " in text
    assert "- sequences left out of the draw: none; lost: 0" in text


def test_the_report_can_be_written_as_json(report: Report) -> None:
    read = json.loads(json.dumps(for_json(report)))
    assert read["arms"][0]["fates"] == {"right": 2, "wrong": 2, "no JSON": 2}
    assert read["compared"][0]["measures"]["right"]["comparison"]["gained"] == 3


def test_arms_without_the_base_are_not_compared(made: dict[str, Made]) -> None:
    report = report_on({arm: made[arm] for arm in ("5-shot", "by-guess")}, QUESTIONS)
    assert ([each.arm for each in report.arms], report.compared) == (["5-shot", "by-guess"], ())
    assert "Comparisons" not in as_text(report)


def test_a_sequence_whose_attempt_was_lost_counts_in_no_arm_until_it_is_made(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fails(messages: Any, sampling: Any) -> str:
        if id_of(messages) == "A000045" and arm_of(messages) == "5-shot":
            raise RuntimeError("the model fails")
        return script(messages, sampling)

    made = {arm: make_attempts(arm, QUESTIONS.asked, settings_into(tmp_path, arm), engine=ScriptedEngine(fails)) for arm in ARMS[:2]}
    with caplog.at_level(logging.WARNING):
        report = report_on(made, QUESTIONS)
    assert ([each.right.total for each in report.arms], report.lost) == ([5, 5], 1)
    assert "1 of 6 sequences are left out" in caplog.text
    engine = ScriptedEngine(script)
    made = {arm: make_attempts(arm, QUESTIONS.asked, settings_into(tmp_path, arm), engine=engine) for arm in ARMS[:2]}
    assert report_on(made, QUESTIONS).lost == 0
    assert [(arm_of(messages), id_of(messages)) for messages in engine.calls] == [("5-shot", "A000045")]


def test_without_an_attempt_of_each_arm_there_is_no_report() -> None:
    with pytest.raises(InputError, match="none of the 6 sequences has an attempt of each arm: start the run again"):
        report_on({"0-shot": {}}, QUESTIONS)


def test_replies_are_greedy_unless_it_is_set_otherwise(tmp_path: Path) -> None:
    assert settings_into(tmp_path, "0-shot").temperature == 0.0
    assert settings_into(tmp_path, "0-shot", temperature=0.8).temperature == 0.8


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategies": {"trace": 1}}, "--set changes strategies, which the benchmark sets itself"),
        ({"prompting": {"examples": 2}}, "--set changes prompting.examples, which the arms set themselves"),
        ({"prompting": {"small_cases": 5}}, "say it with --terms"),
    ],
)
def test_settings_that_would_measure_something_else_are_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        settings_into(tmp_path, "5-shot", **changes)


def test_known_sequences_are_refused(tmp_path: Path) -> None:
    settings = settings_into(tmp_path, "0-shot", sequences=str(EXCERPT))
    with pytest.raises(InputError, match=r"ask for known sequences: .* leave sequences out"):
        make_attempts("0-shot", QUESTIONS.asked, settings, engine=ScriptedEngine(script))


def test_an_unknown_arm_is_refused_with_what_there_is() -> None:
    assert find_arms(["by-guess", "0-shot"]) == ["0-shot", "by-guess"]
    with pytest.raises(InputError, match="no arm is called 3-shot; there are: 0-shot, 5-shot, by-program, by-guess"):
        find_arms(["3-shot"])
