"""Tables as text."""

from __future__ import annotations

import io

import pandas

from kaggle_utils.evaluation.tables import Table, write_tables

TABLE = Table("Shares in %", ("name", "share_1"), (("a|b", "007"), ("c & d", "50 %")))


def test_cells_are_printed_as_they_are_and_what_would_break_a_table_is_escaped() -> None:
    assert "a\\|b" in write_tables([TABLE], "markdown")
    latex = write_tables([TABLE], "latex")
    assert r"c \& d & 50 \%" in latex
    assert r"share\_1" in latex
    assert r"\caption{Shares in \%}" in latex


def test_csv_is_read_back_by_pandas_past_its_title() -> None:
    frame = pandas.read_csv(io.StringIO(write_tables([TABLE], "csv")), comment="#", dtype=str)
    assert frame.to_numpy().tolist() == [list(row) for row in TABLE.rows]


def test_a_table_without_rows_is_left_out() -> None:
    assert write_tables([Table("None", ("a",), ()), TABLE], "csv").startswith("# Shares")
