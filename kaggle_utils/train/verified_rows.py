"""Training rows from runs that were evaluated: the replies whose programs are known to be right, under the prompts that were sent.

From a model's own runs this is rejection sampling; from a stronger model's it is distillation. Only attempts of one reply give rows: of
those the record has the whole prompt, and what ran is what the model wrote.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kaggle_utils.answers import extract_code
from kaggle_utils.codeseq.benchmarks import BenchmarkItem, Benchmarks
from kaggle_utils.engines.transcript import Reply, Transcript, prompt_digest, read_transcript
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.outcome import outcome_of
from kaggle_utils.evaluation.problems import EvaluationProblem, load_competition, load_families
from kaggle_utils.evaluation.run import REPLIES, Run, load_run
from kaggle_utils.messages import Message
from kaggle_utils.problem import digest_of
from kaggle_utils.programs.same_program import same_program
from kaggle_utils.strategies import Attempt
from kaggle_utils.strategies.trace import NAME as TRACE
from kaggle_utils.traces import Trace, hardcoded


class LeftOut(StrEnum):
    """Why an attempt gives no row."""

    WRONG = "wrong, or not known to be right"
    SEVERAL = "several replies, or none"
    CHANGED = "a fix changed the program before it ran"
    CUT = "the reply was cut off"
    SUPPLIED = "results supplied by the model, or doubts of a check"
    TABLE = "the program keeps its terms in a table"
    BENCHMARK = "words or terms of a benchmark"
    UNRECORDED = "its prompt or reply is not in the record"
    TWICE = "the same program under the same prompt"
    ENOUGH = "the problem has enough rows"


@dataclass(frozen=True)
class VerifiedRows:
    """The rows, and how many attempts were left out for each reason."""

    rows: tuple[dict[str, Any], ...]
    left_out: Mapping[LeftOut, int]


def make_rows(
    folders: Sequence[Path], benchmarks: Iterable[BenchmarkItem] = (), at_most: int = 0, *, examples: bool = True
) -> VerifiedRows:
    """The rows of these runs, at most so many for a problem under a prompt (0: all).

    Without ``examples`` the worked examples of a prompt are left out: the model learns to reply without them as it, or a stronger one, did
    with them (context distillation, arXiv 2112.00861).
    ``benchmarks`` are texts and sequences that no row may overlap with, beside the unseen families and the competition problems. Raises
    InputError for a folder without a run of ``evaluate``, and for a run on the unseen families, which measure what training is worth.
    """
    known = {digest_of(each.problem): each for each in load_families("seen")}
    unseen = {digest_of(each.problem): each for each in load_families("unseen")}
    forbidden = Benchmarks([*measured_on(), *benchmarks])
    left_out: Counter[LeftOut] = Counter()
    kept: list[_Candidate] = []
    alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)  # programs by problem and prompt
    for folder in folders:
        run = load_run(folder)
        transcript = _read_replies(folder)
        if asked := next((unseen[digest] for digest in run.attempts if digest in unseen), None):
            raise InputError(
                f"{folder} holds problems of the unseen half of the families, such as {asked.problem.id}, which measure what training is "
                "worth: give runs on the seen half, or on problems of your own"
            )
        for candidate in _candidates(run, transcript, known):
            if isinstance(candidate, LeftOut):
                left_out[candidate] += 1
                continue
            programs = alike[candidate.reply.problem, candidate.reply.prompt]
            if (refusal := _refusal(candidate, programs, forbidden, at_most)) is not None:
                left_out[refusal] += 1
                continue
            programs.append(candidate.code)
            kept.append(candidate)
    rows = tuple(candidate.as_row(examples=examples) for candidate in kept)
    return VerifiedRows(rows, {reason: left_out[reason] for reason in LeftOut if left_out[reason]})


@dataclass(frozen=True)
class _Candidate:
    """An attempt whose program is right."""

    run: str
    model: str
    problem: EvaluationProblem
    reply: Reply
    prompt: tuple[Message, ...]
    code: str
    verified: str
    printed: Trace | None

    @property
    def terms(self) -> list[Sequence[int]]:
        """The function's first values, by its definition and as the program printed them: a problem of a file has no definition."""
        return [terms for terms in (self.problem.trace, self.printed and self.printed.terms) if terms]

    def as_row(self, *, examples: bool) -> dict[str, Any]:
        """The conversation: what was sent is shown and not trained on, worked examples too; the reply is trained on."""
        sent = self.prompt if examples else _without_examples(self.prompt)
        shown = [
            {"role": message.role, "content": message.content, **({"weight": 0} if message.role == "assistant" else {})} for message in sent
        ]
        return {
            "id": f"{self.run}/{self.problem.problem.id}/{self.reply.rank}",
            "messages": [*shown, {"role": "assistant", "content": self.reply.completion.text}],
            "family": self.problem.family,
            "strategy": self.reply.strategy,
            "model": self.model,
            "verified": self.verified,
        }


def _without_examples(prompt: Sequence[Message]) -> list[Message]:
    """The system's message, if there is one, and the question, which stands last: examples are turns between them."""
    return [*[message for message in prompt if message.role == "system"], prompt[-1]]


def _candidates(run: Run, transcript: Transcript, known: Mapping[str, EvaluationProblem]) -> Iterator[_Candidate | LeftOut]:
    """For each attempt at a problem of the record, what it gives, or why it gives nothing."""
    replies = {(reply.problem, reply.rank): reply for reply in transcript.replies if reply.turn == 0}
    prompts = {reply.prompt: reply.messages for reply in transcript.replies if reply.messages}
    name, model = run.folder.resolve().name, transcript.runs[-1].model
    for digest, attempts in run.attempts.items():
        for rank, attempt in attempts.items():
            reply = replies.get((digest, rank))
            stated = transcript.problems.get(digest)
            if reply is None or stated is None or reply.prompt not in prompts or prompt_digest(prompts[reply.prompt]) != reply.prompt:
                yield LeftOut.UNRECORDED
                continue
            problem = known.get(digest) or EvaluationProblem(stated, family=stated.id)
            judged = _judge(problem, attempt, reply)
            if isinstance(judged, LeftOut):
                yield judged
            else:
                yield _Candidate(name, model, problem, reply, prompts[reply.prompt], attempt.program or "", judged, attempt.trace)


def _judge(problem: EvaluationProblem, attempt: Attempt, reply: Reply) -> str | LeftOut:
    """How an attempt was verified, "trace" or "answer"; or why it gives no row."""
    if len(attempt.all_turns) != 1 or attempt.program is None:
        return LeftOut.SEVERAL
    (turn,) = attempt.turns
    if turn.completion.text != reply.completion.text:
        return LeftOut.UNRECORDED
    if turn.completion.finish != "stop":
        return LeftOut.CUT
    outcome = outcome_of(problem, attempt)
    is_trace = attempt.strategy == TRACE and outcome.has_right_trace is not None
    if not (outcome.has_right_trace if is_trace else outcome.is_right and attempt.executed):
        return LeftOut.WRONG
    if attempt.simulated or attempt.doubts:
        return LeftOut.SUPPLIED
    if any(repair.outcome == "fixed" for repair in turn.repairs) or not _is_what_ran(reply.completion.text, attempt.program):
        return LeftOut.CHANGED
    if hardcoded(attempt.program, attempt.trace):
        return LeftOut.TABLE
    return "trace" if is_trace else "answer"


def _is_what_ran(text: str, program: str) -> bool:
    """Whether the reply's program is the one that ran, whole or as its beginning: a function is called by lines that we write."""
    code = extract_code(text)
    return code is not None and (same_program(code, program) or code.strip() in program)


def _refusal(candidate: _Candidate, programs: Sequence[str], forbidden: Benchmarks, at_most: int) -> LeftOut | None:
    """Why a right program gives no row beside those that the problem has under the prompt; None if it gives one."""
    if forbidden.find_text([candidate.problem.problem.statement, candidate.reply.completion.text]) or any(
        forbidden.find_sequence(candidate.problem.family, terms) for terms in candidate.terms
    ):
        return LeftOut.BENCHMARK
    if any(same_program(code, candidate.code) for code in programs):
        return LeftOut.TWICE
    return LeftOut.ENOUGH if at_most and len(programs) >= at_most else None


def measured_on() -> list[BenchmarkItem]:
    """What training is measured on, so that no row may have it: the unseen families and the competition problems."""
    problems = (*load_families("unseen"), *load_competition())
    return [BenchmarkItem(each.family, each.problem.statement, each.trace or ()) for each in problems]


def _read_replies(folder: Path) -> Transcript:
    path = folder / REPLIES
    if not path.is_file():
        raise InputError(f"{folder} has no {REPLIES}: give the folders of runs that evaluate made, one for each arm")
    return read_transcript(path)
