"""The pictures that several kinds of evaluation have: differences, shares, tokens. Each has its numbers in a table below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kaggle_utils.evaluation.intervals import Share
from kaggle_utils.evaluation.judge import Judgement
from kaggle_utils.evaluation.report import plots
from kaggle_utils.evaluation.report.section import Picture
from kaggle_utils.report.drawing import as_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DIFFERENCES = "A triangle is better (up) or worse (down), a square tied, a ring not enough data. In the hatched band an interval is a tie."
SHARES = "The line is the 95 % interval: Wilson's, widened where problems or samples belong together."
TOKENS = "All tokens, those of wrong answers too, divided by the right answers: less is better."


def draw(name: str, figure: Figure | None, description: str, caption: str) -> tuple[Picture, ...]:
    """The figure as a picture, none for None. ``name`` is its own on the page; ``description`` is read in its place."""
    return () if figure is None else (Picture(as_svg(figure, name, f"{description} The table has the numbers."), caption),)


def draw_differences(name: str, title: str, judged: Sequence[tuple[str, Judgement]]) -> tuple[Picture, ...]:
    """The comparisons by one measure, each with its name."""
    return draw(f"differences-{name}", plots.plot_differences(judged), f"Differences in {title}.", f"{capital(title)}. {DIFFERENCES}")


def draw_shares(name: str, title: str, shares: Sequence[tuple[str, Share]]) -> tuple[Picture, ...]:
    """The shares of several runs, or of several kinds of problem."""
    return draw(f"shares-{name}", plots.plot_shares(shares, f"{title}, per cent"), f"{capital(title)}.", SHARES)


def draw_tokens(costs: Sequence[tuple[str, float | None]]) -> tuple[Picture, ...]:
    """Tokens for each right answer; None where no answer is right."""
    figure = plots.plot_amounts(costs, "tokens for each right answer", "none right")
    return draw("tokens", figure, "Tokens for each right answer.", TOKENS)


def capital(title: str) -> str:
    """The title as a sentence begins."""
    return title[0].upper() + title[1:]
