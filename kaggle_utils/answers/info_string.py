"""What follows the opening fence on its line: a label, and sometimes the first line of the code."""

from __future__ import annotations

import re

_PYTHON = re.compile(r"\{?\.?(?:python|pycon|py|ipython|sage|tool_code)(?![a-z])(?:[23](?:\.\d+)?)?(?:-repl)?", re.IGNORECASE)
_LABEL = re.compile(r"\{?\.?[a-zA-Z][\w+#.-]*\}?")
_ATTRIBUTE = r"(?:title|file|filename|name|path|lines?|hl_lines|linenos|linenums|id|startline|caption|label|echo|eval|include)"
_CODE = re.compile(
    r"import\s+\w|from\s+[\w.]+\s+import\b|(?:async\s+)?def\s+\w|class\s+\w+\s*[:(]|for\s.+\sin\s.+:|(?:if|while|with)\s.+:|try:|@\w|#"
    rf"|print\s*\(|(?!{_ATTRIBUTE}\s*=)[a-zA-Z_][\w.]*\s*[-+*/]?=(?!=)|[a-zA-Z_][\w.]*\(",
)


def is_python(language: str) -> bool:
    """Whether a label says that a block is Python."""
    return _PYTHON.match(language) is not None


def is_label(info: str) -> bool:
    """Whether what follows a closing fence opens the next block, and is not a sentence."""
    return _LABEL.fullmatch(info) is not None or is_python(info)


def split_info(info: str) -> tuple[str, str]:
    """The label in lower case, and the code that stands after it or in its place."""
    info = info.strip()
    label = _PYTHON.match(info)
    rest = info[label.end() :].lstrip() if label else info
    if _CODE.match(rest):
        return (label[0].lower() if label else ""), rest
    return info.lower(), ""
