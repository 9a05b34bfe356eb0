from __future__ import annotations

from kaggle_utils.messages import Message
from kaggle_utils.repair import ask_guide, diagnose, reflect
from kaggle_utils.sandbox import Execution, Verdict


def test_a_failed_run_is_diagnosed_by_its_error() -> None:
    execution = Execution(Verdict.ERROR, error="NameError: name 'comb' is not defined (line 2)")
    assert diagnose(execution) == "NameError: name 'comb' is not defined (line 2)"


def test_a_failed_run_without_an_error_is_diagnosed_by_its_verdict() -> None:
    assert diagnose(Execution(Verdict.CRASH)) == "crash"


def test_a_good_run_has_no_diagnosis() -> None:
    assert diagnose(Execution(Verdict.OK, stdout="5\n")) is None


def test_useless_output_is_quoted_with_the_complaint() -> None:
    assert diagnose(Execution(Verdict.OK, stdout="None\n"), "no integer") == "it printed 'None' (no integer)"
    assert diagnose(Execution(Verdict.OK), "no integer") == "it printed nothing (no integer)"


def test_a_long_output_is_quoted_by_its_end() -> None:
    diagnosis = diagnose(Execution(Verdict.OK, stdout="a" * 5000 + "end"), "no integer")
    assert diagnosis is not None
    assert "end'" in diagnosis
    assert len(diagnosis) < 120


def test_the_repair_turn_shows_the_reply_and_the_diagnosis() -> None:
    reply, request = reflect("```python\nx\n```", "NameError: {x} (line 1)")
    assert reply == Message("assistant", "```python\nx\n```")
    assert request.role == "user"
    assert "NameError: {x} (line 1)" in request.content


def test_a_guide_is_given_advice_only_where_there_is_some() -> None:
    (without,) = ask_guide((Message("user", "How many?"),), "print(1)", "no integer")
    (given,) = ask_guide((Message("user", "How many?"),), "print(1)", "no integer", "Print an integer.")
    assert "It failed: no integer\n\nExplain" in without.content
    assert "It failed: no integer\n\nPrint an integer.\n\nExplain" in given.content
