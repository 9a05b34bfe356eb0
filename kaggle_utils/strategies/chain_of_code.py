"""Chain of code: a program whose undefined functions the model simulates, call by call (arXiv 2312.04474).

The program is run statement by statement in a session. Where it calls a function that neither it nor a library defines, the model is asked
for the value of that call, the statement is undone and run again. Every such value is recorded: an answer that depends on one weighs less.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, field, replace

from kaggle_utils.answers import read_printed_answer
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.programs.modules import find_module, find_name
from kaggle_utils.programs.parsing import ProgramError
from kaggle_utils.programs.statements import UndefinedNames, split_statements, undefined_names
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import CUT_BEFORE
from kaggle_utils.sandbox import Execution, Session, Verdict
from kaggle_utils.strategies.shared import stubs
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.tried import Runner, Tried

NAME = "chain-of-code"
MAX_SIMULATIONS = 8  # calls of one program; with more of them the answer is the model's imagination, at a question a call
MAX_VALUE = 1000  # characters


@dataclass(frozen=True)
class _Answer:
    """The integer that a program printed, and the calls that the model simulated."""

    value: int
    simulated: tuple[str, ...]


@dataclass
class _Run:
    """A program while it is run: the executions of its statements so far, and the calls that were simulated."""

    code: str
    prompt: tuple[Message, ...]
    simulated: list[str] = field(default_factory=list)
    executions: list[Execution] = field(default_factory=list)

    @property
    def execution(self) -> Execution:
        """The statements' executions as one, with the verdict of the last."""
        stdout, seconds = "".join(each.stdout for each in self.executions), sum(each.seconds for each in self.executions)
        return replace(self.executions[-1], stdout=stdout, seconds=seconds)

    def fail(self, reason: str) -> None:
        """End the run because a call has no value."""
        self.executions.append(Execution(Verdict.ERROR, error=reason))


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a program, run it with the model's help, and ask for repairs until it prints an integer or rounds or time run out."""
    if context.time_left <= 0:
        return Attempt(NAME, ())
    asked = len(context.record.turns)
    prompt = context.build_prompt("chain_of_code", problem)
    answer = (await repair_loop(prompt, context, _simulating_runner(prompt, context))).output
    turns = context.record.turns[asked:]  # with the questions about calls, each after its program
    return Attempt(NAME, turns, answer.value, simulated=answer.simulated) if answer else Attempt(NAME, turns)


def _simulating_runner(prompt: tuple[Message, ...], context: AttemptContext) -> Runner[_Answer]:
    async def run(code: str) -> Tried[_Answer] | None:
        running = _Run(code, prompt)
        if not await _run_statements(running, context):
            return None
        execution = running.execution
        if not execution.ok:
            return Tried(code, execution, None)
        try:
            return Tried(code, execution, _Answer(read_printed_answer(execution.stdout), tuple(running.simulated)))
        except ValueError as error:
            return Tried(code, execution, None, str(error))

    return Runner(run)


async def _run_statements(run: _Run, context: AttemptContext) -> bool:
    """Run a program's statements one after another, in a separate session, until one fails. False if there is no time for one."""
    try:
        cells, undefined = split_statements(run.code), undefined_names(run.code)
    except ProgramError as error:
        line = f" (line {error.line})" if error.line else ""
        run.executions.append(Execution(Verdict.SYNTAX, error=f"{error}{line}"))
        return True
    async with context.session() as session:
        provided = await context.run_cell(session, _provide(undefined, uses_sympy="sympy" in run.code))
        if provided is None:
            return False
        run.executions.append(provided)
        for cell in cells:
            if not run.executions[-1].ok:
                return True
            if not await _run_statement(run, cell, session, context):
                return False
    return True


def _provide(undefined: UndefinedNames, uses_sympy: bool) -> str:
    """The cell that imports undefined names from the libraries that have them, and defines stubs for the other called functions."""
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


async def _run_statement(run: _Run, cell: str, session: Session, context: AttemptContext) -> bool:
    """Run a statement, and run it again each time the model has given a value for one of its calls. False if there is no time for it."""
    while True:
        execution = await context.run_cell(session, cell, spent=sum(each.seconds for each in run.executions))
        if execution is None:
            return False
        call = _wanted(execution)
        if call is None:
            run.executions.append(execution)
            return True
        value = await _ask_value(run, call, context)
        if value is None:
            return True
        await context.run_cell(session, f"_stubs['values'][{call!r}] = {value}")


def _wanted(execution: Execution) -> str | None:
    """The call that ended a cell because its stub has no value, or None."""
    last = execution.stdout.rstrip("\n").rpartition("\n")[2]
    return last.removeprefix(stubs.MARK) if execution.verdict is Verdict.EXITED and last.startswith(stubs.MARK) else None


async def _ask_value(run: _Run, call: str, context: AttemptContext) -> str | None:
    """Ask the model for the value of a call. Returns a Python literal, or None with the reason as the run's last execution."""
    if len(run.simulated) >= MAX_SIMULATIONS:
        run.fail(f"{call} is not defined, and {MAX_SIMULATIONS} calls of undefined functions were answered already")
        return None
    if context.time_left <= 0:
        run.fail(f"{call} is not defined, and no time is left to ask for its value")
        return None
    question = load_prompt("replies/simulate").render(call=call)
    completion = await context.ask((*run.prompt, Message("assistant", f"```python\n{run.code.strip()}\n```"), *question))
    is_cut = completion.finish == "length"
    value = None if is_cut else read_literal(completion.text)
    diagnosis = None
    if value is None:
        reason = "the reply with its value was cut off" if is_cut else "its value was not given as a Python literal"
        diagnosis = f"{call} is not defined, and {reason}"
        run.fail(diagnosis)
    else:
        run.simulated.append(f"{call} -> {value}")
    context.record.add(Turn(completion, None, None, diagnosis, CUT_BEFORE if is_cut else None))
    return value


def read_literal(text: str) -> str | None:
    """The last line of a reply that is a Python literal, unchanged, or None."""
    lines = [line.strip().strip("`").strip() for line in text.splitlines()]
    return next((line for line in reversed(lines) if line and _is_literal(line)), None)


def _is_literal(line: str) -> bool:
    if len(line) > MAX_VALUE:
        return False
    try:
        ast.literal_eval(line)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return False
    return True
