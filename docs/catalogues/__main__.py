"""Compare the marked sections of docs/ with the data that they are made of, or write them (``--write``)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

from docs.catalogues.arms import render_arms, render_repairs
from docs.catalogues.bibliography import render_bibliography
from docs.catalogues.configuration import render_configuration
from docs.catalogues.constructs import render_constructs
from docs.catalogues.model_comparison import render_models
from docs.catalogues.program_lengths import render_program_lengths
from docs.catalogues.sections import fill_in
from kaggle_utils.settings import REPOSITORY

PAGES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "docs/configuration.md": {"presets": render_configuration},
    "docs/models.md": {"models": render_models},
    "docs/evaluation.md": {
        "by-construct": render_constructs,
        "program-lengths": render_program_lengths,
        "arms-competition-1.5b": render_arms("competition-1.5b"),
    },
    "docs/bibliography.md": {"sources": render_bibliography},
    "docs/strategies.md": {f"arms-{name}": render_arms(name) for name in ("unseen-1.5b", "votes-1.5b", "gsm8k-0.5b")},
    "docs/prompts.md": {"arms-seen-0.5b": render_arms("seen-0.5b")},
    "docs/repair.md": {f"repairs-{name}": render_repairs(name) for name in ("gsm8k-0.5b", "votes-1.5b")},
}


def render(page: str) -> str:
    """The page as the data have it."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    return fill_in(text, {name: make() for name, make in PAGES[page].items()})


def main(arguments: list[str] | None = None) -> int:
    """Say which pages differ from the data; with ``--write``, write them. Returns 1 if some differ and were not written."""
    parser = argparse.ArgumentParser(prog="python -m docs.catalogues", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the sections")
    chosen = parser.parse_args(arguments)
    made = {page: render(page) for page in PAGES}
    differing = [page for page, text in made.items() if text != (REPOSITORY / page).read_text(encoding="utf-8")]
    for page in differing:
        if chosen.write:
            (REPOSITORY / page).write_text(made[page], encoding="utf-8")
        print(f"{page}: {'written' if chosen.write else 'differs from its data: python -m docs.catalogues --write'}")
    return 1 if differing and not chosen.write else 0


if __name__ == "__main__":
    sys.exit(main())
