"""The curves of a training: loss, learning rate and accuracy over the tokens seen, as an image and in a page."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kaggle_utils.report.drawing import COLOURS, as_svg, can_draw, page_style
from kaggle_utils.train.log import LogLine, read_log
from kaggle_utils.train.result import TrainResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

IMAGE, PAGE = "curves.png", "training.html"
DESCRIPTION = (
    "Three curves over the tokens seen: the loss, with that on held-out rows, the learning rate, and the share of tokens that are right."
)


def write_curves(folder: Path, result: TrainResult) -> None:
    """Write image and page from the log in the folder; without matplotlib the page has the figures alone."""
    from jinja2 import Environment, StrictUndefined

    log = read_log(folder)
    drawn = None
    if can_draw():
        figure = plot_training(log)
        figure.savefig(folder / IMAGE, dpi=150, facecolor="white")
        drawn = as_svg(figure, "training", DESCRIPTION)
    template = (files("kaggle_utils.train") / "page.jinja").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, autoescape=True, keep_trailing_newline=True)
    text = environment.from_string(template).render(result=result, base=Path(result.model).name, curves=drawn, colours=COLOURS)
    (folder / PAGE).write_text(text, encoding="utf-8")


def plot_training(log: Sequence[LogLine]) -> Figure:
    """Three panels over the tokens seen."""
    from matplotlib.figure import Figure

    steps = [line for line in log if line.loss is not None]
    measured = [line for line in log if line.held_out_loss is not None]
    with page_style():
        figure = Figure(figsize=(9.6, 3.0), layout="constrained")
        loss, rate, accuracy = figure.subplots(1, 3)
        _draw(loss, steps, [line.loss for line in steps], "-", "a step")
        if measured:
            _draw(loss, measured, [line.held_out_loss for line in measured], "o--", "held-out rows")
            loss.legend(fontsize=8)
        _draw(rate, steps, [line.learning_rate for line in steps], "-", "")
        _draw(accuracy, steps, [line.accuracy for line in steps], "-", "")
        for axes, title in ((loss, "loss of a token"), (rate, "learning rate"), (accuracy, "likeliest token is right")):
            axes.set(title=title, xlabel="tokens seen")
            axes.grid(axis="y", linewidth=0.5)
    return figure


def _draw(axes: Axes, lines: Sequence[LogLine], values: Sequence[float | None], style: str, label: str) -> None:
    colour = COLOURS["right" if "o" in style else "accent"]
    heights = [float("nan") if value is None else value for value in values]
    axes.plot([line.tokens for line in lines], heights, style, color=colour, linewidth=1.2, markersize=3, label=label)
