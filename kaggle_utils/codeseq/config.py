"""The configuration of a build: one TOML file (example.toml explains every key)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kaggle_utils.environment import find_fetched
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings, load_presets
from kaggle_utils.settings.config_file import parse_table, plain, read_table, refuse_below, refuse_unknown
from kaggle_utils.settings.further_engine import as_table

MAX_TEST_CASES = 7  # the paper's five to seven
EXAMPLES = 2  # cases that a statement shows, as in the paper


@dataclass(frozen=True)
class Mix:
    """The mixture with a general data set: rows of ``general`` to rows of ours as ``general_parts`` to ``own_parts``.

    The paper's filter: rows of more than ``longest`` tokens are left out, and mathematics and code if ``leave_out_mathematics_and_code``.
    """

    general: Path = Path()
    general_parts: int = 5
    own_parts: int = 1
    longest: int = 5120
    leave_out_mathematics_and_code: bool = True


@dataclass(frozen=True)
class CodeSeqConfig:
    """Everything that a build can be told. Raises InputError for impossible values."""

    sequences: Path
    """The file of sequences (``codeseq.read`` says which formats)."""
    working: Mapping[str, Any]
    """The working agent's engine: a table with ``extends``, a preset's name, and changes to it."""
    guiding: Mapping[str, Any] = field(default_factory=dict)
    """The guiding agent's engine, in the same form; the working agent's if there is none."""
    out: Path = Path("out-codeseq")
    """The folder of the record and of the data."""
    benchmarks: tuple[Path, ...] = ()
    """Files of sequences and problems that must not overlap with the data."""
    sample: int = 0
    """How many sequences are drawn from the file; 0 for all."""
    seed: int = 0
    """The seed of the draw and of every question."""
    min_terms: int = 14
    """Sequences with fewer terms are dropped: two examples, five to seven test cases, and terms that no prompt shows."""
    shown_share: float = 0.5
    """The share of the terms that prompts show; programs are checked with the others, too."""
    longest_term: int = 40
    """Digits of the longest term that a case may have."""
    descriptions: int = 1
    """How many problems are made of a sequence, each with its own words."""
    first_solutions: int = 3
    """How many first programs are asked for a problem: the share that passes is its measured difficulty."""
    corrected_solutions: int = 1
    """How many of them are corrected until they pass; each gives a sample, unless the program is the same."""
    max_rounds: int = 5
    """The largest number of corrections."""
    min_test_cases: int = 5
    """Problems with fewer test cases are dropped."""
    min_held_back: int = 3
    """Terms that no prompt showed and that a program must have computed rightly."""
    second_check: bool = True
    """Whether the guiding agent also answers two test cases from the description alone, beyond the paper's two examples."""
    near_duplicate: float = 0.7
    """The share of common runs of words (Jaccard) from which a description is a near-duplicate of an earlier one."""
    longest_sample: int = 5120
    """Tokens of the longest sample, the paper's training length."""
    width: int = 0
    """Sequences that are worked on at once; 0 for as many as the engine works on at once."""
    question_limit: float = 600.0
    """Seconds that one reply may take."""
    execution_timeout: float = 10.0
    """Seconds that a program may take for all its cases together."""
    execution_memory: int = 1024
    """MiB that a program may use."""
    sandbox_workers: int = 2
    """How many programs run at once."""
    tokenizer: str = ""
    """A ``tokenizer.json`` that tokens are counted with; without one they are estimated from the number of characters."""
    mix: Mix | None = None
    """The mixture with a general data set; none without the table."""

    def __post_init__(self) -> None:
        lowest = {"sample": 0, "descriptions": 1, "first_solutions": 1, "corrected_solutions": 1, "max_rounds": 0, "width": 0}
        lowest |= {"min_test_cases": 1, "min_held_back": 0, "longest_term": 1, "longest_sample": 1}
        lowest |= {"sandbox_workers": 1, "execution_memory": 1}
        refuse_below(self, lowest)
        for name in ("question_limit", "execution_timeout", "shown_share", "near_duplicate"):
            if getattr(self, name) <= 0:
                raise InputError(f"{name} is {getattr(self, name)}, and must be greater than 0")
        if self.shown_share > 1:
            raise InputError(f"shown_share is {self.shown_share}, and must be at most 1")
        if self.corrected_solutions > self.first_solutions:
            raise InputError(f"corrected_solutions is {self.corrected_solutions}, more than first_solutions, {self.first_solutions}")
        if not self.min_test_cases <= MAX_TEST_CASES:
            raise InputError(f"min_test_cases is {self.min_test_cases}, and at most {MAX_TEST_CASES} test cases are made")
        needed = EXAMPLES + self.min_test_cases + self.min_held_back
        if self.min_terms < needed:
            raise InputError(f"min_terms is {self.min_terms}: examples, test cases and terms held back need at least {needed}")
        if self.mix is not None and min(self.mix.general_parts, self.mix.own_parts) < 1:
            raise InputError("general_parts and own_parts of [mix] must be at least 1: leave the table out for no mixture")

    @property
    def decisive(self) -> dict[str, Any]:
        """What the record depends on, as JSON holds it: a record with other values belongs to another build."""
        free = ("out", "width", "sandbox_workers", "question_limit", "mix", "tokenizer", "near_duplicate", "longest_sample")
        return {key: plain(value) for key, value in asdict(self).items() if key not in free}

    def settings(self) -> Settings:
        """The engines' settings: the working agent's is the main one, the guiding agent's is the verifier's. Raises InputError."""
        table = dict(as_table(self.working))
        name = table.pop("extends", None)
        if not isinstance(name, str):
            raise InputError('working names no preset: write working = { extends = "openai", model = "..." }')
        if "model" not in table and (model := find_fetched(load_presets().get(name, {}))):
            table["model"] = model
        return Settings.preset(name, **table, verifier=self.guiding, out=self.out, seed=self.seed, sandbox_workers=self.sandbox_workers)


def read_config(path: Path) -> CodeSeqConfig:
    """The configuration in a TOML file; paths are relative to the current folder. Raises InputError that names the key."""
    table = read_table(path, "example.toml")
    refuse_unknown(path, table, CodeSeqConfig)
    if isinstance(table.get("mix"), dict):
        refuse_unknown(path, table["mix"], Mix)
    return parse_table(path, table, CodeSeqConfig)
