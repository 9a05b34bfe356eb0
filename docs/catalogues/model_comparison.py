"""The comparison of models: models.toml as a table, each figure with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "models.toml"
MEASURES = ("memory", "speed", "score")


@dataclass(frozen=True)
class Figure:
    """A figure in words, and where it comes from."""

    value: str
    source: str


@dataclass(frozen=True)
class Model:
    """A checkpoint, the presets that look for it first, and what is known of it."""

    name: str
    licence: str
    presets: tuple[str, ...]
    memory: tuple[Figure, ...] = ()
    speed: tuple[Figure, ...] = ()
    score: tuple[Figure, ...] = ()


def read_models(path: Path = DATA) -> list[Model]:
    """The models of the file, in its order."""
    return [_read(table) for table in tomllib.loads(path.read_text(encoding="utf-8"))["model"]]


def render_models() -> str:
    """The table, and below it the sources by their numbers."""
    models = read_models()
    figures = [figure for model in models for measure in MEASURES for figure in getattr(model, measure)]
    numbers = {source: number for number, source in enumerate(dict.fromkeys(figure.source for figure in figures), 1)}
    lines = ["| model | presets | licence | weights | speed | published or own scores |", "|---|---|---|---|---|---|"]
    for model in models:
        cells = [", ".join(f"`{name}`" for name in model.presets), model.licence]
        cells += [_cell(getattr(model, measure), numbers) for measure in MEASURES]
        lines.append(f"| {model.name} | " + " | ".join(cells) + " |")
    sources = "; ".join(f"({number}) {source}" for source, number in numbers.items())
    return "\n".join([*lines, "", f"Sources: {sources}. What has no figure was not measured."])


def _cell(figures: tuple[Figure, ...], numbers: dict[str, int]) -> str:
    return "; ".join(f"{figure.value} ({numbers[figure.source]})" for figure in figures)


def _read(table: dict[str, Any]) -> Model:
    figures = {measure: tuple(Figure(**figure) for figure in table.get(measure, ())) for measure in MEASURES}
    return Model(table["name"], table["licence"], tuple(table["presets"]), **figures)
