"""The mixing ablation without a model: what arms are made of, what is asked, and what its tables say of measured models."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.mixing.__main__ import main, make_problems
from benchmarks.mixing.arms import ARMS, UNTRAINED, Arm, compose
from benchmarks.mixing.measure import Measured, read, write
from benchmarks.mixing.problems import KINDS, old_families, unseen_kinds
from benchmarks.mixing.tables import arms_table, contrasts_table, training_table
from kaggle_utils.codeseq.shifts import ShiftIndex
from tests.codeseq.made_sequences import start_of, terms_of, write_sequences

NEW = [{"id": f"A{number}#0.0", "messages": []} for number in range(30)]


@pytest.mark.parametrize(("arm", "own"), [("1:5", 10), ("1:1", 30), ("5:1", 50), ("new alone", 60), ("general alone", 0)])
def test_every_arm_has_as_many_rows_in_its_ratio(arm: str, own: int) -> None:
    chosen = next(each for each in ARMS if each.name == arm)
    rows = compose(chosen, NEW, 60, seed=1)
    assert Counter(row["id"].partition("-")[0] for row in rows) == Counter({"new": own, "general": 60 - own})
    assert len({row["id"] for row in rows}) == 60
    assert rows == compose(chosen, NEW, 60, seed=1)
    assert rows != compose(chosen, NEW, 60, seed=2)


def test_new_rows_come_again_only_when_all_were_taken() -> None:
    names = [row["id"].split("-", 2)[2] for row in compose(Arm("new alone", 1, 0), NEW, 70, seed=0)]
    assert Counter(Counter(names).values()) == Counter({2: 20, 3: 10})


def test_nothing_that_is_asked_is_a_sequence_of_the_rows_and_all_three_sets_are_clustered(tmp_path: Path) -> None:
    path = tmp_path / "sequences.tsv"
    titles = write_sequences(path, 500)
    problems = make_problems(path)
    assert {each.family for each in problems["seen kinds"]} == set(KINDS)
    assert not {each.family for each in problems["unseen kinds"]} & set(KINDS)
    assert Counter(Counter(each.family for each in problems["old"]).values()) == Counter({3: 41})
    known = ShiftIndex()
    for title in titles.values():
        known.add(title, terms_of(title, start_of(title)))
    for each in unseen_kinds():
        title = each.problem.statement.partition("a(n) = ")[2]
        assert known.find(terms_of(f"a(n) = {title.partition('. Given')[0]}", 0)) is None
    for name, chosen in problems.items():
        assert len({each.problem.id for each in chosen}) == len(chosen), name
        assert all(each.problem.id.rpartition("-")[0] == each.family for each in chosen)


def measured(arm: str, seed: int, right: int, method: str = "lora") -> Measured:
    """A model that has the first ``right`` of the old problems right in each ten, and none of the others."""
    verdicts = {each.problem.id: number % 10 < right for number, each in enumerate(old_families())}
    return Measured(method, arm, seed, 60, 30, 0, 15_000, 12.0, 0.5, {"old": verdicts})


def test_the_tables_compare_each_arm_with_the_untrained_model_over_its_seeds() -> None:
    made = [measured(UNTRAINED, 0, 8), measured("1:1", 0, 8), measured("1:1", 1, 7), measured("new alone", 0, 2)]
    table = arms_table(made, "old")
    by_arm = {row[1]: row for row in table.rows}
    assert by_arm[UNTRAINED][2:5] == ("1", "80.5", "80")
    assert by_arm["1:1"][2] == "2"
    assert by_arm["1:1"][5] == "-4.9"
    assert by_arm["new alone"][-1] == "worse"
    (contrast,) = contrasts_table(made, ["old"]).rows
    assert contrast[:3] == ("old", "lora new alone", "lora 1:1")
    assert float(contrast[3]) < -50
    assert [row[:3] for row in training_table(made).rows] == [("lora", "1:1", "60"), ("lora", "new alone", "60")]


def test_what_is_measured_is_read_back_and_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [measured(UNTRAINED, 0, 8), measured("1:1", 0, 7)]
    write(made[0], tmp_path / "lora-untrained-0.json")
    write(made[1], tmp_path / "lora-1-1-0.json")
    assert sorted(read(tmp_path), key=lambda each: each.arm) == sorted(made, key=lambda each: each.arm)
    work = tmp_path / "work"
    folders = ["--results", str(tmp_path), "--work", str(work)]
    monkeypatch.setattr(sys, "argv", ["mixing", "--seeds", "1", "--methods", "lora", "--arms", UNTRAINED, "1:1", *folders])
    main()
    assert not work.exists()
    assert "| lora     | 1:1" in capsys.readouterr().out
