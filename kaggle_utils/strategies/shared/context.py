"""What one attempt may do, and nothing else: ask the model, run programs and cells, see how much time is left.

Engine, sandbox and clock are passed in by the code that runs attempts (``solver.py`` through ``runtime.py``), so no strategy reads a clock,
and everything that an attempt asks is recorded even if it is cut off.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kaggle_utils.answers.reply import without_thoughts
from kaggle_utils.engines import Author, Completion, Engine, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import build_messages
from kaggle_utils.sandbox import Execution, Sandbox, Session
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies.shared.attempt import Turn
from kaggle_utils.strategies.shared.cells import show_last_call
from kaggle_utils.traces.known import KnownSequences

NOT_READ = "the attempt ended before this reply was read"


class AttemptRecord:
    """The turns of an attempt so far, in the order of its questions: they are kept even if it is cut off or fails."""

    def __init__(self) -> None:
        self._questions = itertools.count()
        self._turns: list[Turn] = []

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All turns so far; a reply that was not read yet is a turn without a program."""
        return tuple(self._turns)

    def next_question(self) -> int:
        """The number of the next question, from 0."""
        return next(self._questions)

    def add(self, turn: Turn) -> Turn:
        """Record a turn at the position of its reply and return it."""
        for index, known in enumerate(self._turns):
            if known.completion is turn.completion:
                self._turns[index] = turn
                return turn
        self._turns.append(turn)
        return turn


@dataclass(frozen=True)
class AttemptContext:
    """What an attempt may use. ``deadline`` is a reading of ``clock``, in seconds; ``seed`` differs between attempts.

    ``notes`` and ``cases`` are the results of preparations: paragraphs that follow the statement in every prompt, and answers f(n) of small
    cases that the statement gives or implies. ``sequences`` are known ones, if the user gave any; ``author`` is the model that questions
    go to. A context that is made from another by ``replace`` shares its record.
    """

    engine: Engine
    sandbox: Sandbox
    settings: AttemptSettings
    deadline: float
    clock: Callable[[], float]
    seed: int
    notes: tuple[str, ...] = ()
    cases: Mapping[int, int] = field(default_factory=dict)
    record: AttemptRecord = field(default_factory=AttemptRecord)
    sequences: KnownSequences | None = None
    author: Author = "coder"

    @property
    def time_left(self) -> float:
        """Seconds until the deadline; 0 or negative after it."""
        return self.deadline - self.clock()

    @property
    def context_tokens(self) -> int:
        """The number of tokens that prompt and reply together may have; 0 if unknown."""
        return self.engine.info.context_of(self.author)

    def has(self, author: Author) -> bool:
        """Whether the run has this model, and it can be asked now."""
        return author in self.engine.info.authors

    def asking(self, author: Author) -> AttemptContext:
        """The context whose questions go to another model, with the sampling that is set for it. Its notes and its record are the same.

        Asking a model that is not there raises FurtherEngineError.
        """
        return replace(self, author=author, settings=self.settings.asking(author))

    def with_note(self, note: str) -> AttemptContext:
        """The context with one more paragraph for every later prompt."""
        return replace(self, notes=(*self.notes, note))

    def with_cases(self, cases: Mapping[int, int]) -> AttemptContext:
        """The context with more known small cases."""
        return replace(self, cases={**self.cases, **cases})

    def build_prompt(self, name: str, problem: Problem, **fields: str) -> tuple[Message, ...]:
        """The messages that ask the model about a problem: the named prompt with its options and the notes."""
        return build_messages(name, problem.statement, self.settings.prompting, self.notes, self.context_tokens, **fields)

    async def ask(self, messages: Sequence[Message], stop: tuple[str, ...] = (), until: str = "") -> Completion:
        """Return one completion, sampled as the settings say; no two questions of an attempt have the same seed. Raises EngineError.

        The text ends before the first ``until``. A ``<think>`` block before the reply is removed; its tokens are counted.
        """
        settings = self.settings
        seed = self.seed + self.record.next_question()
        sampling = Sampling(settings.temperature, settings.top_p, settings.max_tokens, seed, stop, author=self.author)
        completion = await self.engine.generate(messages, sampling, self.deadline)
        text = completion.text
        if settings.prompting.thinks_first:
            text = without_thoughts(text).strip()
        if until and until in text:
            text = text.partition(until)[0]
            completion = replace(completion, finish="stop")  # what was cut off after it does not count
        completion = replace(completion, text=text)
        self.record.add(Turn(completion, None, None, NOT_READ))
        return completion

    async def run(self, code: str, more: float = 0.0) -> Execution | None:
        """Run a program, for at most the execution timeout plus ``more`` seconds and the remaining time. None if no time is left."""
        timeout = min(self.settings.execution_timeout + more, self.time_left)
        return await self.sandbox.run(code, timeout=timeout, memory_mb=self.settings.execution_memory) if timeout > 0 else None

    def session(self) -> Session:
        """A session for cells. Entering it raises SandboxError if none can be started."""
        return self.sandbox.session(self.settings.execution_memory)

    async def run_cell(self, session: Session, code: str, spent: float = 0.0, undo_errors: bool = False) -> Execution | None:
        """Run a cell as a notebook does: the value of a call at its end is shown. None if no time is left.

        ``spent`` are the seconds that earlier cells of the same program took, if a program is run in parts. With ``undo_errors``, a cell
        that raises leaves the state unchanged.
        """
        timeout = min(self.settings.execution_timeout - spent, self.time_left)
        return await session.run(show_last_call(code), timeout, undo_errors) if timeout > 0 else None
