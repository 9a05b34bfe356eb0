r"""Statements and laws with their formulas typeset: LaTeX as MathML, which browsers show by themselves.

What latex2mathml makes of a formula is checked before it is put into the page, element by element: its own text output leaves ``<`` and
``&`` as they are, and LaTeX such as ``\href`` sets attributes of any name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from importlib.util import find_spec
from xml.etree import ElementTree

from markupsafe import Markup, escape

from kaggle_utils.report.shown_text import make_visible

MAX_FORMULA = 2_000  # characters; longer ones stay as they are
NOT_INSTALLED = "Formulas are shown as they were written, because latex2mathml is not installed."

# A dollar opens a formula where no space follows, and closes one where no space precedes and no digit follows: Pandoc's rule
# (tex_math_dollars), by which "$5 and $10" are prices.
_ANY = rf"{{1,{MAX_FORMULA}}}?"
_FORMULA = re.compile(
    rf"(?<!\\)\$\$(?P<display>[^$]{_ANY})\$\$"
    rf"|(?<![\\$])\$(?![\s$])(?P<inline>(?:\\.|[^$\\]){_ANY})(?<![\s\\])\$(?![\d$])"
    rf"|\\\((?P<round>.{_ANY})\\\)"
    rf"|\\\[(?P<square>.{_ANY})\\\]"
    rf"|(?P<environment>\\begin\{{(?P<name>(?:align|aligned|equation|gather|array|cases)\*?)\}}.{_ANY}\\end\{{(?P=name)\}})",
    re.DOTALL,
)
_ELEMENT = re.compile(
    r"math|mrow|mi|mn|mo|mtext|mspace|msub|msup|msubsup|munder|mover|munderover|mfrac|msqrt|mroot|mtable|mtr|mtd|mstyle|mpadded|mphantom"
    r"|menclose|mmultiscripts|mprescripts"
)
_ATTRIBUTE = re.compile(
    r"stretchy|fence|form|separator|linethickness|columnalign|rowalign|columnlines|rowlines|columnspacing|rowspacing|displaystyle"
    r"|scriptlevel|mathvariant|mathsize|minsize|maxsize|width|height|depth|lspace|rspace|voffset|accent|accentunder|movablelimits"
    r"|largeop|symmetric|notation"
)
_VALUE = re.compile(r"[\w.+% -]{1,60}")


def can_typeset() -> bool:
    """Whether latex2mathml is installed."""
    return find_spec("latex2mathml") is not None


def typeset_statement(text: str) -> Markup:
    """A statement, escaped, with its formulas typeset; those that cannot be, and all of them without latex2mathml, stay as they are."""
    return Markup("").join(piece for _, piece in _pieces(text))


def typeset_beginning(text: str, most: int) -> Markup:
    """The beginning of a statement, about ``most`` characters of it, which ends between words and never inside a formula."""
    shown, left = Markup(""), most
    for source, piece in _pieces(" ".join(text.split())):
        if len(source) > left:
            words = source[:left].rpartition(" ")[0] if piece == _words(source)[1] else ""
            return shown + _words(words)[1] + "…"
        shown, left = shown + piece, left - len(source)
    return shown


def typeset_law(law: str) -> Markup:
    """A law in the plain text of ``kaggle_utils.traces.notation``, typeset."""
    return typeset_formula(law_as_latex(law)) or escape(make_visible(law))


def typeset_formula(latex: str, display: bool = False) -> Markup | None:
    """A formula as a MathML element, None where it cannot be typeset."""
    if not can_typeset() or len(latex) > MAX_FORMULA:
        return None
    from latex2mathml.converter import Converter

    try:
        element = Converter().convert_to_element(latex, None)
    except Exception:  # latex2mathml's own errors, and whatever LaTeX that it does not foresee makes it raise: the formula stays as it was
        return None
    if not _is_known(element):
        return None
    element.attrib = {"display": "block"} if display else {}
    return Markup(ElementTree.tostring(element, encoding="unicode", method="html"))  # noqa: S704 - escaped here, element by element


def law_as_latex(law: str) -> str:
    """The LaTeX of a law's plain text, as the law's own ``latex`` would be."""
    text = re.sub(r"\(([^()]+)\)/\((\d+)\)", r"\\frac{\1}{\2}", law)
    text = re.sub(r"\b([a-e])\(([^()]*)\)", lambda match: f"{match[1]}_{{{match[2].replace('*', '')}}}", text)
    text = re.sub(r"\^(\d+)", r"^{\1}", text)
    text = re.sub(r" = ([^=]*) mod (\d+)", r" \\equiv \1 \\pmod{\2}", text)
    text = re.sub(r" for n >= (-?\d+)", r" \\quad (n \\ge \1)", text)
    return text.replace("*", " ").replace("; ", r";\quad ")


def _pieces(text: str) -> Iterator[tuple[str, Markup]]:
    """The text between formulas and the formulas, each as it was written and as it is shown."""
    end = 0
    for found in _FORMULA.finditer(text):
        yield _words(text[end : found.start()])
        latex = next(part for part in found.group("display", "inline", "round", "square", "environment") if part)
        formula = typeset_formula(latex, display=found[0][:2] in ("$$", r"\[", r"\b"))
        yield _words(found[0]) if formula is None else (found[0], formula)
        end = found.end()
    yield _words(text[end:])


def _words(text: str) -> tuple[str, Markup]:
    return text, escape(make_visible(text))


def _is_known(element: ElementTree.Element) -> bool:
    """Whether the tree is of MathML alone and no command is left in it; its texts, in which characters are entities, are put right."""
    if _ELEMENT.fullmatch(element.tag) is None:
        return False
    element.attrib = {name: value for name, value in element.attrib.items() if _ATTRIBUTE.fullmatch(name) and _VALUE.fullmatch(value)}
    element.text = make_visible(html.unescape(element.text or ""))
    element.tail = None
    return "\\" not in element.text and all(_is_known(child) for child in element)
