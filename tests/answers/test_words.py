from __future__ import annotations

import re

from kaggle_utils.answers.words import any_of, words


def test_words_are_written_one_after_another() -> None:
    assert words("one two  three") == {"one", "two", "three"}


def test_a_pattern_of_words_prefers_the_longer_ones() -> None:
    assert re.findall(any_of(words("six sixteen sixty")) + "!?", "sixteen! six sixty!") == ["sixteen!", "six", "sixty!"]
    assert any_of(words("b aaa cc")) == "(?:aaa|cc|b)"
