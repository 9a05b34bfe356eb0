"""The two agents: every question is asked once, its reply recorded before it is used, and taken from the record after a restart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from kaggle_utils.codeseq.choose_cases import ChosenCases
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import CasesChosen, Ran, Replied
from kaggle_utils.codeseq.history import History
from kaggle_utils.codeseq.json_replies import UnreadableError, read_json_reply
from kaggle_utils.codeseq.prompt_files import load_prompt
from kaggle_utils.codeseq.reply_schemas import Reply
from kaggle_utils.codeseq.run_cases import run_cases
from kaggle_utils.codeseq.sample import Case, CaseResult
from kaggle_utils.engines import Author, EngineError, Sampling
from kaggle_utils.journal.sink import Sink
from kaggle_utils.messages import Message
from kaggle_utils.runtime import Runtime
from kaggle_utils.settings import Settings

Kind = TypeVar("Kind", bound=Reply)
AgentName = Literal["working", "guiding"]
MAX_SEED = 2**31 - 1  # what engines take


@dataclass(frozen=True)
class Limits:
    """How long a reply may take, in seconds, and what a program may use: seconds for all its cases, MiB."""

    question: float
    execution: float
    memory: int

    @classmethod
    def of(cls, config: CodeSeqConfig) -> Limits:
        """The limits of a configuration."""
        return cls(config.question_limit, config.execution_timeout, config.execution_memory)


class Agents:
    """Asks the working and the guiding agent, and runs programs, each once: what the record holds is not done again."""

    def __init__(self, runtime: Runtime, settings: Settings, limits: Limits, record: Sink, history: History) -> None:
        self._runtime = runtime
        self._settings = settings
        self._limits = limits
        self._record = record
        self._history = history
        further = settings.further_sampling.get("verifier")
        main = (settings.temperature, settings.top_p, settings.max_tokens)
        guide = main if further is None else (further.temperature, further.top_p, further.max_tokens)
        self._sampling: Mapping[AgentName, tuple[float, float, int]] = {"working": main, "guiding": guide}
        self._authors: Mapping[AgentName, Author] = {"working": "coder", "guiding": "verifier" if further else "coder"}

    async def ask(self, agent: AgentName, unit: str, step: str, messages: Sequence[Message], kind: type[Kind], number: int = 0) -> Kind:
        """The agent's reply as the object of a schema; one that is not readable is asked for once more.

        ``number`` counts the questions of a step. Raises UnreadableError for a second reply that is not readable, and EngineError.
        """
        text = await self._reply(agent, unit, step, number, messages)
        try:
            return read_json_reply(text, kind)
        except UnreadableError as error:
            again = (*messages, Message("assistant", text), *load_prompt("repair").render(complaint=str(error)))
            return read_json_reply(await self._reply(agent, unit, f"{step} again", number, again), kind)

    async def _reply(self, agent: AgentName, unit: str, step: str, number: int, messages: Sequence[Message]) -> str:
        known = self._history.replied.get((unit, step, number))
        if known is not None:
            return known.completion.text
        temperature, top_p, max_tokens = self._sampling[agent]
        seed = _seed(self._settings.seed, unit, step, number)
        sampling = Sampling(temperature, top_p, max_tokens, seed, author=self._authors[agent])
        started = self._runtime.clock()
        completion = await self._runtime.engine.generate(messages, sampling, started + self._limits.question)
        if completion.finish == "deadline":
            raise EngineError(f"a reply was not whole after {self._limits.question:.0f} s: raise question_limit, or lower max_tokens")
        seconds = round(self._runtime.clock() - started, 3)
        self._record.write(Replied(unit, step, number, completion, seconds))
        return completion.text

    async def run(self, unit: str, step: str, code: str, cases: Sequence[Case], number: int = 0) -> tuple[CaseResult, ...]:
        """A program's results on cases. Raises SandboxFailedError."""
        known = self._history.ran.get((unit, step, number))
        if known is not None:
            return known
        results = await run_cases(self._runtime.sandbox, code, cases, self._limits.execution, self._limits.memory)
        self._record.write(Ran(unit, step, number, results))
        return results

    def note_cases(self, unit: str, cases: ChosenCases) -> None:
        """Record how a problem's test cases were chosen."""
        if unit not in self._history.cases:
            self._record.write(CasesChosen(unit, cases.proposed, cases.contradicted, cases.unknown))


def _seed(seed: int, unit: str, step: str, number: int) -> int:
    digest = hashlib.sha256(f"{seed}\0{unit}\0{step}\0{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % MAX_SEED
