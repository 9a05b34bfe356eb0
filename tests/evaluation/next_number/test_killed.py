"""Arms that are killed at several points and started again equal arms that were not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kaggle_utils.evaluation.next_number.arms import ARMS
from kaggle_utils.evaluation.next_number.report import report_on
from tests.evaluation.killed_lives import attempts_made, lives, without_times
from tests.evaluation.next_number.conftest import QUESTIONS, TERMS_OF, measure_all
from tests.scripted import ScriptedEngine, says

MODULE = "tests.evaluation.next_number.killable"
KILLS = (500, 4_500, 4_500)  # bytes that a journal grows by in each life: its first record, and some attempts


def test_arms_killed_in_the_middle_and_resumed_equal_arms_that_were_not(tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    assert lives(MODULE, killed, *map(str, KILLS)) == ["killed"] * len(KILLS)
    known = {(arm, id_) for arm in ARMS if (killed / arm).is_dir() for id_, _ in attempts_made(killed / arm / "journal.jsonl")}
    asked = len((killed / "questions").read_text().splitlines())
    assert known
    assert lives(MODULE, killed, "-", "-") == ["finished", "finished"]
    assert lives(MODULE, whole, "-") == ["finished"]
    # What was made is not asked again, and what was not is asked once.
    again = Counter(tuple(line.split()) for line in (killed / "questions").read_text().splitlines()[asked:])
    assert again == {(arm, id_): 1 for arm in ARMS[:3] for id_ in TERMS_OF if (arm, id_) not in known}
    for arm in ARMS[:3]:
        assert attempts_made(killed / arm / "journal.jsonl") == {(id_, 0): 1 for id_ in TERMS_OF}
    silent = ScriptedEngine(says("never asked"))
    one, other = (measure_all(folder, silent) for folder in (killed, whole))
    assert silent.calls == []
    assert report_on(one, QUESTIONS) == report_on(other, QUESTIONS)
    for arm in ARMS:
        assert {id_: without_times(each) for id_, each in one[arm].items()} == {
            id_: without_times(each) for id_, each in other[arm].items()
        }
