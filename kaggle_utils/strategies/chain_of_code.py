"""Chain of code: a program whose undefined functions the model itself stands in for, call by call (arXiv 2312.04474).

The program is run statement by statement in a session. Where it calls a function that neither it nor a library defines, the model is asked
for the value of that call, the statement is undone and run again. Every such value is on record: an answer that rests on it votes less.
"""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kaggle_utils.answers import extract_code, read_printed_answer
from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.programs.modules import find_module, find_name
from kaggle_utils.programs.statements import UndefinedNames, split_statements, undefined_names
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import NO_BLOCK, diagnose, reflect
from kaggle_utils.sandbox import Execution, Session, Verdict
from kaggle_utils.strategies.shared import stubs
from kaggle_utils.strategies.shared.ask import ask, build_prompt
from kaggle_utils.strategies.shared.base import Attempt, AttemptContext, Turn
from kaggle_utils.strategies.shared.cells import NO_TIME, run_cell
from kaggle_utils.strategies.shared.run_within import time_left

NAME = "chain-of-code"
MAX_SIMULATIONS = 8  # calls of one program; with more of them the answer is the model's imagination, at a question a call
MAX_VALUE = 1000  # characters
_NO_PROGRAM = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass
class _Run:
    """A program that is being run: what it printed, which calls were simulated, and what that took."""

    completion: Completion
    code: str
    prompt: tuple[Message, ...]
    simulated: list[str] = field(default_factory=list)
    questions: list[Turn] = field(default_factory=list)
    executions: list[Execution] = field(default_factory=list)
    diagnosis: str | None = None

    @property
    def execution(self) -> Execution | None:
        """The statements' executions as one, the last one's verdict its own."""
        if not self.executions:
            return None
        stdout, seconds = "".join(each.stdout for each in self.executions), sum(each.seconds for each in self.executions)
        return replace(self.executions[-1], stdout=stdout, seconds=seconds)


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a program, run it with the model's help, and ask for repairs until it prints an integer or rounds or time are used up."""
    prompt = messages = build_prompt("chain_of_code", problem, context)
    numbers = itertools.count()  # of the questions
    turns: list[Turn] = []
    for _ in range(context.settings.repair_rounds + 1):
        if time_left(context) <= 0:
            break
        completion = await ask(messages, context, next(numbers))
        code = extract_code(completion.text)
        if code is None:
            diagnosis: str | None = NO_BLOCK
            turns.append(Turn(completion, None, None, diagnosis))
        else:
            run = _Run(completion, code, prompt)
            await _run(run, context, numbers)
            answer, diagnosis = _read(run)
            turns += [Turn(completion, code, run.execution, diagnosis), *run.questions]
            if answer is not None:
                return Attempt(NAME, tuple(turns), answer, simulated=tuple(run.simulated))
        messages = (*prompt, *reflect(completion.text, diagnosis or ""))
    return Attempt(NAME, tuple(turns))


def _read(run: _Run) -> tuple[int | None, str | None]:
    """The integer that a program printed, or what is wrong with it."""
    execution = run.execution
    if run.diagnosis is not None or execution is None or not execution.ok:
        return None, run.diagnosis or (diagnose(execution) if execution else "the program is empty")
    try:
        return read_printed_answer(execution.stdout), None
    except ValueError as error:
        return None, diagnose(execution, str(error))


async def _run(run: _Run, context: AttemptContext, numbers: Iterator[int]) -> None:
    """Run a program's statements one after another, in a session of its own, until one fails."""
    try:
        cells, undefined = split_statements(run.code), undefined_names(run.code)
    except _NO_PROGRAM as error:
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
        run.diagnosis = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}{line}"
        return
    async with context.sandbox.session(context.settings.execution_memory) as session:
        provided = await run_cell(session, _provide(undefined, uses_sympy="sympy" in run.code), context)
        run.diagnosis = diagnose(provided) if provided else NO_TIME
        for cell in cells:
            if run.diagnosis is not None:
                return
            await _run_statement(run, cell, session, context, numbers)


def _provide(undefined: UndefinedNames, uses_sympy: bool) -> str:
    """The cell that imports what libraries have under the undefined names, and puts stand-ins for the other functions that are called."""
    imports, unknown = [], []
    for name in (*undefined.called, *undefined.other):
        module = None if name in undefined.called else find_module(name)
        origin = None if module else find_name(name, uses_sympy)
        if module:
            imports.append(f"import {module} as {name}")
        elif origin:
            imports.append(f"from {origin.module or 'builtins'} import {origin.name} as {name}")
        elif name in undefined.called:
            unknown.append(name)
    stand = f"_stubs = {{}}\nexec({inspect.getsource(stubs)!r}, _stubs)\n_stubs['provide']({unknown!r}, globals())"
    return "\n".join([*imports, stand])


async def _run_statement(run: _Run, cell: str, session: Session, context: AttemptContext, numbers: Iterator[int]) -> None:
    """Run a statement, again after each of its calls that the model has given a value for."""
    while True:
        execution = await run_cell(session, cell, context, spent=sum(each.seconds for each in run.executions))
        if execution is None:
            run.diagnosis = NO_TIME
            return
        call = _wanted(execution)
        if call is None:
            run.executions.append(execution)
            run.diagnosis = diagnose(execution)
            return
        value = await _ask_value(run, call, context, numbers)
        if value is None:
            return
        await run_cell(session, f"_stubs['values'][{call!r}] = {value}", context)


def _wanted(execution: Execution) -> str | None:
    """The call that a stand-in has no value for, if that is what ended a cell."""
    last = execution.stdout.rstrip("\n").rpartition("\n")[2]
    return last.removeprefix(stubs.MARK) if execution.verdict is Verdict.EXITED and last.startswith(stubs.MARK) else None


async def _ask_value(run: _Run, call: str, context: AttemptContext, numbers: Iterator[int]) -> str | None:
    """Ask the model for the value of a call; a Python literal, or None with the reason in the run's diagnosis."""
    if len(run.simulated) >= MAX_SIMULATIONS:
        run.diagnosis = f"{call} is not defined, and {MAX_SIMULATIONS} calls of undefined functions were answered already"
        return None
    if time_left(context) <= 0:
        run.diagnosis = f"{call} is not defined, and no time is left to ask for its value"
        return None
    question = load_prompt("replies/simulate").render(call=call)
    completion = await ask((*run.prompt, Message("assistant", run.completion.text), *question), context, next(numbers))
    value = read_literal(completion.text)
    if value is None:
        run.diagnosis = f"{call} is not defined, and its value was not given as a Python literal"
    else:
        run.simulated.append(f"{call} -> {value}")
    run.questions.append(Turn(completion, None, None, run.diagnosis))
    return value


def read_literal(text: str) -> str | None:
    """The last line of a reply that is a Python literal, as it stands there, or None."""
    lines = [line.strip().strip("`").strip() for line in text.splitlines()]
    return next((line for line in reversed(lines) if line and _is_literal(line)), None)


def _is_literal(line: str) -> bool:
    if len(line) > MAX_VALUE:
        return False
    try:
        ast.literal_eval(line)
    except (*_NO_PROGRAM, TypeError):
        return False
    return True
