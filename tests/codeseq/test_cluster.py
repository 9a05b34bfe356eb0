"""A build whose sequences are items of a fan-out equals one on a single machine. The items are worked on by threads here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils import fanout
from kaggle_utils.codeseq.build import RECORD, build, drawn_sequences
from kaggle_utils.codeseq.cluster import run_on_cluster
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import CODESEQ_EVENTS, Accepted, Lost, Ran, Refused, Replied
from kaggle_utils.codeseq.history import History, load_history
from kaggle_utils.codeseq.record_files import SHARDS
from kaggle_utils.codeseq.sequence_worker import SequenceItem, SequenceWorker
from kaggle_utils.fanout import Place
from kaggle_utils.journal import read_journal
from tests.codeseq.scripted_agent import ScriptedAgent
from tests.scripted import ScriptedEngine

MakeConfig = Callable[..., CodeSeqConfig]
HERE = Place(workers=1)

pytestmark = pytest.mark.usefixtures("instant")


def agent() -> ScriptedEngine:
    return ScriptedEngine(ScriptedAgent().reply)


def decided(history: History) -> tuple[object, object]:
    """The samples, without the seconds that their programs took, and the refusals."""
    samples = {
        unit: [(sample.problem, [round_.code for round_ in sample.rounds], sample.pass_rate) for sample in made]
        for unit, made in history.accepted.items()
    }
    return samples, dict(history.refused)


def test_a_build_on_a_cluster_has_the_samples_of_one_here(make_config: MakeConfig, tmp_path: Path) -> None:
    here = build(make_config(out=tmp_path / "here"), engine=agent())
    there = build(make_config(out=tmp_path / "there"), engine=agent(), place=HERE)
    assert here.accepted
    assert decided(there) == decided(here)


def test_a_build_that_is_complete_asks_nothing(make_config: MakeConfig) -> None:
    build(make_config(), engine=agent(), place=HERE)
    for place in (HERE, None):
        engine = agent()
        build(make_config(), engine=engine, place=place)
        assert engine.calls == []


def test_nothing_is_recorded_twice(make_config: MakeConfig) -> None:
    """The command was killed after the cluster had made everything, and its shards are drained by the next start; twice, by bad luck."""
    config = make_config()
    first = build(config, engine=agent(), place=HERE)
    before = (config.out / RECORD).read_bytes()
    items = [_item(config, name) for name in sorted({unit.partition("#")[0] for unit in first.accepted})]
    list(fanout.map(SequenceWorker(config, [], agent()), items, config.out / SHARDS, HERE))
    engine = agent()
    assert decided(build(config, engine=engine)) == decided(first)
    assert engine.calls == []
    kinds = (Replied, Ran)
    keys = Counter((event.unit, event.step, event.number) for event in _events(config) if isinstance(event, kinds))
    assert keys
    assert (config.out / RECORD).read_bytes().startswith(before)
    units = Counter(event.unit for event in _events(config) if isinstance(event, Accepted | Refused))
    assert set(units.values()) == {1}


def test_a_sequence_that_an_engine_lost_is_made_by_the_next_start(make_config: MakeConfig) -> None:
    config = make_config()
    calls = 0
    scripted = ScriptedAgent()

    def fails_later(messages: object, sampling: object) -> str:
        nonlocal calls
        calls += 1
        if calls > 5:
            raise RuntimeError("the model fails")
        return scripted.reply(messages, sampling)  # type: ignore[arg-type]

    build(config, engine=ScriptedEngine(fails_later), place=HERE)
    assert any(isinstance(event, Lost) for event in _events(config))
    again = build(config, engine=agent(), place=HERE)
    assert again.accepted
    replies = Counter((event.unit, event.step, event.number) for event in _events(config) if isinstance(event, Replied))
    assert set(replies.values()) == {1}


def test_a_worker_that_fails_as_a_whole_leaves_its_sequences_open(make_config: MakeConfig) -> None:
    config = make_config(3)
    build(config, engine=agent())

    def broken(item: object) -> object:
        raise OSError("no space left on device")

    run_on_cluster(drawn_sequences(config)[:1], config, History(), broken, HERE)
    assert "OSError: no space left on device" in load_history(config.out / RECORD).lost


def _item(config: CodeSeqConfig, name: str) -> object:
    from dataclasses import asdict

    sequence = next(each for each in drawn_sequences(config) if each.name == name)
    return asdict(SequenceItem(sequence))


def _events(config: CodeSeqConfig) -> list[object]:
    return list(read_journal(config.out / RECORD, CODESEQ_EVENTS))
