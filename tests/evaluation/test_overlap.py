"""What a model is measured on is not among the texts that the package shows to models or trains the demo model with."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kaggle_utils.evaluation.families import read_competition, read_families
from kaggle_utils.settings import REPOSITORY

TEACHING = (
    "kaggle_utils/prompts/**/*.toml",
    "kaggle_utils/gateways/demo_problems*.csv",
    "models/demo/wordings/**/*.toml",
    "models/demo/training/**/*.py",
)
MAX_COMMON = 12  # words in a row


def runs_of_words(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (tuple(words[place : place + MAX_COMMON]) for place in range(len(words) - MAX_COMMON + 1))


@pytest.mark.parametrize("pattern", TEACHING)
def test_no_statement_shares_twelve_words_in_a_row_with_a_teaching_text(pattern: str) -> None:
    paths = list(REPOSITORY.glob(pattern))
    assert paths
    taught = {run for path in paths for run in runs_of_words(path.read_text(encoding="utf-8"))}
    families = (*read_families(), *read_competition())
    measured = {run for family in families for wording in family.wordings for run in runs_of_words(wording.statement)}
    assert not taught & measured
