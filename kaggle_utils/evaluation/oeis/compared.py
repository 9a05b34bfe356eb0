"""The benchmark's samples as outcomes that can be compared with another run's, and the file that says what their truth was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.oeis.outcome import outcome_of
from kaggle_utils.evaluation.oeis.sequences import OeisSequence, read_sequences
from kaggle_utils.evaluation.oeis.strategy import NAME
from kaggle_utils.evaluation.outcome import Outcome
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.samples import sample_name
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt

SEQUENCES = "sequences.jsonl"  # beside the journal, which has name and offset alone
MEASURES = ("right-trace", "compiles", "terms", "tokens")


def is_benchmark(settings: Settings) -> bool:
    """Whether a run with these settings is one of the benchmark."""
    return set(settings.strategies) == {NAME}


def keep_sequences(sequences: Sequence[OeisSequence], folder: Path) -> None:
    """Write the sequences of a run into its folder, in the form that they are read in, with those that it already holds."""
    path = folder / SEQUENCES
    kept = {each.id: each for each in read_sequences(path)} if path.is_file() else {}
    kept |= {each.id: each for each in sequences}
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(_row(each)) + "\n" for each in kept.values()), encoding="utf-8")


def kept_sequences(folder: Path) -> list[OeisSequence]:
    """The sequences of the run in a folder. Raises InputError where the folder does not say what their terms are."""
    path = folder / SEQUENCES
    if not path.is_file():
        raise InputError(
            f"{folder} is a run of evaluate oeis without {SEQUENCES}, which has the right terms: start the run again with its own options, "
            "which writes that file and makes no sample twice"
        )
    return read_sequences(path)


def as_problem(sequence: OeisSequence, settings: Settings) -> EvaluationProblem:
    """The sequence as a problem without an answer, with the terms that are asked for as its trace: a cluster of its samples."""
    return EvaluationProblem(
        sequence.problem, family=sequence.id, trace=sequence.first(settings.prompting.small_cases), start=sequence.offset
    )


def compared_outcomes(run: Run, sequences: Sequence[OeisSequence]) -> dict[str, Outcome]:
    """The outcome of every sample by its name; of sequences that lack a sample, none.

    Right is what passes: all terms right, not refused, not looked up. A trace is right whose terms asked for all are, however made.
    """
    terms, count = run.settings.prompting.small_cases, run.settings.strategies[NAME]
    return {
        sample_name(sequence.id, number): _compared(sequence, attempt, terms)
        for sequence in sequences
        if len(samples := run.of(sequence.problem)) == count
        for number, attempt in enumerate(samples, 1)
    }


def _compared(sequence: OeisSequence, attempt: Attempt, terms: int) -> Outcome:
    found = outcome_of(sequence, attempt, terms)
    return Outcome(
        sequence.id,
        attempt.strategy,
        is_right=found.passes,
        has_answer=found.vote is not None,
        is_readable=found.is_readable,
        has_right_trace=found.is_right,
        tokens=attempt.tokens,
        turns=len(attempt.turns),
        modes=tuple(turn.mode for turn in attempt.turns if turn.mode is not None),
        tokens_by_author=attempt.tokens_by_author,
        terms_right=found.right_before_error,
        compiles=found.compiles,
    )


def _row(sequence: OeisSequence) -> dict[str, object]:
    row: dict[str, object] = {"a": sequence.id, "name": sequence.name, "offset": str(sequence.offset), "terms": list(sequence.terms)}
    return row | {"keyword": ",".join(sequence.keywords), "group": sequence.group}
