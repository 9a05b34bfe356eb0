"""HumanEval and MBPP are read as they are published."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.tasks import load_task
from kaggle_utils.evaluation.tasks.code_files import read_humaneval, read_mbpp
from tests.evaluation.tasks.conftest import HUMANEVAL, MBPP

HEAD = 'import math\n\n\ndef helper(x):\n    """Halves."""\n    return x / 2\n\n\ndef entry(x):\n    """Doubles."""\n'
HUMAN: dict[str, Any] = {
    "task_id": "HumanEval/0",
    "prompt": HEAD,
    "entry_point": "entry",
    "canonical_solution": "    return 2 * x\n",
    "test": "def check(candidate):\n    assert candidate(helper(2)) == 2\n",
}
BASIC: dict[str, Any] = {
    "task_id": 7,
    "text": "Write a function to double.",
    "code": "def twice(x):\n    return 2 * x\n",
    "test_list": ["assert math.isclose(twice(2), 4)"],
    "test_setup_code": "",
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_what_stands_before_the_function_is_given_to_program_and_tests(tmp_path: Path) -> None:
    ((problem, tests),) = read_humaneval(write(tmp_path / "h.jsonl", HUMAN))
    assert problem.id == "HumanEval/0"
    assert HEAD.strip() in problem.statement
    assert "assert" not in problem.statement
    assert ("import math" in tests.given, "def helper" in tests.given, "def entry" in tests.given) == (True, True, False)
    assert tests.solution == HEAD + "    return 2 * x\n"
    assert tests.tests.rstrip().endswith("check(entry)")


@pytest.mark.parametrize("sentence", ["text", "prompt"])
def test_the_tests_of_mbpp_are_shown_and_their_modules_imported(tmp_path: Path, sentence: str) -> None:
    row = {("prompt" if name == "text" and sentence == "prompt" else name): value for name, value in BASIC.items()}
    ((problem, tests),) = read_mbpp(write(tmp_path / "m.jsonl", row))
    assert (problem.id, tests.entry) == ("MBPP/7", "twice")
    assert problem.statement.startswith("Write a function to double.")
    assert "assert math.isclose(twice(2), 4)" in problem.statement
    assert tests.tests.startswith("import math\n")
    assert "return 2 * x" not in problem.statement


def test_a_compressed_file_is_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "HumanEval.jsonl.gz"
    packed.write_bytes(gzip.compress(HUMANEVAL.read_bytes()))
    assert read_humaneval(packed) == read_humaneval(HUMANEVAL)


def test_a_sample_is_the_beginning_of_a_larger_one() -> None:
    few, more = load_task("mbpp", MBPP, 5), load_task("mbpp", MBPP, 20)
    assert few.problems == more.problems[:5]
    assert load_task("mbpp", MBPP).problems[:20] == more.problems  # the file is the sample of 30 of the whole, in its order


@pytest.mark.parametrize(
    ("name", "row", "what"),
    [
        ("humaneval", BASIC, "line 1 has no text 'task_id', but 7"),
        ("mbpp", HUMAN, "has no text 'code'"),
        ("mbpp", BASIC | {"test_list": []}, "has no test_list"),
        ("mbpp", BASIC | {"code": "def thrice(x): return 3"}, "the tests call none of the functions"),
        ("mbpp", BASIC | {"code": "def twice(x:"}, "does not compile"),
        ("gsm8k", HUMAN, "has no answer"),
        ("triviaqa", HUMAN, "no task is called 'triviaqa'; there are: humaneval, mbpp, gsm8k, math, amc"),
    ],
)
def test_a_file_of_another_task_is_refused_with_its_line(tmp_path: Path, name: str, row: dict[str, Any], what: str) -> None:
    with pytest.raises(InputError, match=what):
        load_task(name, write(tmp_path / "file.jsonl", row))


def test_an_empty_file_and_an_empty_sample_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no problem"):
        load_task("humaneval", write(tmp_path / "none.jsonl"))
    with pytest.raises(InputError, match="ask for at least 1"):
        load_task("humaneval", HUMANEVAL, 0)
