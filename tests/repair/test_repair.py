from __future__ import annotations

from kaggle_utils.messages import Message
from kaggle_utils.repair import ask_guide, diagnose, reflect, start_afresh
from kaggle_utils.repair.reflexion import read_guide
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


def test_advice_is_a_paragraph_of_its_own_in_the_repair_turn() -> None:
    (reply, without), (same_reply, given) = reflect("x", "no integer"), reflect("x", "no integer", "Print an integer.")
    assert reply == same_reply == Message("assistant", "x")
    assert "The program failed: no integer\n\nFind the mistake" in without.content
    assert "The program failed: no integer\n\nPrint an integer.\n\nFind the mistake" in given.content


def test_a_guide_is_given_advice_only_where_there_is_some() -> None:
    (without,) = ask_guide((Message("user", "How many?"),), "print(1)", "no integer")
    (given,) = ask_guide((Message("user", "How many?"),), "print(1)", "no integer", "Print an integer.")
    assert "It failed: no integer\n\nExplain" in without.content
    assert "It failed: no integer\n\nPrint an integer.\n\nExplain" in given.content


def test_another_approach_is_asked_for_at_the_end_of_the_task_and_without_advice_not_at_all() -> None:
    prompt = (Message("system", "Solve."), Message("user", "How many?"))
    assert start_afresh(prompt, "no integer") == prompt
    first, last = start_afresh(prompt, "no integer", "Print an integer.")
    assert first == prompt[0]
    assert last.role == "user"
    assert last.content.startswith("How many?\n\nTwo earlier programs for this failed in the same way: no integer\n\nPrint an integer.\n\n")


def test_the_guide_sees_the_task_and_the_program_and_its_reply_becomes_advice() -> None:
    (request,) = ask_guide((Message("system", "Solve."), Message("user", "How many?")), "\nprint(1)\n\n", "no integer")
    assert "for this task:\n\nHow many?\n" in request.content
    assert "```python\nprint(1)\n```" in request.content
    assert read_guide("\n It is empty.\n") == "A colleague looked at it and said: It is empty."
    assert read_guide(" " + "x" * 3000) == "A colleague looked at it and said: " + "x" * 2000
