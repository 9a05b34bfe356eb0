"""The figures of the page: the run's clock, what a share of the votes is worth, and traces. None says a thing by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kaggle_utils.report.drawing import COLOURS, page_style
from kaggle_utils.report.effort import Effort
from kaggle_utils.report.problem_record import ProblemRecord
from kaggle_utils.report.run_clock import RunClock
from kaggle_utils.report.selection import Calibration
from kaggle_utils.report.traces import DistinctTrace

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.15  # inches that a problem takes in the clock, less where there are many
MAX_HEIGHT = 14.0  # inches
OUTCOMES = {"right": ("o", "right"), "wrong": ("X", "wrong"), "answered": ("D", "not known"), "unanswered": ("_", "no answer")}
COLOUR_OF = {"right": COLOURS["right"], "wrong": COLOURS["wrong"], "answered": COLOURS["unknown"], "unanswered": COLOURS["ink"]}
ENDS = {
    "answer": ("|", "an attempt gave an answer"),
    "no answer": (".", "gave none"),
    "lost": ("x", "failed or was cut off"),
    "unneeded": ("1", "was not needed"),
}
LARGEST_PLOTTED = 10**300  # floats end at 10^308
LINEAR_UP_TO = 1_000  # traces that grow beyond are drawn on a logarithmic scale
TRACE_STYLES = (("o", "-"), ("s", "--"), ("^", ":"), ("D", "-."))


def plot_clock(clock: RunClock, records: Sequence[ProblemRecord], efforts: Mapping[int, Effort]) -> Figure:
    """Three panels with a row for each problem: when it was worked on, the tokens written, and the seconds that its programs ran."""
    from matplotlib.figure import Figure

    numbers = {record.problem.id: record.number for record in records}
    rows = max(numbers.values(), default=1)
    height = min(MAX_HEIGHT, 1.4 + ROW * rows)
    with page_style():
        figure = Figure(figsize=(9.6, height), layout="constrained")
        when, tokens, programs = figure.subplots(1, 3, sharey=True, width_ratios=(5, 2, 2))
        _draw_when(when, clock, records, numbers)
        _draw_stacked(tokens, efforts, ("tokens that led to an answer", "that did not"), lambda e: (e.tokens_answered, e.tokens_spent))
        _draw_stacked(programs, efforts, ("s in programs that ended", "in those that did not"), lambda e: (e.ended, e.timed_out))
        when.set(ylim=(rows + 0.7, 0.3), ylabel="problem")
        when.yaxis.set_major_locator(_whole_numbers())
    return figure


def plot_calibration(calibration: Calibration) -> Figure:
    """The share of right answers in each group against the mean share of the votes, with the counts in words."""
    from matplotlib.figure import Figure

    with page_style():
        figure = Figure(figsize=(4.8, 3.3), layout="constrained")
        axes = figure.subplots()
        axes.set_xticks([i / 5 for i in range(6)])
        axes.plot([0, 1], [0, 1], color=COLOURS["muted"], linestyle="--", linewidth=1)
        means = [group.mean for group in calibration.groups]
        shares = [group.right / group.answers for group in calibration.groups]
        axes.plot(means, shares, color=COLOURS["accent"], marker="o", linewidth=1.2)
        for group, x, y in zip(calibration.groups, means, shares, strict=True):
            axes.annotate(f"{group.right} of {group.answers}", (x, y), (8, -3), textcoords="offset points")
        axes.set(xlim=(0, 1.25), ylim=(-0.03, 1.06), xlabel="share of the votes for the answer", ylabel="share that was right")
    return figure


def plot_traces(traces: Sequence[DistinctTrace]) -> Figure | None:
    """The distinct traces of a problem, None where no two terms of any can be drawn."""
    from matplotlib.figure import Figure

    drawn = []
    for each in traces[: len(TRACE_STYLES)]:
        points = [(each.trace.start + i, value) for i, value in enumerate(each.trace.terms) if abs(value) < LARGEST_PLOTTED]
        if len(points) > 1:
            drawn.append((each, points))
    if not drawn:
        return None
    with page_style():
        figure = Figure(figsize=(4.8, 2.3))  # there may be hundreds: without a layout engine, which would draw each twice
        axes = figure.add_axes((0.13, 0.2, 0.85, 0.75))
        for (each, points), (marker, line) in zip(drawn, TRACE_STYLES, strict=False):
            xs, ys = [x for x, _ in points], [float(y) for _, y in points]
            colour = COLOURS["accent"] if marker == TRACE_STYLES[0][0] else COLOURS["ink"]
            axes.plot(xs, ys, marker=marker, linestyle=line, markersize=3.5, linewidth=1, color=colour, label=each.label)
        if max(abs(value) for _, points in drawn for _, value in points) > LINEAR_UP_TO:
            axes.set_yscale("symlog", linthresh=1)
            axes.yaxis.set_major_locator(_few_powers())
        axes.set(xlabel="n", ylabel="f(n)")
        axes.xaxis.set_major_locator(_whole_numbers())
        if len(drawn) > 1:
            axes.legend(fontsize=8)
    return figure


def _draw_when(axes: Axes, clock: RunClock, records: Sequence[ProblemRecord], numbers: Mapping[str, int]) -> None:
    outcomes = {record.problem.id: record.outcome for record in records}
    fallbacks = {record.problem.id for record in records if record.is_fallback}
    for load in clock.loading:
        axes.axvspan(load.start, load.end, facecolor="none", edgecolor=COLOURS["muted"], hatch="////", linewidth=0)
    for session in clock.sessions[1:]:
        axes.axvline(session.start, color=COLOURS["muted"], linestyle="--", linewidth=1)
    work = [each for each in clock.work if each.problem.id in numbers]
    rows = [numbers[each.problem.id] for each in work]
    axes.barh(rows, [each.span.seconds for each in work], left=[each.span.start for each in work], height=0.8, color=COLOURS["line"])
    ends = [(moment, row, kind) for each, row in zip(work, rows, strict=True) for moment, kind in each.ends]
    for kind, (marker, label) in ENDS.items():
        points = [(x, y) for x, y, found in ends if found == kind]
        if points:
            axes.plot(*zip(*points, strict=True), marker, color=COLOURS["muted"], markersize=3.5, label=label)
    for outcome, (marker, label) in OUTCOMES.items():
        points = [(each.span.end, row) for each, row in zip(work, rows, strict=True) if outcomes[each.problem.id] == outcome]
        if points:
            axes.plot(*zip(*points, strict=True), marker, color=COLOUR_OF[outcome], markersize=5, label=label)
    circled = [(each.span.end, row) for each, row in zip(work, rows, strict=True) if each.problem.id in fallbacks]
    if circled:
        axes.plot(*zip(*circled, strict=True), "s", markersize=9, markerfacecolor="none", color=COLOURS["ink"], label="fallback")
    axes.set(xlim=(0, None), xlabel="seconds since the start")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, fontsize=8, handletextpad=0.2, columnspacing=1)


def _draw_stacked(axes: Axes, efforts: Mapping[int, Effort], labels: tuple[str, str], parts: Any) -> None:
    rows = list(efforts)
    first, second = zip(*[parts(effort) for effort in efforts.values()], strict=True) if rows else ((), ())
    axes.barh(rows, first, height=0.8, color=COLOURS["accent"], label=labels[0])
    some = [(row, left, value) for row, left, value in zip(rows, first, second, strict=True) if value]
    if some:
        at, left, values = zip(*some, strict=True)
        hatched: dict[str, Any] = {"facecolor": "none", "edgecolor": COLOURS["wrong"], "hatch": "//////", "linewidth": 0.6}
        axes.barh(at, values, left=left, height=0.8, label=labels[1], **hatched)
    axes.set_axisbelow(True)
    axes.set(xlim=(0, None))
    axes.grid(axis="x", linewidth=0.5)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=8)


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True, nbins=10, steps=(1, 2, 5, 10))


def _few_powers() -> Any:
    from matplotlib.ticker import SymmetricalLogLocator

    locator = SymmetricalLogLocator(base=10, linthresh=1)
    locator.set_params(numticks=5)
    return locator
