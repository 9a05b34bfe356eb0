"""Rows of the runs in benchmarks/runs: right programs alone, and nothing of what training is measured on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kaggle_utils.answers import extract_code
from kaggle_utils.cli import main
from kaggle_utils.codeseq.benchmarks import BenchmarkItem
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.problems import load_families
from kaggle_utils.settings import REPOSITORY
from kaggle_utils.train.rows import read_rows
from kaggle_utils.train.verified_rows import LeftOut, VerifiedRows, make_rows

RUNS = REPOSITORY / "benchmarks" / "runs"
TRACES, ANSWERS = RUNS / "seen-0.5b" / "trace-function", RUNS / "seen-0.5b" / "program-of-thoughts"
MANY = RUNS / "gsm8k-0.5b" / "program-of-thoughts"  # problems of a file; the 0.5B is right at one in sixty of ours
FOLDERS = [TRACES, ANSWERS, MANY]


@pytest.fixture(scope="module")
def made() -> VerifiedRows:
    return make_rows(FOLDERS)


def test_every_attempt_gives_a_row_or_a_reason(made: VerifiedRows) -> None:
    attempts = sum('"event": "attempt"' in line for folder in FOLDERS for line in (folder / "journal.jsonl").open(encoding="utf-8"))
    assert len(made.rows) + sum(made.left_out.values()) == attempts == 160
    assert len(made.rows) > 5


def test_programs_of_traces_print_the_true_terms_when_they_are_run_again(made: VerifiedRows) -> None:
    known = {each.problem.id: each for each in load_families("seen")}
    traces = [row for row in made.rows if row["verified"] == "trace"]
    assert traces
    for row in traces:
        problem = known[row["id"].split("/")[1]]
        assert problem.trace is not None
        assert problem.start is not None
        code = extract_code(row["messages"][-1]["content"])
        assert code is not None
        names: dict[str, object] = {}
        exec(code, names)  # programs of a run that is kept in the repository
        function = names["f"]
        assert callable(function)
        first = max(1, problem.start)
        terms = [function(size) for size in range(first, first + 3)]
        modulus = problem.modulus
        truth = problem.trace[first - problem.start :][:3]
        assert all(term == true or (modulus and term == true % modulus) for term, true in zip(terms, truth, strict=True)), row["id"]


def test_prompts_are_those_that_were_sent_and_only_the_reply_is_trained_on(made: VerifiedRows, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in made.rows))
    for read in read_rows([path]):
        assert [message.is_trained for message in read.messages] == [False] * (len(read.messages) - 1) + [True]
    row = next(row for row in made.rows if row["id"].startswith("trace-function/"))
    assert [message["role"] for message in row["messages"]] == ["system", "user", "assistant", "user", "assistant"]
    assert row["messages"][2]["weight"] == 0
    statement = next(each.problem.statement for each in load_families("seen") if each.problem.id == row["id"].split("/")[1])
    assert statement in row["messages"][3]["content"]


def test_runs_on_the_unseen_half_are_refused() -> None:
    with pytest.raises(InputError, match="holds problems of the unseen half of the families, such as"):
        make_rows([RUNS / "unseen-1.5b" / "trace-function"])


def test_a_program_that_prints_the_terms_of_an_unseen_family_gives_no_row_whatever_the_words_of_its_problem() -> None:
    # Two demo problems ask for coprime pairs, as an unseen family does, in words that have nothing in common with it.
    folder = RUNS / "distillation-1.5b" / "demo"
    rows = make_rows([folder])
    assert rows.left_out[LeftOut.BENCHMARK] == 2
    assert not [row["id"] for row in rows.rows if "coprime_pairs" in row["id"]]


def test_words_of_a_benchmark_that_is_given_leave_a_row_out(made: VerifiedRows) -> None:
    row = made.rows[0]
    statement = next(each.problem.statement for each in load_families("seen") if each.problem.id == row["id"].split("/")[1])
    leaked = make_rows(FOLDERS, [BenchmarkItem("leak", f"Something else first. {statement}")])
    assert row["id"] not in {each["id"] for each in leaked.rows}
    assert leaked.left_out[LeftOut.BENCHMARK] > made.left_out.get(LeftOut.BENCHMARK, 0)


def test_the_same_program_under_the_same_prompt_is_taken_once(made: VerifiedRows, tmp_path: Path) -> None:
    copy = tmp_path / "again"
    shutil.copytree(TRACES, copy)
    twice = make_rows([*FOLDERS, copy])
    assert [row["id"] for row in twice.rows] == [row["id"] for row in made.rows]
    assert twice.left_out[LeftOut.TWICE] > made.left_out.get(LeftOut.TWICE, 0)


def test_a_right_program_whose_answer_is_planted_wrong_gives_no_row(tmp_path: Path, made: VerifiedRows) -> None:
    row = next(row for row in made.rows if row["verified"] == "answer")
    id_ = row["id"].split("/")[1]
    copy = tmp_path / "planted"
    shutil.copytree(ANSWERS, copy)
    lines = [json.loads(line) for line in (copy / "journal.jsonl").read_text().splitlines()]
    for line in lines:
        if line["event"] == "attempt" and line["id"] == id_:
            line["attempt"]["answer"] += 1
    (copy / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert all(each["id"].split("/")[1] != id_ for each in make_rows([copy]).rows)


def test_worked_examples_can_be_left_out_of_prompts(made: VerifiedRows) -> None:
    shown = [row["messages"] for row in make_rows([ANSWERS, MANY, TRACES]).rows]
    hidden = [row["messages"] for row in make_rows([ANSWERS, MANY, TRACES], examples=False).rows]
    assert any(len(messages) > 3 for messages in shown)
    assert hidden == [[*[each for each in messages if each["role"] == "system"], *messages[-2:]] for messages in shown]


def test_the_command_writes_rows_and_says_what_it_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new" / "rows.jsonl"
    assert main(["train", "rows", str(TRACES), "--to", str(path), "--at-most", "1"]) == 0
    shown = capsys.readouterr().out
    assert f"{len(path.read_text().splitlines())} rows of" in shown
    assert "left out: wrong, or not known to be right" in shown
