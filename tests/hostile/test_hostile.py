from __future__ import annotations

import pytest

from tests.hostile.corpus import Program, load, parse
from tests.hostile.profiles import PROFILES
from tests.hostile.run import Outcome, run_profile, table, worst


@pytest.mark.parametrize("profile", PROFILES)
def test_every_hostile_program_is_contained_with_the_right_verdict(profile: str) -> None:
    outcome = run_profile(profile)
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    print(table([outcome]))
    assert not outcome.failures, "\n".join(outcome.failures)


def test_the_corpus_is_as_large_as_promised_and_every_header_is_readable() -> None:
    programs = load()
    listed = [program for program in programs if program.source.startswith("issue 4, the list")]
    assert len(listed) == 91
    assert len(programs) >= 91 + 30
    assert len({program.attacks for program in programs}) == len(programs)


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        ("# property: p\n# verdict: ok\n", "lacks source"),
        ("# property: p\n# source: s\n# verdict: fine\n", "unknown words fine"),
        ("# property: p\n# source: s\n# verdict: ok\n# requires: seccomp|magic\n", "unknown words magic"),
        ("# property: p\n# property: q\n# source: s\n# verdict: ok\n", "twice"),
    ],
)
def test_a_header_that_says_too_little_or_something_unknown_is_refused(header: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse("name", header)


def make_program(text: str, requires: str = "") -> Program:
    return parse("name", f"# property: p\n# source: s\n# verdict: ok\n{f'# requires: {requires}' if requires else '#'}\n{text}")


def test_marks_are_replaced_and_what_no_file_should_hold_is_put_in() -> None:
    program = make_program("kill(@VICTIM_PID@)\nx = '@NUL@@SURROGATE@'\ny = @REPEAT(3,[)@")
    assert program.code({"VICTIM_PID": "7"}).endswith("kill(7)\nx = '\0\udcff'\ny = [[[")


def test_a_property_is_claimed_when_one_layer_of_every_group_is_there() -> None:
    program = make_program("", requires="uid|landlock, seccomp")
    assert program.claimed(["landlock", "seccomp"])
    assert not program.claimed(["uid", "landlock"])
    assert make_program("").claimed([])


def test_only_claimed_properties_and_promised_layers_make_a_profile_fail() -> None:
    rows = [
        {"name": "good", "claimed": True, "findings": []},
        {"name": "bad", "claimed": True, "findings": [["late", "2 s"], ["damage", "left a file"], ["wrong", "ok"]]},
        {"name": "open", "claimed": False, "findings": [["damage", "read a file"]]},
    ]
    outcome = Outcome(PROFILES["user"], layers=list(PROFILES["user"].layers), rows=rows)
    assert worst(rows[1]) == "damage"
    assert [line.partition(":")[0] for line in outcome.failures] == ["bad"]
    assert table([outcome]).splitlines()[1].split() == ["user", "3", "1", "0", "0", "0", "1", "0", "1"]
    outcome.layers.remove("seccomp")
    assert outcome.failures[0].startswith("lacks the layer seccomp")
