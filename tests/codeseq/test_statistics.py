"""The figures of a build: Table 1, counts by stage that add up, growth."""

from __future__ import annotations

from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.codeseq.build import build, drawn_sequences
from kaggle_utils.codeseq.count_tokens import token_counter
from kaggle_utils.codeseq.diversity import growth_of, quartiles
from kaggle_utils.codeseq.select_samples import select_samples
from kaggle_utils.codeseq.statistics import make_statistics
from kaggle_utils.codeseq.statistics_text import as_text
from tests.codeseq.conftest import MakeConfig
from tests.codeseq.scripted_agent import ScriptedAgent
from tests.scripted import ScriptedEngine


@pytest.mark.parametrize(
    ("terms", "growth"),
    [
        ([n % 3 for n in range(30)], "bounded"),
        ([n + 5 for n in range(30)], "polynomial"),
        ([7 * n**2 + 3 for n in range(30)], "polynomial"),
        ([n**5 for n in range(30)], "polynomial"),
        ([2**n for n in range(30)], "exponential"),
        ([(-3) ** n for n in range(30)], "exponential"),
        ([factorial(n) for n in range(30)], "faster"),
        ([2 ** (n * n) for n in range(20)], "faster"),
        ([100 if n % 2 else 1 for n in range(30)], "irregular"),
    ],
)
def test_growth_is_sorted_roughly(terms: list[int], growth: str) -> None:
    assert growth_of(terms) == growth


@given(st.lists(st.integers(0, 100)))
def test_quartiles_are_values_in_order(values: list[int]) -> None:
    low, middle, high = quartiles(values)
    assert low <= middle <= high
    assert not values or {low, middle, high} <= set(values)


def test_the_stages_add_up_and_table_1_agrees_with_the_samples(make_config: MakeConfig, instant: None) -> None:
    config = make_config(36)
    history = build(config, engine=ScriptedEngine(ScriptedAgent().reply))
    count_tokens, tokens_are = token_counter("")
    accepted = [sample for samples in history.accepted.values() for sample in samples]
    selection = select_samples(accepted, config, count_tokens)
    statistics = make_statistics(history, drawn_sequences(config), 1, selection, count_tokens, tokens_are)
    filtered, problem, supervision, data = statistics.stages
    assert (filtered.entered, statistics.open) == (36, 0)
    assert (filtered.left, problem.left, supervision.left) == (problem.entered, supervision.entered, data.entered)
    assert data.left == len(selection.samples) == statistics.table.samples
    assert all(stage.entered - stage.left == sum(stage.reasons.values()) for stage in statistics.stages)
    hits = sum(not sample.corrections for sample in selection.samples)
    assert statistics.table.first_hit_rate == round(hits / len(selection.samples), 2)
    assert statistics.table.most_corrections == max(sample.corrections for sample in selection.samples)
    assert sum(statistics.corrections.values()) == sum(statistics.pass_rates.values()) == len(selection.samples)
    assert statistics.cost.replies == len(history.replied)
    assert statistics.cost.written_tokens == sum(each.completion.tokens for each in history.replied.values())
    text = as_text(statistics)
    assert f"samples                 {len(selection.samples)}\n" in text
    assert "for each sample" in text
