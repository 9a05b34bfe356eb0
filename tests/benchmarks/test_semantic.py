"""What the benchmark of misreadings says of recorded attempts: a scripted model that misreads our problems in known ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benchmarks.misread_attempts import RIGHT_CASES, UNEXPLAINED, classify_run
from benchmarks.semantic import as_markdown, find_runs, misread_rows, run_rows
from kaggle_utils.engines import Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.families import read_families
from kaggle_utils.evaluation.problems import load_families
from kaggle_utils.evaluation.run import Run, load_run, run
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from tests.repair.misreadings.planted import load_planted
from tests.scripted import ScriptedEngine, program

MakeSettings = Callable[..., Settings]
FAMILIES = {family.name: family for family in read_families()}
PROBLEMS = {each.problem.id: each for each in load_families("all")}


def planted(misreading: str, family: str) -> str:
    (code,) = [each.code for each in load_planted() if (each.misreading, each.family.name) == (misreading, family)]
    return code


def direct(family: str, size: int, before: str = "", after: str = "") -> str:
    """The family's own program, which prints what stands around f(size)."""
    return f"{FAMILIES[family].fast}\nprint({before}f({size}){after})"


# What the model says for each problem, and what it is to be classified as; None for a right answer.
REPLIES: dict[str, tuple[str, str | None]] = {
    "handshakes-1": (direct("handshakes", 20), None),
    "ring-colours-1": ("print(12345)", UNEXPLAINED),
    "handshakes-2": (planted("row for a ring", "handshakes") + "\nprint(f(40))", "row for a ring"),
    "keypad-2": (planted("off by one in size", "keypad") + "\nprint(f(30) % 1000)", "off by one in size"),
    "no-three-equal-2": (direct("no-three-equal", 60), "forgotten modulus"),
    "coins-2": (planted("at most for exactly", "coins") + "\nprint(f(400))", "at most for exactly"),
    "expansion-terms-1": (direct("expansion-terms", 50, after=" - 1"), "empty case forgotten or added"),
    "rotated-squares-1": (direct("rotated-squares", 20, before="2 * "), "ordered for unordered"),
    "level-walks-1": ("print(2 ** 20)", "guessed formula"),
    "integer-triangles-1": ("print(100)", "counts nothing"),
    "apart-cells-2": (direct("apart-cells", 80) + "\nif 80 > 70:\n    print(7)", RIGHT_CASES),
    "domino-squares-1": ("print('I do not know')", None),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    problems = [PROBLEMS[id_] for id_ in REPLIES]

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        (reply,) = [REPLIES[each.problem.id][0] for each in problems if each.problem.statement in messages[-1].content]
        return program(reply)

    out = tmp_path_factory.mktemp("runs") / "scripted"
    settings = Settings.preset("cpu-demo", strategies={"program-of-thoughts": 1}, repair_rounds=0, out=out)
    return run([each.problem for each in problems], settings, engine=ScriptedEngine(script))


@pytest.mark.parametrize("id_", [id_ for id_, (_, misreading) in REPLIES.items() if misreading])
def test_a_wrong_attempt_is_classified_by_what_it_misreads(made: Run, id_: str) -> None:
    (wrong,) = classify_run(made, [PROBLEMS[id_]]).wrong
    assert (wrong.problem, wrong.misreading) == (id_, REPLIES[id_][1])


def test_right_attempts_and_those_without_anything_are_counted_apart(made: Run) -> None:
    counts = classify_run(made, list(PROBLEMS.values()))
    assert (counts.attempts, counts.right, counts.empty, len(counts.wrong)) == (len(REPLIES), 1, 1, len(REPLIES) - 2)


def test_the_tables_show_every_run_and_every_misreading(made: Run) -> None:
    counts = {"scripted": classify_run(load_run(made.folder), list(PROBLEMS.values()))}
    assert f"| scripted | {len(REPLIES)} | 1 | 1 | {len(REPLIES) - 2} | 0 |" in as_markdown(run_rows(counts))
    assert "| forgotten modulus | 1 | 1 | 10 % |" in as_markdown(misread_rows(counts))


def test_runs_are_found_in_the_folder_of_arms(made: Run) -> None:
    assert find_runs([made.folder.parent]) == find_runs([made.folder]) == [made.folder]


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no run"):
        find_runs([tmp_path])
