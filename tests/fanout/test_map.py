"""Each item's result once, whatever is killed."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils import fanout
from kaggle_utils.errors import InputError
from kaggle_utils.fanout.shards import list_shards, read_shard, write_shard
from tests.fanout.functions import Held, Noting, Together, fails_at_three, square

ITEMS = list(range(20))


def results(folder: Path, function: Any = square, items: Any = ITEMS, **place: Any) -> tuple[dict[Any, Any], Any]:
    made = fanout.map(function, items, folder, fanout.Place(**place))
    found = [(done.item, done.result) for done in made]
    assert len({repr(item) for item, _ in found}) == len(found), "an item came twice"
    return dict(found), made.counts


def test_every_item_has_its_result(tmp_path: Path) -> None:
    assert results(tmp_path, batch=3)[0] == {item: {"square": item * item} for item in ITEMS}


def test_the_same_call_again_makes_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    first, _ = results(tmp_path / "out", Noting(log))
    second, counts = results(tmp_path / "out", Noting(log))
    assert second == first
    assert len(log.read_text().splitlines()) == len(ITEMS)
    assert (counts.earlier, counts.made) == (20, 0)


def test_only_what_is_missing_is_made(tmp_path: Path) -> None:
    log = tmp_path / "log"
    results(tmp_path / "out", items=ITEMS[:12])
    found, _ = results(tmp_path / "out", Noting(log))
    assert len(found) == 20
    assert sorted(map(int, log.read_text().split())) == ITEMS[12:]


def test_an_item_is_the_same_however_its_keys_are_ordered(tmp_path: Path) -> None:
    made = fanout.map(lambda item: 1, [{"a": 1, "b": 2}, {"b": 2, "a": 1}], tmp_path)
    assert len(list(made)) == 1


def test_results_that_are_not_asked_for_are_kept_and_not_yielded(tmp_path: Path) -> None:
    results(tmp_path)
    found, counts = results(tmp_path, items=[4])
    assert found == {4: {"square": 16}}
    assert counts.items == 1
    assert len([done for path in list_shards(tmp_path) for done in read_shard(path)]) == 20


def test_a_half_written_shard_is_dropped_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    results(tmp_path, batch=5)
    shard = list_shards(tmp_path)[0]
    lost = {done.item for done in read_shard(shard)}
    shard.with_suffix(".part").write_bytes(shard.read_bytes()[:100])
    shard.unlink()
    log = tmp_path.with_suffix(".log")
    with caplog.at_level(logging.WARNING):
        found, counts = results(tmp_path, Noting(log), batch=5)
    assert len(found) == 20
    assert set(map(int, log.read_text().split())) == lost
    assert counts.dropped == [shard.with_suffix(".part").name]
    assert "half a shard" in caplog.text
    assert not list(tmp_path.glob("*.part"))


def test_a_shard_that_cannot_be_read_is_put_aside_and_its_items_are_made_again(tmp_path: Path) -> None:
    results(tmp_path, batch=5)
    shard = list_shards(tmp_path)[0]
    shard.write_bytes(shard.read_bytes()[:100])
    found, counts = results(tmp_path, batch=5)
    assert len(found) == 20
    assert counts.made == 5
    assert shard.with_suffix(".unreadable").exists()


def test_results_that_are_there_twice_are_counted_and_read_once(tmp_path: Path) -> None:
    results(tmp_path, batch=5)
    shard = list_shards(tmp_path)[0]
    shutil.copy(shard, shard.with_stem("again"))
    found, counts = results(tmp_path, batch=5)
    assert len(found) == 20
    assert counts.twice == 5


def test_a_shard_whose_report_was_lost_is_found_in_the_end(tmp_path: Path) -> None:
    """A task wrote its shard, and its node died before the driver heard of it; Ray made the task again."""
    made = iter(fanout.map(square, ITEMS[:2], tmp_path, fanout.Place(workers=1)))
    first = next(made)
    write_shard(tmp_path, [(first.hash, str(first.item), '{"square": 0}')])
    assert [done.item for done in made] == [({0, 1} - {first.item}).pop()]


def test_an_item_that_fails_is_counted_and_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found, counts = results(tmp_path, fails_at_three, batch=4)
    assert 3 not in found
    assert len(found) == 19
    assert counts.failed == {fanout.hash_of(3): "ValueError: three is too many"}
    assert results(tmp_path)[0][3] == {"square": 9}


def test_a_function_that_holds_something_is_entered_before_and_left_after(tmp_path: Path) -> None:
    function = Held()
    found, _ = results(tmp_path, function)
    assert all(each["held"] for each in found.values())
    assert not function.is_held


def test_so_many_items_are_worked_on_at_once(tmp_path: Path) -> None:
    assert len(results(tmp_path, Together(6), items=range(12), workers=2, width=3)[0]) == 12


def test_items_are_taken_one_by_one_from_a_generator(tmp_path: Path) -> None:
    assert len(results(tmp_path, items=(number for number in range(7)))[0]) == 7


def test_many_small_shards_are_put_together(tmp_path: Path) -> None:
    results(tmp_path, items=range(400))
    assert len(list_shards(tmp_path)) == 1
    assert len(results(tmp_path, items=range(400))[0]) == 400


def test_a_folder_belongs_to_one_map_at_a_time(tmp_path: Path) -> None:
    first = iter(fanout.map(square, ITEMS, tmp_path))
    next(first)
    with pytest.raises(InputError, match="is being filled by another run"):
        next(iter(fanout.map(square, ITEMS, tmp_path)))


def test_a_place_without_room_is_refused() -> None:
    with pytest.raises(InputError, match="width is 0"):
        fanout.Place(width=0)
