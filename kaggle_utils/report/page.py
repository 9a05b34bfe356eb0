"""The page of a run: one file with everything in it, which needs neither a network nor scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kaggle_utils.journal.events import EngineChanged, RunStarted
from kaggle_utils.report import drawing, formulas
from kaggle_utils.report.counts import OUTCOMES, count_authors, count_repairs, count_verdicts, find_degradations, find_gaps, last_of
from kaggle_utils.report.effort import Effort, add_efforts, effort_of
from kaggle_utils.report.plots import plot_calibration, plot_clock
from kaggle_utils.report.problem_record import ProblemRecord
from kaggle_utils.report.problem_view import PICTURES, view_problems
from kaggle_utils.report.rendering import render
from kaggle_utils.report.run import RecordedRun, read_run
from kaggle_utils.report.run_clock import RunClock, account_for, read_clock
from kaggle_utils.report.selection import Calibration, calibrate, find_selection
from kaggle_utils.report.shown_text import MAX_OUTPUT, make_visible, show_line, show_number, show_text
from kaggle_utils.report.summary import describe_engine, describe_layers, describe_preset, describe_run
from kaggle_utils.settings import Settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "report.html"
ATTRIBUTION = "Names such as A000045 and their titles are of the OEIS (oeis.org), CC BY-SA 4.0."
# The settings that decide what a run does. Others, such as addresses and environments of servers, may hold what is not for every reader.
SETTINGS = (
    *("strategies", "max_tokens", "temperature", "top_p", "seed", "repair_rounds", "voting", "confidence", "stop_early"),
    *("execution_timeout", "execution_memory", "time_limit", "problem_limit", "budget_policy"),
    *("modulus", "lowest_answer", "highest_answer", "fallback_answer"),
)


def write_report(journal: Path) -> Path:
    """Write ``report.html`` beside the journal and return its path. Raises InputError without a journal."""
    return write_page(read_run(journal))


def write_page(run: RecordedRun) -> Path:
    """Write ``report.html`` beside the journal and return its path."""
    path = run.journal.with_name(NAME)
    path.write_text(render_page(run), encoding="utf-8", errors="replace")
    return path


def render_page(run: RecordedRun) -> str:
    """The page as HTML."""
    return render("page.jinja", _context(run), {"visible": make_visible, "line": show_line, "number": show_number, "clock": _as_clock})


def _context(run: RecordedRun) -> dict[str, Any]:
    """What the template is given."""
    events, records = run.events, run.problems
    started, engine = last_of(RunStarted, events), last_of(EngineChanged, events)
    efforts = {record.number: effort_of(record) for record in records}
    clock = read_clock(events)
    calibration = calibrate(records)
    authors = count_authors(events)
    return {
        "run": run,
        "began": datetime.fromtimestamp(events[0].time, UTC) if events else None,
        "summary": describe_run(run),
        "problems": view_problems(records),
        "degraded": [*find_degradations(events), *find_gaps(events, run.unreadable)],
        "notes": _notes(),
        "clock": clock,
        "spent": account_for(clock),
        "clock_picture": _draw_clock(clock, records, efforts),
        "efforts": efforts,
        "effort": add_efforts(efforts.values()),
        "work": {work.problem.id: work for work in clock.work},
        "selection": find_selection(records, started.settings) if started else None,
        "calibration": calibration,
        "calibration_picture": _draw_calibration(calibration),
        "authors": authors if set(authors) - {"coder"} else {},
        "repairs": count_repairs(events),
        "outcomes": OUTCOMES,
        "verdicts": count_verdicts(events),
        "preset": describe_preset(events),
        "engine": describe_engine(events),
        "details": _details(engine),
        "layers": describe_layers(events),
        "settings": _shown_settings(started.settings) if started else {},
        "attribution": ATTRIBUTION,
        "pictures": PICTURES,
    }


def _notes() -> list[str]:
    """What the page lacks because a library is not installed."""
    return [sentence for module, sentence in ((drawing, drawing.NOT_INSTALLED), (formulas, formulas.NOT_INSTALLED)) if not _has(module)]


def _has(module: Any) -> bool:
    return drawing.can_draw() if module is drawing else formulas.can_typeset()


def _draw_clock(clock: RunClock, records: Sequence[ProblemRecord], efforts: Mapping[int, Effort]) -> Markup | None:
    if not drawing.can_draw() or not clock.work:
        return None
    return _as_svg(plot_clock(clock, records, efforts), "clock", "When each problem was worked on. The table below has the numbers.")


def _draw_calibration(calibration: Calibration | None) -> Markup | None:
    if not drawing.can_draw() or calibration is None:
        return None
    return _as_svg(plot_calibration(calibration), "calibration", "Right answers by their share of the votes. The table has the numbers.")


def _as_svg(figure: Figure, name: str, description: str) -> Markup:
    return drawing.as_svg(figure, name, description)


def _details(engine: EngineChanged | None) -> Mapping[str, str]:
    """What the engine says of itself, a line each."""
    return {name: show_line(str(value)) for name, value in engine.engine.details.items()} if engine else {}


def _shown_settings(settings: Settings) -> Mapping[str, str]:
    return {name: show_text(str(getattr(settings, name)), MAX_OUTPUT).head for name in SETTINGS}


def _as_clock(seconds: float) -> str:
    """Seconds as people say them, in one piece: 3.2 s, 4 min 05 s, 1 h 02 min."""
    minutes, rest = divmod(round(seconds), 60)
    words = f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
    return (f"{seconds:.1f} s" if seconds < 59.95 else words).replace(" ", "\N{NO-BREAK SPACE}")
