"""A problem as the page shows it: its attempts with their turns, as far as the page has room for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from kaggle_utils.answers import extract_code
from kaggle_utils.journal.events import AttemptLost, AttemptMade
from kaggle_utils.report.drawing import as_svg, can_draw
from kaggle_utils.report.formulas import typeset_beginning, typeset_law, typeset_statement
from kaggle_utils.report.highlight import highlight_changes, highlight_program
from kaggle_utils.report.plots import plot_traces
from kaggle_utils.report.problem_record import ProblemRecord
from kaggle_utils.report.shown_text import MAX_OUTPUT, MAX_REPLY, ShownText, show_text
from kaggle_utils.report.traces import DistinctTrace, distinct_traces
from kaggle_utils.strategies import Attempt, Turn

ROOM = 1_900_000  # characters of all turns and traces together, so that a page of 50 problems stays below 3 MB
PICTURES = 100  # problems whose traces are drawn, each in about 0.06 s; those after them have the terms alone
BEGINNING = 110  # characters of a statement in the list
MAX_STATEMENT = 20_000  # characters, as long as the settings let one be


@dataclass(frozen=True)
class TurnView:
    """A turn: the reply around ``program``, what a repair changed in that before it ran, and what its run printed.

    ``ran`` is the program that ran where it is another one and the two cannot be compared line by line; ``repeats`` is the number of the
    attempt that ran the very same program before, which then is not shown again.
    """

    turn: Turn
    before: ShownText
    program: Markup | None
    after: ShownText
    changes: Markup | None
    ran: Markup | None
    repeats: int | None
    output: ShownText | None
    messages: ShownText | None

    @property
    def size(self) -> int:
        """The characters that it takes."""
        texts = [self.before, self.after, self.output, self.messages]
        quoted = sum(len(text.head) + len(text.tail) for text in texts if text)
        return 400 + quoted + sum(len(part) for part in (self.program, self.changes, self.ran) if part)


@dataclass(frozen=True)
class AttemptView:
    """An attempt, numbered within its problem. Of the turns, ``left_out`` are not shown for want of room."""

    number: int
    event: AttemptMade | AttemptLost
    law: Markup | None
    turns: tuple[TurnView, ...]
    branches: tuple[TurnView, ...]
    left_out: int = 0

    @property
    def attempt(self) -> Attempt | None:
        """The attempt if it ended by itself."""
        return self.event.attempt if isinstance(self.event, AttemptMade) else None

    @property
    def strategy(self) -> str:
        """Its strategy's name."""
        return self.event.attempt.strategy if isinstance(self.event, AttemptMade) else self.event.strategy

    @property
    def size(self) -> int:
        """The characters that its turns take."""
        return sum(turn.size for turn in (*self.turns, *self.branches))


@dataclass(frozen=True)
class ProblemView:
    """A problem with everything that is shown of it."""

    record: ProblemRecord
    beginning: Markup
    statement: Markup
    statement_left_out: int
    attempts: tuple[AttemptView, ...]
    traces: tuple[DistinctTrace, ...]
    picture: Markup | None


def view_problems(records: Sequence[ProblemRecord], room: int = ROOM) -> list[ProblemView]:
    """The views, in order. Each problem has an equal share of the room; what one does not need is left to those after it."""
    views = []
    for place, record in enumerate(records):
        view = _view(record, is_drawn=place < PICTURES)
        view, used = _fit(view, room // (len(records) - place))
        room -= used
        views.append(view)
    return views


def _view(record: ProblemRecord, is_drawn: bool) -> ProblemView:
    seen: dict[str, int] = {}
    attempts = tuple(_view_attempt(n, event, seen) for n, event in enumerate(sorted(record.attempts, key=lambda event: event.rank), 1))
    traces = distinct_traces([(each.number, each.attempt) for each in attempts if each.attempt is not None])
    figure = plot_traces(traces) if traces and is_drawn and can_draw() else None
    words = "; ".join(f"{each.label}: {each.words}" for each in traces[:4])
    statement = record.problem.statement
    return ProblemView(
        record,
        typeset_beginning(statement, BEGINNING),
        typeset_statement(statement[:MAX_STATEMENT]),
        max(0, len(statement) - MAX_STATEMENT),
        attempts,
        tuple(traces),
        as_svg(figure, f"traces-{record.number}", f"Traces of problem {record.number}. {words}") if figure else None,
    )


def _fit(view: ProblemView, room: int) -> tuple[ProblemView, int]:
    """The view without the turns that the room does not hold, and the room it takes; attempts whose answers differ come first."""
    used = len(view.statement) + len(view.picture or "")
    fitting = set()
    for each in _by_interest(view.attempts):
        if used + each.size <= room:
            fitting.add(each.number)
            used += each.size
    attempts = [
        each if each.number in fitting else replace(each, turns=(), branches=(), left_out=len(each.turns) + len(each.branches))
        for each in view.attempts
    ]
    return replace(view, attempts=tuple(attempts)), used


def _by_interest(attempts: Iterable[AttemptView]) -> Iterator[AttemptView]:
    """The first attempt of each answer, then the others."""
    seen: set[int | None] = set()
    later = []
    for each in attempts:
        answer = each.attempt.answer if each.attempt else None
        if answer in seen:
            later.append(each)
        else:
            seen.add(answer)
            yield each
    yield from later


def _view_attempt(number: int, event: AttemptMade | AttemptLost, seen: dict[str, int]) -> AttemptView:
    if isinstance(event, AttemptLost):
        return AttemptView(number, event, None, tuple(_view_turn(turn, number, seen) for turn in event.turns), ())
    attempt = event.attempt
    law = typeset_law(attempt.extrapolation.law) if attempt.extrapolation else None
    branches = tuple(_view_turn(turn, number, seen) for turn in attempt.branches)
    return AttemptView(number, event, law, tuple(_view_turn(turn, number, seen) for turn in attempt.turns), branches)


def _view_turn(turn: Turn, number: int, seen: dict[str, int]) -> TurnView:
    """The view of a turn; ``seen`` are the programs that were shown before, with the numbers of their attempts."""
    text = turn.completion.text
    written = extract_code(text) or ""
    before, program, after = text, None, ""
    repeats = seen.get(written) if written in text else None
    if written and written in text:
        before, _, after = text.rpartition(written)
        program = highlight_program(written) if repeats is None else None
        seen.setdefault(written, number)
    changes = ran = None
    if turn.code is not None and (turn.code.strip() != written.strip() or written not in text):
        changes = highlight_changes(written, turn.code) if written in text else None
        ran = highlight_program(turn.code) if changes is None else None
    execution = turn.execution
    return TurnView(
        turn,
        show_text(before, MAX_REPLY),
        program,
        show_text(after, MAX_REPLY),
        changes,
        ran,
        repeats,
        show_text(execution.stdout, MAX_OUTPUT) if execution and execution.stdout else None,
        show_text(execution.stderr, MAX_OUTPUT) if execution and execution.stderr else None,
    )
