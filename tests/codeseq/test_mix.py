"""The mixture has the ratio that is asked for, after the paper's filter, or says what is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.codeseq.config import Mix
from kaggle_utils.codeseq.mix import is_mathematics_or_code, mix
from kaggle_utils.errors import InputError

OWN = [{"id": f"own{number}", "messages": []} for number in range(4)]


def write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def chat(number: int, text: str, source: str = "flan") -> dict[str, Any]:
    return {"id": f"g{number}", "source": source, "messages": [{"role": "user", "content": text}, {"role": "assistant", "content": "Yes."}]}


@pytest.mark.parametrize(("general", "own", "expected"), [(5, 1, 20), (1, 1, 4), (1, 5, 0), (3, 2, 6)])
def test_all_own_rows_and_so_many_general_ones_as_the_ratio_says(general: int, own: int, expected: int, tmp_path: Path) -> None:
    path = write(tmp_path / "general.jsonl", [chat(number, f"Tell story {number}.") for number in range(30)])
    mixture = mix(OWN, Mix(path, general, own), 0, len)
    ids = [row["id"] for row in mixture.rows]
    assert mixture.general == expected == sum(id_.startswith("g") for id_ in ids)
    assert {row["id"] for row in OWN} <= set(ids)
    assert len(set(ids)) == len(ids) == expected + 4
    assert mixture == mix(OWN[::-1], Mix(path, general, own), 0, len), "the order is a hash's"
    assert expected == 0 or mixture.rows != mix(OWN, Mix(path, general, own), 1, len).rows


def test_rows_that_are_too_long_or_mathematics_or_code_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [chat(0, "Hello there."), chat(1, "x" * 200), chat(2, "```python\nprint(1)\n```"), chat(3, "How much?", "numinamath_tir")]
    path = write(tmp_path / "general.jsonl", rows)
    mixture = mix(OWN[:1], Mix(path, 1, 1, longest=100), 0, len)
    assert [row["id"] for row in mixture.rows if row["id"].startswith("g")] == ["g0"]
    assert (mixture.too_long, mixture.mathematics_or_code) == (1, 2)
    everything = mix(OWN[:1], Mix(path, 3, 1, longest=100, leave_out_mathematics_and_code=False), 0, len)
    assert (everything.general, everything.mathematics_or_code) == (3, 0)


def test_too_few_general_rows_are_refused_with_the_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "general.jsonl", [chat(0, "Hello.")])
    with pytest.raises(InputError, match="has 1 rows after the filter, and 5 to 1 with 4 of ours needs 20: lower general_parts"):
        mix(OWN, Mix(path), 0, len)
    with pytest.raises(InputError, match="line 1 has no messages"):
        mix(OWN, Mix(write(path, [{"id": "1", "text": "Hello."}])), 0, len)


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("ai2-adapt-dev/personahub_math_v5_regen_149960", "Hi.", True),
        ("ai2-adapt-dev/evol_codealpaca_heval_decontaminated", "Hi.", True),
        ("ai2-adapt-dev/oasst1_converted", "Write a poem about rain.", False),
        ("", r"Evaluate \frac{1}{2}.", True),
        ("", "Let $x + 1$ be even.", True),
        ("", "It costs $5, or $6 with sauce", True),  # prices in a line look like mathematics: a row more that is left out
        ("", "def main(): pass", True),
        ("", "A definite answer.", False),
    ],
)
def test_mathematics_and_code_are_known_by_source_and_by_text(source: str, text: str, expected: bool) -> None:
    assert is_mathematics_or_code(source, text) is expected
