"""The figures of an evaluation's page, None where there is nothing to draw or no matplotlib.

Nothing is said by colour alone: verdicts have a shape and a word, runs a shape and a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from kaggle_utils.evaluation.intervals import Interval, Share
from kaggle_utils.evaluation.judge import Conclusion, Judgement
from kaggle_utils.report.drawing import COLOURS, can_draw, page_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 5.0  # inches: what a phone still shows at three quarters of its size
ROW = 0.27  # inches a row
MAX_HEIGHT = 30.0  # inches
MOST_SERIES = 4  # runs that one figure still keeps apart by shape and line
MAX_NAME = 34  # characters of a line of a row's name
STYLES = (("o", "-"), ("s", "--"), ("^", ":"), ("D", "-."))
VERDICTS = {
    Conclusion.BETTER: ("^", COLOURS["right"], "full"),
    Conclusion.WORSE: ("v", COLOURS["wrong"], "full"),
    Conclusion.TIED: ("s", COLOURS["ink"], "full"),
    Conclusion.NOT_ENOUGH_DATA: ("o", COLOURS["unknown"], "none"),
}


@dataclass(frozen=True)
class Point:
    """A value at a place of a curve, with its interval."""

    at: float
    value: float
    interval: Interval


def plot_shares(shares: Sequence[tuple[str, Share]], label: str) -> Figure | None:
    """A row for each share, in per cent, with its interval and the counts in words."""
    if not shares or not can_draw():
        return None
    with page_style():
        figure, axes = _rows([name for name, _ in shares])
        for row, (_, share) in enumerate(shares):
            low, high = share.interval
            axes.plot([100 * low, 100 * high], [row, row], color=COLOURS["muted"], linewidth=2.5, solid_capstyle="butt")
            axes.plot([100 * share.value], [row], "o", color=COLOURS["accent"], markersize=6, clip_on=False)
        _write(axes, [f"{share.count} of {share.total}" for _, share in shares])
        axes.set(xlim=(0, 100), xlabel=label)
    return figure


def plot_differences(judged: Sequence[tuple[str, Judgement]]) -> Figure | None:
    """A row for each comparison of one measure: the difference, its interval, the verdict, and the hatched band that is a tie's."""
    if not judged or not can_draw():
        return None
    first = judged[0][1]
    with page_style():
        figure, axes = _rows([name for name, _ in judged])
        margin: dict[str, Any] = {"facecolor": "none", "edgecolor": COLOURS["line"], "hatch": "////", "linewidth": 0}
        axes.axvspan(-first.margin, first.margin, **margin)
        axes.axvline(0, color=COLOURS["ink"], linewidth=1)
        for row, (_, judgement) in enumerate(judged):
            compared = judgement.comparison
            marker, colour, fill = VERDICTS[judgement.conclusion]
            if all(isfinite(end) for end in compared.interval):
                axes.plot(compared.interval, [row, row], color=colour, linewidth=2, solid_capstyle="butt")
            style: dict[str, Any] = {"color": colour, "markersize": 7, "fillstyle": fill, "markerfacecoloralt": "none"}
            axes.plot([compared.difference], [row], marker, **style)
        _write(axes, [str(judgement.conclusion) for _, judgement in judged])
        axes.set(xlabel=f"difference in {first.comparison.unit}")
        axes.margins(x=0.05)
    return figure


def plot_amounts(amounts: Sequence[tuple[str, float | None]], label: str, none: str) -> Figure | None:
    """A bar for each amount with its number; ``none`` in words where there is none."""
    if not any(amount for _, amount in amounts) or not can_draw():
        return None
    with page_style():
        figure, axes = _rows([name for name, _ in amounts])
        axes.barh(range(len(amounts)), [amount or 0.0 for _, amount in amounts], height=0.6, color=COLOURS["accent"])
        _write(axes, [none if amount is None else f"{amount:,.0f}" for _, amount in amounts])
        axes.set(xlim=(0, None), xlabel=label)
    return figure


def plot_kinds(kinds: Sequence[str], series: Mapping[str, Mapping[str, Share]], label: str) -> Figure | None:
    """For each kind of problem a row for every run (at most ``MOST_SERIES`` of them), a shape each, with intervals."""
    if not 0 < len(series) <= MOST_SERIES or not can_draw():
        return None
    step = 0.8 / len(series)
    with page_style():
        figure, axes = _rows(kinds, ROW * max(1.0, 0.6 * len(series)))
        for number, (name, shares) in enumerate(series.items()):
            marker = STYLES[number][0]
            places = [(row + step * (number - (len(series) - 1) / 2), shares[kind]) for row, kind in enumerate(kinds) if kind in shares]
            for place, share in places:
                axes.plot([100 * end for end in share.interval], [place, place], color=COLOURS["muted"], linewidth=1.2)
            colour = COLOURS["accent"] if number == 0 else COLOURS["ink"]
            style: dict[str, Any] = {"color": colour, "markersize": 5, "fillstyle": "full" if number % 2 == 0 else "none", "clip_on": False}
            axes.plot([100 * share.value for _, share in places], [place for place, _ in places], marker, label=name, **style)
        axes.set(xlim=(0, 100), xlabel=label)
        if len(series) > 1:
            _add_legend(axes)
    return figure


def plot_curves(curves: Mapping[str, Sequence[Point]], across: str, up: str) -> Figure | None:
    """Lines over numbers with intervals, such as right answers by the number of examples."""
    curves = {name: points for name, points in curves.items() if len(points) > 1}
    if not 0 < len(curves) <= MOST_SERIES or not can_draw():
        return None
    from matplotlib.figure import Figure

    with page_style():
        figure = Figure(figsize=(WIDTH, 2.8), layout="constrained")
        axes = figure.subplots()
        for number, ((name, points), (marker, line)) in enumerate(zip(curves.items(), STYLES, strict=False)):
            colour = COLOURS["accent"] if number == 0 else COLOURS["ink"]
            at, values = [point.at for point in points], [point.value for point in points]
            below = [max(0.0, point.value - point.interval.low) for point in points]
            above = [max(0.0, point.interval.high - point.value) for point in points]
            axes.errorbar(
                at, values, yerr=(below, above), color=colour, ecolor=COLOURS["muted"], marker=marker, linestyle=line, capsize=3, label=name
            )
        axes.set(xlabel=across, ylabel=up)
        axes.set_xticks(sorted({point.at for points in curves.values() for point in points}))
        axes.grid(axis="y", linewidth=0.5)
        axes.set_axisbelow(True)
        if len(curves) > 1:
            _add_legend(axes)
    return figure


def _rows(names: Iterable[str], height: float = ROW) -> tuple[Figure, Axes]:
    """Axes with a named row for each, the first at the top."""
    from matplotlib.figure import Figure

    shown = ["\n".join(line if len(line) <= MAX_NAME else line[: MAX_NAME - 1] + "…" for line in name.split("\n")) for name in names]
    height *= max(1 + 0.5 * name.count("\n") for name in shown)
    figure = Figure(figsize=(WIDTH, min(MAX_HEIGHT, 0.75 + height * len(shown))), layout="constrained")
    axes = figure.subplots()
    axes.set_yticks(range(len(shown)), shown)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.grid(axis="x", linewidth=0.5)
    axes.set_axisbelow(True)
    return figure, axes


def _write(axes: Axes, words: Sequence[str]) -> None:
    """A word at the right end of each row."""
    side = axes.secondary_yaxis("right")
    side.set_yticks(range(len(words)), words)
    side.tick_params(length=0)
    side.spines["right"].set_visible(False)


def _add_legend(axes: Axes) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, fontsize=8, handletextpad=0.3, columnspacing=1)
