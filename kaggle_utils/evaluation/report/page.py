"""The page as a file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kaggle_utils.evaluation.judge import Conclusion
from kaggle_utils.evaluation.report.section import EvaluationPage
from kaggle_utils.evaluation.tables import Table
from kaggle_utils.report import drawing, formulas
from kaggle_utils.report.page import NAME
from kaggle_utils.report.rendering import render
from kaggle_utils.report.shown_text import make_visible, show_line, show_number
from kaggle_utils.version import __version__

MARKS = {Conclusion.BETTER: "▲", Conclusion.WORSE: "▼", Conclusion.TIED: "=", Conclusion.NOT_ENOUGH_DATA: "?"}
CLASSES = {Conclusion.BETTER: "right", Conclusion.WORSE: "wrong", Conclusion.TIED: "", Conclusion.NOT_ENOUGH_DATA: "answered"}
_NUMBER = re.compile(r"none right|none passed|[-+]?\d[\d.,]*(?:e[-+]?\d+)?(?: %| of \d+| to [-+]?\d.*|\s*\(.*)?|[-+]?inf.*")


def write_page(page: EvaluationPage, folder: Path) -> Path:
    """Write ``report.html`` into the folder and return its path."""
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(render_page(page), encoding="utf-8", errors="replace")
    return path


def render_page(page: EvaluationPage) -> str:
    """The page as HTML."""
    return render(
        "evaluation.jinja",
        {
            "page": replace(page, findings=tuple(sorted(page.findings, key=lambda found: list(Conclusion).index(found.conclusion)))),
            "made": datetime.now(UTC),
            "version": __version__,
            "counts": {each: sum(found.conclusion is each for found in page.findings) for each in Conclusion},
            "marks": MARKS,
            "classes": CLASSES,
            "words_of": {str(each): each for each in Conclusion},
            "notes": [
                module.NOT_INSTALLED for module, has in ((drawing, drawing.can_draw()), (formulas, formulas.can_typeset())) if not has
            ],
        },
        {"visible": make_visible, "line": show_line, "number": show_number, "numeric_columns": _numeric_columns},
        "kaggle_utils.evaluation.report",
    )


def _numeric_columns(table: Table) -> list[bool]:
    """Of each column but the first, which names the rows, whether its cells are numbers, shown at the right."""
    columns = [[cell for cell in column if cell] for column in zip(*table.rows, strict=True)]
    return [place > 0 and bool(cells) and all(map(_NUMBER.fullmatch, cells)) for place, cells in enumerate(columns)]
