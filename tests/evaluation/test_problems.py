"""Problem sets: the halves of the families, and files that the user gives."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.problems import EvaluationProblem, load_families, load_problem_set

ROWS: tuple[dict[str, object], ...] = (
    {"question": "Two and two?", "answer": "2 + 2 = <<2+2=4>>4\n#### 4", "idx": 0},
    {"question": "A thousand twice?", "answer": "#### 2,000", "idx": 1},
)


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def ids(problems: list[EvaluationProblem]) -> list[str]:
    return [problem.problem.id for problem in problems]


def test_the_halves_have_sixty_problems_each_and_share_no_family() -> None:
    seen, unseen = load_families("seen"), load_families("unseen")
    assert len(seen) == len(unseen) == 60
    assert not {problem.family for problem in seen} & {problem.family for problem in unseen}


def test_all_problems_are_those_of_both_halves() -> None:
    assert sorted(ids(load_families("all"))) == sorted(ids(load_families("seen")) + ids(load_families("unseen")))


def test_the_beginning_of_a_half_has_every_family_once() -> None:
    assert len({problem.family for problem in load_families("seen")[:20]}) == 20


def test_a_problem_of_a_family_has_what_its_file_says() -> None:
    (problem,) = (each for each in load_families("seen") if each.problem.id == "domino-squares-2")
    assert (problem.family, problem.construct, problem.difficulty) == ("domino-squares", "dynamic programming", "medium")
    assert (problem.law, problem.size, problem.modulus, problem.start) == ("linear", 45, 100003, 1)
    assert problem.trace is not None
    assert problem.trace[:3] == (2, 7, 22)
    assert problem.problem.answer == 75860


def test_gsm8k_s_answer_stands_after_its_solution(tmp_path: Path) -> None:
    problems = load_problem_set(write(tmp_path / "gsm.jsonl", *ROWS))
    assert [problem.problem.answer for problem in problems] == [4, 2000]


def test_numbers_as_ids_get_the_file_s_name(tmp_path: Path) -> None:
    assert ids(load_problem_set(write(tmp_path / "gsm.jsonl", *ROWS))) == ["gsm-0", "gsm-1"]


def test_texts_as_ids_are_kept(tmp_path: Path) -> None:
    assert ids(load_problem_set(write(tmp_path / "a.jsonl", {"id": "x7", "problem": "?", "answer": 1}))) == ["x7"]


def test_a_row_without_an_id_is_called_by_its_place(tmp_path: Path) -> None:
    rows = [{"problem": "?", "answer": "\\frac{1}{2}"}, {"problem": "?", "answer": "3"}]
    assert ids(load_problem_set(write(tmp_path / "math.jsonl", *rows))) == ["math-1"]


@pytest.mark.parametrize("key", ["problem", "question", "statement"])
def test_a_statement_has_one_of_three_keys(tmp_path: Path, key: str) -> None:
    (problem,) = load_problem_set(write(tmp_path / "a.jsonl", {key: "How many?", "answer": 1}))
    assert problem.problem.statement == "How many?"


def test_a_file_s_problem_is_its_own_family_and_has_no_trace(tmp_path: Path) -> None:
    (problem,) = load_problem_set(write(tmp_path / "a.jsonl", {"id": "x7", "problem": "?", "answer": 1}))
    assert problem.family == "x7"
    assert (problem.trace, problem.start, problem.size, problem.modulus, problem.construct) == (None,) * 5


@pytest.mark.parametrize(("answer", "value"), [(27.0, 27), (-1, -1), ("10,\\!080", 10080), ("90^\\circ", 90), ("\\$36", 36)])
def test_an_integer_is_read_in_every_dress(tmp_path: Path, answer: object, value: int) -> None:
    (problem,) = load_problem_set(write(tmp_path / "a.jsonl", {"problem": "?", "answer": answer}))
    assert problem.problem.answer == value


@pytest.mark.parametrize("answer", ["\\frac{14}{3}", "52_8", "1,-2", "2.5", 2.5, "\\text{east}", "3\\sqrt{13}", "7\\pi"])
def test_a_problem_whose_answer_is_not_an_integer_is_left_out_and_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, answer: object
) -> None:
    with caplog.at_level(logging.WARNING):
        problems = load_problem_set(write(tmp_path / "a.jsonl", {"problem": "?", "answer": answer}, {"problem": "?", "answer": 1}))
    assert [problem.problem.answer for problem in problems] == [1]
    assert "1 of 2 problems left out" in caplog.text


def test_csv_is_read_as_the_gateways_read_it(tmp_path: Path) -> None:
    (problem,) = load_problem_set(write(tmp_path / "a.csv", 'id,question,answer\n7,"How many, in all?",52\n'))
    assert (problem.problem.id, problem.problem.statement, problem.problem.answer) == ("7", "How many, in all?", 52)


def test_a_sample_is_the_same_everywhere(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *[{"problem": "?", "answer": number} for number in range(100)])
    assert ids(load_problem_set(path, sample=4, seed=1)) == ["a-58", "a-12", "a-54", "a-73"]


def test_a_sample_does_not_depend_on_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [{"id": number, "problem": "?", "answer": number} for number in range(100)]
    path = tmp_path / "a.jsonl"
    assert load_problem_set(write(path, *rows), sample=10) == load_problem_set(write(path, *reversed(rows)), sample=10)


def test_a_smaller_sample_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *[{"problem": "?", "answer": number} for number in range(50)])
    assert load_problem_set(path, sample=10) == load_problem_set(path, sample=20)[:10]


def test_another_seed_draws_another_sample(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *[{"problem": "?", "answer": number} for number in range(50)])
    assert ids(load_problem_set(path, sample=10, seed=1)) != ids(load_problem_set(path, sample=10, seed=2))


def test_a_sample_of_more_than_there_are_is_all_of_them(tmp_path: Path) -> None:
    assert len(load_problem_set(write(tmp_path / "gsm.jsonl", *ROWS), sample=100)) == len(ROWS)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.jsonl", "{\n", "a.jsonl, line 1, is not a JSON object"),
        ("a.jsonl", '{"problem": "?", "answer": 1}\n[1]\n', "line 2, is not a JSON object"),
        ("a.jsonl", '{"answer": 1}\n', "line 1 has no statement: it needs the key problem, question or statement"),
        ("a.jsonl", '{"problem": " ", "answer": 1}\n', "line 1 has no statement"),
        ("a.jsonl", '{"problem": "?"}\n', "line 1 has no answer: it needs the key answer"),
        ("a.jsonl", '{"problem": "?", "answer": true}\n', "has no answer: it needs the key answer with a number or a text, and has True"),
        ("a.jsonl", '{"id": 1, "problem": "?", "answer": 1}\n' * 2, "line 2: a line above has the id 'a-1' too"),
        ("a.jsonl", '{"problem": "?", "answer": "1/3"}\n', "holds 1 problems and not one with an integer"),
        ("a.jsonl", "", "holds 0 problems"),
        ("a.csv", "id,problem,answer\n1,?,\n", "the problem '1' has no answer"),
        ("a.csv", "id,problem,answer\n1,?,1/3\n", "the answer '1/3' is not an integer"),
    ],
)
def test_a_bad_file_is_named_with_its_fault(tmp_path: Path, name: str, content: str, fault: str) -> None:
    with pytest.raises(InputError) as raised:
        load_problem_set(write(tmp_path / name, content))
    assert fault in str(raised.value)
    assert name in str(raised.value)


@pytest.mark.parametrize("name", ["missing.jsonl", "missing.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=name):
        load_problem_set(tmp_path / name)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"problem": "caf\xe9", "answer": 1}')
    with pytest.raises(InputError, match=r"a\.jsonl is not UTF-8"):
        load_problem_set(tmp_path / "a.jsonl")


def test_a_sample_of_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least 1"):
        load_problem_set(write(tmp_path / "gsm.jsonl", *ROWS), sample=0)
