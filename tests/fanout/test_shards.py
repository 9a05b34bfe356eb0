"""Shards are whole or not there, and putting them together loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaggle_utils.fanout import shards
from kaggle_utils.fanout.item import canonical, hash_of


def write(folder: Path, numbers: range) -> Path:
    return shards.write_shard(folder, [(hash_of(number), str(number), '"x"') for number in numbers])


def test_a_shard_gives_back_what_was_written(tmp_path: Path) -> None:
    path = shards.write_shard(tmp_path, [(hash_of([1, "é"]), canonical([1, "é"]), canonical({"text": "\ud83d"}))])
    assert list(shards.read_shard(path)) == [shards.Done(hash_of([1, "é"]), [1, "é"], {"text": "\ud83d"})]


def test_a_writer_that_is_killed_before_the_end_leaves_no_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, range(3))
    assert shards.list_shards(tmp_path) == []


def test_small_shards_are_put_together_and_whole_ones_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MERGED_ROWS", 10)
    large = write(tmp_path, range(100, 110))
    for number in range(8):
        write(tmp_path, range(3 * number, 3 * number + 3))
    assert shards.merge(tmp_path, keep=2) == 6
    found = [done.item for path in shards.list_shards(tmp_path) for done in shards.read_shard(path)]
    assert sorted(found) == [*range(24), *range(100, 110)]
    assert large.exists()


def test_a_merge_that_is_killed_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        write(tmp_path, range(number, number + 1))

    def fail(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "unlink", fail)
    with pytest.raises(KeyboardInterrupt):
        shards.merge(tmp_path, keep=2)
    found = [done.item for path in shards.list_shards(tmp_path) for done in shards.read_shard(path)]
    assert set(found) == set(range(5))
