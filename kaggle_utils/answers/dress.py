r"""What an expression wears in LaTeX and is taken off before it is read: fonts, colours, delimiters, spaces, the letter of a choice."""

from __future__ import annotations

import re

_COMMA = re.compile(r"\\text\{,\}|\{,\}|,\\!\s*")  # as thousands are typeset
_COLOUR = re.compile(r"\\(?:(?:text)?color|colorbox|fcolorbox\s*\{[^{}]*\})\s*(?:\[[^\[\]]*\]\s*)?\{[^{}]*\}")
_SIZE = r"tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge"
_SWITCH = re.compile(rf"\\(?:displaystyle|textstyle|left|right|[bB]igg?[lr]?|bf|it|rm|limits|{_SIZE})(?![a-zA-Z])")
_FONT = re.compile(
    r"\\(?:(?:math|text)(?:rm|bf|it|sf|tt|bb|cal|normal)?|boldsymbol|bold|pmb|bm|operatorname|mbox|hbox|underline|emph|ensuremath)\s*\{([^{}]*)\}"
)
_TWICE = re.compile(r"\{\s*\{([^{}]*)\}\s*\}")
_GROUPED = re.compile(r"(?<![\w^}\])])\{\s*([-+]?[0-9][0-9.,]*)\s*\}")  # a colour's {42}, but not \frac{84}{2}
_LETTER_UNIT = re.compile(r"\\(?:text|mathrm|textrm|mbox)\s*\{\s*[a-zA-Z]\s*\}")  # 35\text{ m}: what is set as text is not a variable
_THIN_SPACE = re.compile(r"\\[,;:> ]|~|\\(?:quad|qquad|enspace|thinspace|(?:hspace|phantom)\*?\{[^{}]*\})(?![a-zA-Z])")
_DELIMITER = re.compile(r"\\[()\[\]!]|\\?\$|`")
_CHOICE = re.compile(r"\A\s*\(\s*[A-E]\s*\)\s*(?=\S)")


def undress(text: str) -> str:
    """The expression without fonts, colours, delimiters, thin spaces and the letter of a multiple choice."""
    text = text + " " if text.endswith("\\") else text  # \boxed{\ 42\ } without its last space
    text = _COLOUR.sub("", _COMMA.sub(",", text))
    text = _DELIMITER.sub("", _THIN_SPACE.sub(" ", _SWITCH.sub("", _LETTER_UNIT.sub(" units", text))))
    for _ in range(3):  # fonts inside fonts
        text = _FONT.sub(r" \1 ", _TWICE.sub(r"{\1}", text))
    return _CHOICE.sub("", _GROUPED.sub(r" \1 ", text).strip(" \n\t*"), count=1).strip()
