"""Which sequences are asked for: those of a file without what a model may know the answer of, drawn by a hash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kaggle_utils.codeseq.sequence import Sequence as IntegerSequence
from kaggle_utils.codeseq.shifts import MIN_COMMON, ShiftIndex
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.draw import draw
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.problem import Problem
from kaggle_utils.prompts.example import load_examples
from kaggle_utils.strategies.shared.stated_terms import find_terms

PROMPT = "predict_next"
MIN_TERMS = MIN_COMMON - 1  # with the next one, as many as show that a sequence is another one shifted


class LeftOut(StrEnum):
    """Why a sequence is not asked for."""

    TOO_FEW_TERMS = "too few terms"
    LISTED = "in the file of those to leave out"
    LISTED_SHIFTED = "a shift of one in that file"
    EXAMPLE = "a solved example, or a shift of one"


@dataclass(frozen=True)
class Question:
    """The first terms of a sequence, which are shown, and the ``next`` one, which is asked for."""

    id: str
    shown: tuple[int, ...]
    next: int

    @property
    def problem(self) -> EvaluationProblem:
        """What the model gets: the terms and nothing else."""
        return EvaluationProblem(Problem(self.id, write_terms(self.shown), self.next), family=self.id)


@dataclass(frozen=True)
class Questions:
    """What is asked, and how many sequences were left out of those that it was drawn from, by reason."""

    asked: tuple[Question, ...]
    left_out: Mapping[LeftOut, int]


def write_terms(terms: Iterable[int]) -> str:
    """Terms as a statement has them; the examples of the prompt have the same form."""
    return f"{', '.join(map(str, terms))}, ..."


def solved_examples() -> dict[str, tuple[int, ...]]:
    """The terms of the solved examples by their names, each with its answer as the last one."""
    suitable = [example for example in load_examples() if example.suits(PROMPT, "lines")]
    return {example.name: (*find_terms(example.problem), int(example.output)) for example in suitable}


def choose_questions(
    sequences: Sequence[IntegerSequence], terms: int, sample: int | None = None, leave_out: Collection[str] = ()
) -> Questions:
    """The questions that show ``terms`` terms each; a ``sample`` is drawn by a hash of the names from all that can be asked.

    ``leave_out`` are names of sequences, such as those that a model was trained on. What equals one of them, or an example, under a shift
    (codeseq/shifts.py) is left out too, as far as its terms are in the file. Raises InputError for a number that is too small, and where no
    sequence is left.
    """
    if terms < MIN_TERMS:
        raise InputError(f"--terms is {terms}, and must be at least {MIN_TERMS}: fewer do not tell one sequence from another")
    if sample is not None and sample < 1:
        raise InputError(f"--sample is {sample}: ask for at least 1 sequence")
    listed, examples = ShiftIndex(), ShiftIndex()
    for name, known in solved_examples().items():
        examples.add(name, known)
    for sequence in sequences:
        if sequence.name in leave_out:
            listed.add(sequence.name, sequence.terms)

    def reason(sequence: IntegerSequence) -> LeftOut | None:
        if sequence.name in leave_out:
            return LeftOut.LISTED
        if len(sequence.terms) <= terms:
            return LeftOut.TOO_FEW_TERMS
        if examples.find(sequence.terms) is not None:
            return LeftOut.EXAMPLE
        return LeftOut.LISTED_SHIFTED if listed.find(sequence.terms) is not None else None

    reasons = {sequence.name: reason(sequence) for sequence in sequences}
    left = [sequence for sequence in sequences if reasons[sequence.name] is None]
    if not left:
        raise InputError(f"none of the {len(sequences)} sequences can be asked for: give a file in which some have {terms + 1} terms")
    drawn = left if sample is None else draw(left, sample, lambda sequence: sequence.name)
    counted = Counter(each for each in reasons.values() if each is not None)
    questions = tuple(Question(each.name, each.terms[:terms], each.terms[terms]) for each in drawn)
    return Questions(questions, {each: counted[each] for each in LeftOut if counted[each]})
