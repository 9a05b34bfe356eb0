"""Overlap: equal terms under a shift, runs of eight words, near-duplicates; planted leaks are found, and others are not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.codeseq.benchmarks import Benchmarks, read_benchmark
from kaggle_utils.codeseq.shifts import MAX_SHIFT, MIN_COMMON, ShiftIndex
from kaggle_utils.codeseq.word_runs import LENGTH, WordRunIndex, likeness, near_duplicates, runs_of
from kaggle_utils.errors import InputError

TERMS = st.lists(st.integers(-(10**30), 10**30), min_size=MIN_COMMON + MAX_SHIFT, max_size=40, unique=True)
SENTENCE = "Every guest shakes hands with exactly three others and then leaves the party."


@given(TERMS, st.integers(0, MAX_SHIFT), st.booleans(), st.integers(0, 5))
def test_a_sequence_that_begins_later_or_earlier_or_ends_earlier_is_found(
    terms: list[int], shift: int, is_later: bool, shorter: int
) -> None:
    one, other = terms, terms[shift : len(terms) - min(shorter, len(terms) - shift - MIN_COMMON)]
    index = ShiftIndex()
    index.add("known", one if is_later else other)
    assert index.find(other if is_later else one) == "known"


@given(TERMS, st.integers(0, MAX_SHIFT), st.data())
def test_one_other_term_within_what_both_have_is_another_sequence(terms: list[int], shift: int, data: st.DataObject) -> None:
    index = ShiftIndex()
    index.add("known", terms)
    changed = terms[shift:]
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] += 10**31
    assert index.find(changed) is None


def test_fewer_common_terms_than_needed_say_nothing() -> None:
    index = ShiftIndex()
    index.add("known", range(MIN_COMMON - 1))
    assert index.find(range(100)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Once upon a time: {SENTENCE} How many guests?", True),
        (SENTENCE.upper().replace(" ", "\n"), True),
        ("shakes hands with exactly three others and then!", True),
        ("shakes hands with exactly three others and", False),
        ("shakes hands with exactly four others and then leaves", False),
        ("", False),
    ],
)
def test_eight_words_in_a_row_are_found_whatever_stands_around_and_between_them(text: str, expected: bool) -> None:
    index = WordRunIndex()
    index.add("p1", SENTENCE)
    found = index.find(["nothing in common", text])
    assert (found is not None) is expected
    assert found is None or (found[0], len(found[1].split())) == ("p1", LENGTH)


def test_near_duplicates_name_the_earlier_text_that_stays() -> None:
    texts = {
        "a": SENTENCE * 3,
        "b": f"{SENTENCE * 3} Really.",
        "c": "Quite another story about a king and his many clever daughters.",
        "d": "",
    }
    assert near_duplicates(texts, 0.7) == {"b": "a"}
    assert near_duplicates(texts, 1.0) == {}
    assert likeness(runs_of(SENTENCE), runs_of(SENTENCE)) == 1.0


def test_files_of_sequences_and_of_problems_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    squares = [n * n for n in range(20)]
    rows = {
        "sequences.jsonl.gz": {"a": "A000290", "name": "squares", "offset": "0,3", "terms": squares},
        "human.jsonl": {"task_id": "HumanEval/0", "prompt": SENTENCE},
        "math.jsonl": {"problem": SENTENCE, "answer": "1"},
    }
    for name, row in rows.items():
        with (gzip.open if name.endswith(".gz") else open)(tmp_path / name, "wt") as file:
            file.write(json.dumps(row) + "\n")
    (tmp_path / "kaggle.csv").write_text(f"id,problem\n1,{SENTENCE}\n")
    (tmp_path / "table.tsv").write_text(f"A000290\tsquares\t0\t{','.join(map(str, squares))}\n")
    for name in ("sequences.jsonl.gz", "table.tsv"):
        assert Benchmarks(read_benchmark(tmp_path / name)).find_sequence("A1", squares[2:]) == "A000290"
    for name, where in (("human.jsonl", "human.jsonl, line 1"), ("math.jsonl", "math.jsonl, line 1"), ("kaggle.csv", "kaggle.csv, row 1")):
        found = Benchmarks(read_benchmark(tmp_path / name)).find_text([SENTENCE])
        assert found is not None
        assert found[0] == where


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.jsonl", '{"other": 1}\n', "has none of the keys terms, problem"),
        ("x.jsonl", "[1]\n", "is not a JSON object"),
        ("x.jsonl", "{\n", "is not JSONL"),
        ("x.jsonl", "", "holds neither sequences nor problems"),
        ("x.csv", "id,other\n1,2\n", "has none of the columns problem"),
        ("x.tsv", "nonsense\n", "line 1, is not"),
    ],
)
def test_a_file_that_is_no_benchmark_is_refused_by_name(name: str, content: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=f"{name}.*{reason}"):
        read_benchmark(tmp_path / name)
