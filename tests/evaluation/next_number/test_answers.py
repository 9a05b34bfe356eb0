"""How the answer is read from a reply, computed by a program, and guessed; and what each attempt amounts to. Right values as tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kaggle_utils.engines import Sampling
from kaggle_utils.evaluation.next_number.arms import BY_PROGRAM
from kaggle_utils.evaluation.next_number.benchmark import Made, make_attempts
from kaggle_utils.evaluation.next_number.by_guess import by_guess
from kaggle_utils.evaluation.next_number.by_reply import read_answer
from kaggle_utils.evaluation.next_number.fate import Fate, fate_of
from kaggle_utils.evaluation.next_number.questions import Question, write_terms
from kaggle_utils.messages import Message
from tests.evaluation.next_number.conftest import PRIMES, settings_into
from tests.scripted import CUT, ScriptedEngine, program, says


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ('{"thought": "squares", "answer": 36}', 36),
        ('{"answer": -5}', -5),
        ('{"answer": 1000000000000000000000000000000000000000000000000000000000007}', 10**60 + 7),
        ('{"answer": "36"}', 36),
        ('{"thought": "squares", "answer": 36, "sure": true}', 36),
        ('```json\n{\n "thought": "they are\nsquares",\n "answer": 36\n}\n```', 36),
        ('The rule is $a_{n} = n^{2}$, so {1, 4, 9} goes on.\n{"thought": "squares", "answer": 36} That is all.', 36),
        ('<think>{"answer": 35}</think>{"thought": "squares", "answer": 36}', 36),
        ('{"thought": "no answer yet"}\n{"thought": "squares", "answer": 36}', 36),
        ('{"thought": "squares", "answer": 36}\n{"thought": "or else", "answer": 37}', 36),
    ],
)
def test_the_answer_of_the_first_object_that_has_one_is_read(reply: str, answer: int) -> None:
    assert read_answer(reply) == (answer, None)


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ("The next term is 36.", "there is no JSON object in it"),
        ("", "there is no JSON object in it"),
        ('{"thought": "squares" "answer": 36}', "there is no JSON object in it"),
        ('{"thought": "squares", "answer": 3,600}', "there is no JSON object in it"),
        ('{"thought": "by \\( n^2 \\)", "answer": 36}', "there is no JSON object in it"),
        ('{"thought": "squares", "answer": 36', "there is no JSON object in it"),
        ('{"thought": "squares"}', "answer: Field required"),
        ('{"answer": 36.5}', "answer: Input should be a valid integer"),
        ('{"answer": null}', "answer: Input should be a valid integer"),
        ('{"answer": true}', "answer: Input should be a valid integer"),
        ('{"answer": [36]}', "answer: Input should be a valid integer"),
        ('{"answer": "thirty-six"}', "answer: Input should be a valid integer"),
        ('{"answer": 1' + 5000 * "0" + "}", "there is no JSON object in it"),
    ],
)
def test_a_reply_without_an_integer_answer_in_json_has_none(reply: str, complaint: str) -> None:
    answer, diagnosis = read_answer(reply)
    assert answer is None
    assert diagnosis is not None
    assert complaint in diagnosis


def only(made: Made) -> Fate:
    (attempt,) = made.values()
    return fate_of(attempt, 36)


@pytest.mark.parametrize(
    ("reply", "fate"),
    [
        ('{"answer": 36}', Fate.RIGHT),
        ('{"answer": 37}', Fate.WRONG),
        ("It is 36.", Fate.NO_JSON),
        (f'{{"thought": "squares, as {CUT}', Fate.CUT_OFF),
        (f'{{"answer": 36}} because {CUT}', Fate.RIGHT),
    ],
)
def test_a_reply_is_right_wrong_without_json_or_cut_off(tmp_path: Path, reply: str, fate: Fate) -> None:
    question = Question("A000290", (0, 1, 4, 9, 16, 25), 36)
    assert only(make_attempts("0-shot", [question], settings_into(tmp_path, "0-shot"), engine=ScriptedEngine(says(reply)))) == fate


FOR = "for n in range(1, 11): print(n, f(n))"
# Programs for (n + k)^2, of which the terms for n = 1 to 9 are shown, and what they amount to.
PROGRAMS: dict[str, tuple[str, Fate]] = {
    "computes": (program("def f(n): return (n + {k}) ** 2\n" + FOR), Fate.RIGHT),
    "by a recurrence": (
        program("a, b = ({k} + 1) ** 2, ({k} + 2) ** 2\nfor n in range(1, 11):\n    print(n, a)\n    a, b = b, 2 * b - a + 2"),
        Fate.RIGHT,
    ),
    "more terms": (program("def f(n): return (n + {k}) ** 2\nfor n in range(0, 30): print(n, f(n))"), Fate.RIGHT),
    "wrong at the next": (program("def f(n): return (n + {k}) ** 2 + n // 10\n" + FOR), Fate.WRONG),
    "another rule": (program("def f(n): return (n + {k}) ** 2 + n - 1\n" + FOR), Fate.REFUSED),
    "the last shown wrong": (program("def f(n): return (n + {k}) ** 2 + n // 9\n" + FOR), Fate.REFUSED),
    "fewer terms": (program("for n in range(1, 10): print(n, (n + {k}) ** 2)"), Fate.REFUSED),
    "words": (program("print('the next one is 36')"), Fate.REFUSED),
    "a table": (program("terms = {terms}\nfor n in range(1, 11): print(n, terms[n - 1])"), Fate.STORED),
    "a table and a rule": (
        program("def f(n): return {shown}[n - 1] if n < 10 else (n + {k}) ** 2\n" + FOR),
        Fate.STORED,
    ),
    "a hidden table": (program("f = [*map(abs, {terms})].__getitem__\nfor n in range(1, 11): print(n, f(n - 1))"), Fate.STORED),
    "a table that ends": (program("terms = {shown}\nfor n in range(1, 11): print(n, terms[n - 1])"), Fate.STORED),
    "an error": (program("print(1, nothing)"), Fate.FAILED),
    "syntax": (program("def f(n) return n"), Fate.FAILED),
    "no program": ("I cannot find a rule.", Fate.NO_PROGRAM),
    "cut off": (f"```python\ndef f(n):\n    return {CUT}", Fate.CUT_OFF),
}


def square(k: int) -> Question:
    return Question(f"A{900000 + k}", tuple((n + k) ** 2 for n in range(1, 10)), (10 + k) ** 2)


@pytest.fixture(scope="module")
def by_case(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Fate]:
    """Every case in one run, each with a sequence of its own."""
    questions = {case: square(100 * place) for place, case in enumerate(PROGRAMS, 1)}

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        case, question = next((case, each) for case, each in questions.items() if write_terms(each.shown) in messages[-1].content)
        values = {"{k}": int(question.id[1:]) - 900000, "{shown}": list(question.shown), "{terms}": [*question.shown, question.next]}
        text = PROGRAMS[case][0]
        for field, value in values.items():
            text = text.replace(field, str(value))
        return text

    out = tmp_path_factory.mktemp("programs")
    made = make_attempts(BY_PROGRAM, list(questions.values()), settings_into(out, BY_PROGRAM), engine=ScriptedEngine(script))
    return {case: fate_of(made[question.id], question.next) for case, question in questions.items()}


@pytest.mark.parametrize("case", PROGRAMS)
def test_a_program_counts_if_it_computes_the_terms_shown(by_case: dict[str, Fate], case: str) -> None:
    assert by_case[case] == PROGRAMS[case][1]


def test_a_program_is_mended_where_repairs_are_set(tmp_path: Path) -> None:
    wrong, right = (PROGRAMS[case][0].replace("{k}", "100") for case in ("another rule", "computes"))
    engine = ScriptedEngine(says(wrong, right))
    made = make_attempts(BY_PROGRAM, [square(100)], settings_into(tmp_path, BY_PROGRAM, repair_rounds=1), engine=engine)
    assert made["A900100"].answer == 110**2
    assert "a(2) is 10405 by it, and 10404 in the sequence" in engine.calls[1][-1].content


def test_a_model_is_asked_for_the_program_with_the_terms_and_their_number(tmp_path: Path) -> None:
    engine = ScriptedEngine(says("no"))
    make_attempts(BY_PROGRAM, [square(0)], settings_into(tmp_path, BY_PROGRAM), engine=engine)
    question = engine.calls[0][-1].content
    for part in (
        "the first 9 terms",
        "a(1), a(2), ..., a(9)",
        "1, 4, 9, 16, 25, 36, 49, 64, 81, ...",
        "For n = 1 to 10",
        "after 60 seconds",
    ):
        assert part in question
    assert "A900000" not in question


@pytest.mark.parametrize(
    ("shown", "answer"),
    [
        ((0, 1, 1, 2, 3, 5, 8, 13, 21, 34), 55),
        (tuple(n**3 - n for n in range(10)), 990),
        ((1, 1, 2, 6, 24, 120, 720, 5040, 40320), 362880),
        ((1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796), 58786),
        ((5, 5, 5, 5, 5, 5, 5, 5), 5),
        (PRIMES, None),
        ((3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9), None),
    ],
)
def test_a_law_of_the_terms_says_the_next_one_and_without_a_law_there_is_none(shown: tuple[int, ...], answer: int | None) -> None:
    attempt = by_guess("by-guess", Question("A000001", shown, 0))
    assert (attempt.answer, attempt.turns, attempt.extrapolation is None) == (answer, (), answer is None)


def test_an_attempt_by_guess_without_an_answer_found_no_law() -> None:
    assert fate_of(by_guess("by-guess", Question("A000040", PRIMES, 41)), 41) == Fate.NO_LAW
