"""Figures of matplotlib as SVG inside the page, in the page's own colours, so that they follow its light or dark scheme."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOT_INSTALLED = "Plots are missing, because matplotlib is not installed; the tables have their numbers."
# The colours that figures are drawn in, each with the style sheet's variable that replaces it in the page.
COLOURS = {
    "ink": "#010203",
    "muted": "#040506",
    "line": "#070809",
    "accent": "#0a0b0c",
    "right": "#0d0e0f",
    "wrong": "#101112",
    "unknown": "#131415",
    "paper": "#161718",
}
FONT = "DejaVu Sans"  # matplotlib brings it, so it is found at once; the page has its own in its place
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"(?:url\(#|^#)([\w-]+)")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


@contextmanager
def page_style() -> Iterator[None]:
    """Draw with the page's colours, and with words as text: a browser shows them in its own font, finds them and reads them aloud."""
    import matplotlib

    ink, muted = COLOURS["ink"], COLOURS["muted"]
    style: dict[Any, Any] = {
        "svg.fonttype": "none",
        "font.family": FONT,
        "font.size": 9,
        "text.color": ink,
        "axes.labelcolor": ink,
        "axes.edgecolor": muted,
        "axes.titlesize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.facecolor": "none",
        "figure.facecolor": "none",
        "savefig.facecolor": "none",
        "xtick.color": muted,
        "ytick.color": muted,
        "xtick.labelcolor": ink,
        "ytick.labelcolor": ink,
        "grid.color": COLOURS["line"],
        "legend.frameon": False,
        "hatch.linewidth": 0.6,
        "path.simplify": True,
    }
    with matplotlib.rc_context(style):
        yield


def as_svg(figure: Figure, name: str, description: str) -> Markup:
    """The figure as an image of the page. ``name`` keeps the identifiers of figures apart; ``description`` is read in the image's place."""
    import matplotlib

    file = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name, "svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(file.getvalue())  # noqa: S314 - matplotlib wrote it
    _tidy(root)
    root.attrib |= {"role": "img", "aria-label": description}
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.set("style", f"width: {float(root.get('viewBox', '').split()[2]):.0f}pt")
    text = ElementTree.tostring(root, encoding="unicode")
    text = text.replace(f"'{FONT}'", "sans-serif")
    for colour, value in COLOURS.items():
        text = text.replace(value, f"var(--{colour})")
    return Markup(text)  # noqa: S704 - ElementTree escaped it


def _tidy(root: ElementTree.Element) -> None:
    """Drop what a page does not need: style sheets, which would hold for all of it, descriptions, and names that nothing refers to."""
    used = {found for element in root.iter() for value in element.attrib.values() for found in _REFERENCE.findall(value)}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        for key in ("d", "x", "y", "style", "transform"):
            value = element.get(key)
            if value is not None:
                element.set(key, _LONG_NUMBER.sub(lambda match: f"{float(match[0]):.2f}", " ".join(value.split())))
