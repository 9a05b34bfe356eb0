"""Links from an evaluation's page to the pages of its runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kaggle_utils.report.page import NAME


def links_of(folders: Mapping[str, Path], out: Path) -> dict[str, str]:
    """The page of each run, where it has one of its own, relative to ``out``, the folder of the evaluation's page."""
    pages = {name: folder / NAME for name, folder in folders.items() if folder.resolve() != out.resolve()}
    return {name: Path(os.path.relpath(page.resolve(), out.resolve())).as_posix() for name, page in pages.items() if page.is_file()}
