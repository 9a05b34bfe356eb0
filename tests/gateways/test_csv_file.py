from __future__ import annotations

from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.problem import Problem


def read(tmp_path: Path, content: str | bytes) -> list[Problem]:
    path = tmp_path / "problems.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_problems(path, longest_statement=20_000)


def test_problems_are_read_with_and_without_answers(tmp_path: Path) -> None:
    assert read(tmp_path, "id,problem,answer\n1,How many?,42\n2,And now?,\n") == [
        Problem("1", "How many?", 42),
        Problem("2", "And now?", None),
    ]
    assert read(tmp_path, "id,problem\n007,How many?\n") == [Problem("007", "How many?", None)]


def test_quotes_newlines_and_latex_are_kept(tmp_path: Path) -> None:
    assert read(tmp_path, 'id,problem\n1,"a ""b"",\n$\\frac{1}{2}$"\n')[0].statement == 'a "b",\n$\\frac{1}{2}$'


@pytest.mark.parametrize(("text", "answer"), [("5.0", 5), ("-3", -3), ("123456789012345678901234567890", 123456789012345678901234567890)])
def test_answers_are_exact_integers(tmp_path: Path, text: str, answer: int) -> None:
    assert read(tmp_path, f"id,problem,answer\n1,x,{text}\n")[0].answer == answer


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty: it needs a header id,problem[,answer] and a row a problem"),
        ("id,problem\n", "has a header and no problems"),
        ("id,question\n1,x\n", "has no column 'problem', only id, question: rename the one that is meant"),
        ("name,problem\n1,x\n", "has no column 'id'"),
        ("id,problem\n1,x\n1,y\n", "has duplicate ids (1): each problem needs its own"),
        ("id,problem\n1,\n", "row 2 (id '1'): the problem is empty or NaN"),
        ("id,problem\n1,NaN\n", "row 2 (id '1'): the problem is empty or NaN"),
        ("id,problem\n,x\n", "row 2: the id is empty"),
        (
            "id,problem\n1," + "x" * 200_000 + "\n",
            "row 2 (id '1'): the statement has 200000 characters, more than longest_statement = 20000",
        ),
        ("id,problem,answer\n1,x,forty\n", "row 2 (id '1'): the answer 'forty' is not an integer: correct it or leave it empty"),
        ("id,problem,answer\n1,x,2.5\n", "the answer '2.5' is not an integer"),
        ("id,problem,answer\n1,x,inf\n", "the answer 'inf' is not an integer"),
        (b"id,problem\n1,\xff\xfe\n", "cannot be read as CSV"),
        ('id,problem\n1,"never closed\n', "cannot be read as CSV"),
    ],
)
def test_a_bad_file_is_one_error_that_names_it_and_the_way_out(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, content)
    assert message in str(error.value)
    assert str(tmp_path / "problems.csv") in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_problems(tmp_path / "none.csv", 20_000)
