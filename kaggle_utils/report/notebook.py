"""The page inside a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

HEIGHT = 700  # pixels


@dataclass(frozen=True)
class ShownPage:
    """A page that a notebook shows below its cell, in a frame of its own: its style and its script stay inside."""

    path: Path

    def _repr_html_(self) -> str:
        """The frame, with the whole page in it: a notebook's viewer may not reach the file."""
        page = self.path.read_text(encoding="utf-8")
        frame = Markup(
            '<iframe title="Report of the run" sandbox="allow-scripts" srcdoc="{}" style="width: 100%; height: {}px; border: 0"></iframe>'
        )
        return str(frame.format(page, HEIGHT))

    def __repr__(self) -> str:
        return f"the report is {self.path}"
