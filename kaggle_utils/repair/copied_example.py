"""Programs that were copied from an example in the prompt: they answer the example's question, whatever this one asks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kaggle_utils.answers.code import extract_code
from kaggle_utils.messages import Message
from kaggle_utils.programs.own_functions import own_functions
from kaggle_utils.prompts.example import load_examples

COPIED_EXAMPLE = "copied example"
COPIED_DIAGNOSIS = "this is the program of an example, which solves the example's problem; count what this problem asks for"
# Characters of the functions. A shorter program, such as `return 2 ** n`, may be right for two problems; the shortest that real models
# copied has 89 (170 copies in benchmarks/runs, none of whose 123 answers was right; docs/repair.md).
MIN_CHARACTERS = 80


def example_programs(prompt: Sequence[Message]) -> frozenset[str]:
    """The functions of the examples' programs that a prompt shows as earlier replies; of those that are long enough to be copies."""
    codes = [extract_code(message.content) for message in prompt if message.role == "assistant"]
    shown = {text for code in codes if code is not None and len(text := own_functions(code)) >= MIN_CHARACTERS}
    return library_programs() & shown if shown else frozenset()


def is_copied(code: str, examples: frozenset[str]) -> bool:
    """Whether a program has the functions of one of the ``examples``, and no other."""
    return bool(examples) and own_functions(code) in examples


@cache
def library_programs() -> frozenset[str]:
    """The functions of all programs that prompts may show as examples; the wrong ones of counterexamples among them."""
    shown = [code for example in load_examples() for code in (example.code, example.wrong and example.wrong.code) if code]
    return frozenset(map(own_functions, shown))
