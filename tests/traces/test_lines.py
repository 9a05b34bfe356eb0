"""How models head, number, tabulate and end their printed traces: what is read, and what deliberately is not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import Trace, TraceError, parse_pairs, parse_trace

TRACE = Trace(start=1, terms=(1, 2, 5, 14), target=30)
LINES = "1 1\n2 2\n3 5\n4 14\n"


def lines(form: str) -> str:
    """The trace in lines of a form, in which N stands for the size and V for the value."""
    return "".join(form.replace("N", str(size)).replace("V", str(value)) + "\n" for size, value in enumerate(TRACE.terms, 1))


@pytest.mark.parametrize(
    "output",
    [
        "4 terms\ntarget 30\n" + LINES,
        "target 30\n4 terms:\n" + LINES,
        "First 4 terms:\ntarget 30\n" + LINES,
        "target 30\n4 values (n, f(n)):\n" + LINES,
        "2 columns\n4 rows\ntarget 30\n" + LINES,
        "target 30\nn  f(n)\n-  ----\n" + LINES,
        "target 30\nn = 1..40\n" + LINES,
        "target 30\n1/4\n25%\n" + LINES,
        "2026-11-28\ntarget 30\n" + LINES,
        "target 30\nm = 5, k = 3\n" + LINES,
        "target 30\n[[1, 9],\n [2, 8],\n [3, 7]]\n" + LINES,
        "target 30\ng(1) = 7\ng(2) = 8\ng(3) = 9\n" + LINES,
        "\ufefftarget 30\n" + LINES,
    ],
)
def test_headings_are_passed_over(output: str) -> None:
    assert parse_trace(output) == TRACE


@pytest.mark.parametrize(
    "end",
    [
        "Done.",
        "Elapsed: 0.02 s",
        "4 computed",
        "4 sizes measured in 2 s",
        "...",
        "5 timeout",
        "5 n/a",
        "5 ?",
        "answer: 999",
        "target 30",
        LINES,
    ],
)
def test_what_follows_the_trace_is_passed_over(end: str) -> None:
    assert parse_trace("target 30\n" + LINES + end + "\n") == TRACE


def test_a_size_without_a_value_at_the_beginning_is_none_of_the_trace() -> None:
    assert parse_trace("target 30\n0 undefined\n" + LINES) == TRACE


@pytest.mark.parametrize(
    "line",
    [
        "target: 30", "target = 30", "target, 30", "target\t30", "target N 30", "target N = 30", "target: N = 30", "target n=30",
        "Target size: 30", "target_n = 30", "target (N): 30", "Target is 30.", "**target 30**", '"target 30"', "`target 30`",
        "('target', 30)", "| target | 30 |", "# target 30", "- target: 30",
    ],
)  # fmt: skip
def test_the_target_is_read_from_every_form_of_its_line(line: str) -> None:
    assert parse_trace(f"{line}\n{LINES}") == TRACE


@pytest.mark.parametrize(
    "line", ["target N", "target sum 30", "N = 30", "n 30", "target 10**2", "target 1,000", "30 target", "my target 30"]
)
def test_what_is_not_the_line_target_is_not_taken_for_it(line: str) -> None:
    with pytest.raises(TraceError, match='no line "target N"'):
        parse_trace(f"{line}\n{LINES}")


def test_two_targets_contradict_each_other() -> None:
    with pytest.raises(TraceError, match="more than one target is printed: 4, 30"):
        parse_trace("target 4\n" + LINES + "target 30\n")


@pytest.mark.parametrize(
    "form",
    [
        "N: V", "N, V", "N,V", "N = V", "N\tV", "  N      V", "N: V,", "N V;", "N -> V", "N --> V", "N => V", "N → V", "N ↦ V", "N | V",
        "| N | V |", "│ N │  V │", "|  N |  V |", "N & V \\\\", "N V  # brute force", "N V (0.1 s)", "N V // checked",
    ],
)  # fmt: skip
def test_plain_lines_are_read_with_every_punctuation(form: str) -> None:
    assert parse_trace("target 30\n" + lines(form)) == TRACE


@pytest.mark.parametrize(
    "form",
    [
        "f(N) = V", "f(N): V", "f(N)=V", "F(N) = V", "a(N) = V", "a_N = V", "a_{N} = V", "f[N] = V", "f(n=N) = V", "f(N) is V", "f(N) -> V",
        "dp[N] = V", "- f(N) = V", "* f(N) = V", "N. f(N) = V", "N) f(N) = V", "f(N) = V,", "f(N) = V  # by brute force", "| f(N) | V |",
        "n = N: V", "n = N, f(n) = V", "n = N, f(N) = V", "n = N f(n) = V", "n=N f=V", "n: N, f(n): V", "n = N -> V", "n = N -> f(n) = V",
        "For n = N: V", "for n = N, the answer is V", "For size N: V", "size N: V", "Case #N: V", "Case N: V", "n=N, count: V",
        "n=N: ways=V", "n = N gives V", "(N, V)", "(N, V),", "[N, V]",
    ],
)  # fmt: skip
def test_lines_that_name_the_size_or_the_value_are_read(form: str) -> None:
    assert parse_trace("target 30\n" + lines(form)) == TRACE


@pytest.mark.parametrize(
    "output",
    [
        "[(1, 1), (2, 2), (3, 5), (4, 14)]",
        "[[1, 1], [2, 2], [3, 5], [4, 14]]",
        "[(1, 1),\n (2, 2),\n (3, 5),\n (4, 14)]",
        "dict_items([(1, 1), (2, 2), (3, 5), (4, 14)])",
        "trace = [(1, 1), (2, 2), (3, 5), (4, 14)]",
        "{1: 1,\n 2: 2,\n 3: 5,\n 4: 14}",
        "start 1\n(1, 2, 5, 14)",
        "start n = 1\n[1, 2, 5, 14]",
        "1 1, 2 2, 3 5, 4 14",
        "1: 1, 2: 2, 3: 5, 4: 14,",
        "1 1; 2 2; 3 5; 4 14",
        "f(1) = 1, f(2) = 2, f(3) = 5, f(4) = 14",
    ],
)
def test_pairs_in_one_container_or_on_one_line_are_read(output: str) -> None:
    assert parse_trace(f"target 30\n{output}\n") == TRACE


def test_a_label_says_the_size_and_an_ordinal_does_not() -> None:
    assert parse_trace("target 30\n1. f(0) = 1\n2. f(1) = 2\n3. f(2) = 5\n") == Trace(0, (1, 2, 5), 30)


def test_of_two_names_the_one_that_was_asked_for_counts() -> None:
    assert parse_trace("target 30\n" + lines("g(N) = N") + lines("f(N) = V")) == TRACE


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (lines("g(N) = N") + lines("h(N) = V"), 'no line "n f(n)"'),  # which one is f?
        ("1 1\n2 2\n3 5\n1 2\n", "f(1) is printed twice"),
        ("1 1\n2 2\n3 ?\n4 14\n", "4 follows 2"),
        (LINES + "30 999\n", "30 follows 4"),  # f(30) alone, or the number of something
        ("1. 1\n2. 2\n3. 5\n", 'no line "n f(n)"'),  # an ordinal, or the size?
        ("1 1 1\n2 2 3\n3 5 8\n", 'no line "n f(n)"'),  # which column?
        ("   n  f(n)\n0  1     1\n1  2     2\n2  3     5\n", 'no line "n f(n)"'),
        ("0     1\n1     2\n2     5\ndtype: int64\n", "pandas Series"),  # the first column counts positions
        ("1 1 2 2 3 5 4 14\n", 'no line "n f(n)"'),
        ("1\n2\n5\n14\n", 'no line "n f(n)"'),  # from which size on?
        ("1 1,000\n2 2,000\n", "f(1) is '1,000', not an integer"),
        ("1 1.0\n2 2.0\n", "f(1) is '1.0', not an integer"),
        ("1 1.\n2 2.\n", "f(1) is '1.', not an integer"),
        ("1 1/2\n2 3\n", "f(1) is '1/2', not an integer"),
        ("1 inf\n2 3\n", "f(1) is 'inf', not an integer"),
        ("1 3e5\n2 3\n", "f(1) is '3e5', not an integer"),
        (lines("f(N) = V.5"), "f(1) is '1.5', not an integer"),
        ("f(5) = 42\n", 'no line "n f(n)"'),  # one line of another form may be about something else
        ("n = 5, k = 3\n", 'no line "n f(n)"'),
        (lines("V for n = N"), 'no line "n f(n)"'),
        (lines("V ways to fill n = N"), 'no line "n f(n)"'),
        (lines("k = N: V"), 'no line "n f(n)"'),  # the parts of a sum are numbered so too
        (lines("step N: V"), 'no line "n f(n)"'),
        (lines("N x N board: V"), 'no line "n f(n)"'),
        ('{"n": 1, "f": 1}\n{"n": 2, "f": 2}\n', 'no line "n f(n)"'),
        ("start 1\n3 4\n[1, 2, 5, 14]\n", "two traces are printed"),
    ],
)
def test_what_may_mean_something_else_is_refused(output: str, reason: str) -> None:
    with pytest.raises(TraceError) as error:
        parse_trace("target 30\n" + output)
    assert reason in str(error.value)


def test_a_single_plain_line_is_a_measurement() -> None:
    assert parse_pairs("80 12345\n") == {80: 12345}


@given(
    st.lists(st.integers(-(10**30), 10**30), min_size=3, max_size=12),
    st.integers(0, 3),
    st.sampled_from(["40 terms", "Table:", "n f(n)", "---", "", "# sizes", "3 rows", "Computing...", "Total: ok", "7 done"]),
    st.sampled_from(["N V", "N: V", "f(N) = V", "n = N: V", "(N, V)", "| N | V |"]),
)
def test_a_heading_never_changes_the_trace(terms: list[int], start: int, heading: str, form: str) -> None:
    printed = [form.replace("N", str(size)).replace("V", str(term)) for size, term in enumerate(terms, start)]
    for output in ([heading, "target 9", *printed], ["target 9", heading, *printed], ["target 9", *printed, heading]):
        assert parse_trace("\n".join(output)) == Trace(start, tuple(terms), 9)


@given(st.text(alphabet="fn()[]=:,;| ->&1259-.#\n"))
def test_any_lines_are_pairs_or_a_trace_error(output: str) -> None:
    with contextlib.suppress(TraceError):
        parse_pairs(output)
