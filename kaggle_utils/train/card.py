"""The card of what was trained, in place of the empty form that PEFT and TRL leave."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from kaggle_utils.train.result import TrainResult

CARD = "README.md"


def write_card(folder: Path, result: TrainResult) -> None:
    """Write the card into the folder of an adapter or a model."""
    from jinja2 import Environment, StrictUndefined

    template = (files("kaggle_utils.train") / "card.jinja").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)  # noqa: S701  # Markdown, not HTML
    data = {Path(name).name: sha256 for name, sha256 in result.data_sha256.items()}
    text = environment.from_string(template).render(result=result, base=Path(result.model).name, data=data)
    (folder / CARD).write_text(text, encoding="utf-8")
