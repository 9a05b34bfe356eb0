"""Stage 2: the working agent writes a problem, the sequence corrects its cases, the guiding agent answers from the description alone."""

from __future__ import annotations

from collections.abc import Sequence as List
from dataclasses import dataclass

from kaggle_utils.codeseq.agents import Agents
from kaggle_utils.codeseq.benchmarks import Benchmarks
from kaggle_utils.codeseq.choose_cases import ChosenCases, choose_cases, read_index, shown_terms
from kaggle_utils.codeseq.config import EXAMPLES, MAX_TEST_CASES, CodeSeqConfig
from kaggle_utils.codeseq.json_replies import UnreadableError
from kaggle_utils.codeseq.prompt_files import load_prompt, problem_fields, sequence_fields
from kaggle_utils.codeseq.reasons import Reason, RefusedError
from kaggle_utils.codeseq.reply_schemas import CaseReply, CheckReply, ProblemReply
from kaggle_utils.codeseq.sample import Case, ProblemText
from kaggle_utils.codeseq.sequence import Sequence

# What the question for a further description of the same sequence adds: resampling, as in the paper, for variety.
OTHER_WORDS = "This is version {number} of the exercise: choose other words and another story than those that come to mind first."


@dataclass(frozen=True)
class PreparedProblem:
    """A problem that was checked, with the cases that programs must pass."""

    text: ProblemText
    cases: ChosenCases


async def make_problem(
    sequence: Sequence, unit: str, number: int, agents: Agents, config: CodeSeqConfig, benchmarks: Benchmarks
) -> PreparedProblem:
    """Make the problem with this number of a sequence. Raises RefusedError with what is wrong with it, and EngineError."""
    shown = shown_terms(sequence, config.shown_share)
    text, proposed = await _write(sequence, shown, unit, number, agents)
    for case in text.examples:
        _check_example(case, sequence)
    if len({read_index(case.input) for case in text.examples}) < len(text.examples):
        raise RefusedError(Reason.WRONG_EXAMPLE, "both examples have the same input")
    cases = choose_cases(sequence, len(shown), text.examples, proposed, config.min_held_back)
    agents.note_cases(unit, cases)
    if len(cases.tests) < config.min_test_cases or len(cases.held_back) < config.min_held_back:
        raise RefusedError(Reason.FEW_CASES, f"{len(cases.tests)} test cases, {len(cases.held_back)} terms held back")
    if overlap := benchmarks.find_text(text.texts):
        raise RefusedError(Reason.BENCHMARK_TEXT, f"{overlap[0]}: {overlap[1]}")
    await _check(text, text.examples, unit, "check", Reason.FAILED_CHECK, agents)
    if config.second_check:
        await _check(text, _for_second_check(text, cases.tests), unit, "second check", Reason.FAILED_SECOND_CHECK, agents)
    return PreparedProblem(text, cases)


async def _write(sequence: Sequence, shown: List[int], unit: str, number: int, agents: Agents) -> tuple[ProblemText, list[Case]]:
    variation = OTHER_WORDS.format(number=number + 1) if number else ""
    fields = sequence_fields(sequence, shown)
    messages = load_prompt("problem").render(**fields, variation=variation, test_cases=str(MAX_TEST_CASES))
    try:
        reply = await agents.ask("working", unit, "problem", messages, ProblemReply)
    except UnreadableError as error:
        raise RefusedError(Reason.UNREADABLE_PROBLEM, str(error)) from None
    examples = tuple(_read_case(each) for each in reply.example_cases[:EXAMPLES])
    text = ProblemText(reply.description, reply.input_format, reply.output_format, examples)
    return text, [_read_case(each) for each in reply.test_cases]


def _read_case(reply: CaseReply) -> Case:
    return Case(reply.input, reply.output, reply.explanation.strip())


def _check_example(case: Case, sequence: Sequence) -> None:
    index = read_index(case.input)
    term = None if index is None else sequence.at(index)
    if term is None or case.output != str(term):
        known = "is not among the known terms" if term is None else f"is {term}"
        raise RefusedError(Reason.WRONG_EXAMPLE, f"the example says a({case.input}) = {case.output[:50]}, which {known}")


def _for_second_check(text: ProblemText, tests: List[Case]) -> List[Case]:
    """Two test cases: the first ones past the examples, where a wrong description shows and a hand still computes; else the first."""
    last = max(int(case.input) for case in text.examples)
    past = [case for case in tests if int(case.input) > last]
    return [*past, *[case for case in tests if case not in past]][:2]


async def _check(text: ProblemText, cases: List[Case], unit: str, step: str, reason: Reason, agents: Agents) -> None:
    if len(cases) < 2:
        return
    fields = {**problem_fields(text), "input1": cases[0].input, "input2": cases[1].input}
    try:
        reply = await agents.ask("guiding", unit, step, load_prompt("check").render(**fields), CheckReply)
    except UnreadableError as error:
        raise RefusedError(Reason.UNREADABLE_CHECK, str(error)) from None
    for case, answer in zip(cases, (reply.answer1, reply.answer2), strict=True):
        if str(answer) != case.output:
            raise RefusedError(reason, f"a({case.input}) is {case.output}, and the guiding agent answers {str(answer)[:50]}")
