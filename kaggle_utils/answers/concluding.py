"""Whether what stands before a number at the end of a line says that the number is the result; unknown words do not."""

from __future__ import annotations

import re

from kaggle_utils.answers.words import words

# Words after which a number or an equation is a result. Prepositions, references and verbs of trying are not among them.
_COPULA = (
    r"(?:is|are|was|were|be|equals?|gets?|got|gives?|giving|yields?|obtain(?:s|ed)?|becomes?|makes?|totals?|prints?|returns?|says?|being)"
)
_TO = r"(?:equal|equals|amounts?|comes?|reduces?|simplifies|evaluates|sums?|adds?\s+up)\s+to"
_FILLER = r"(?:\s+(?:indeed|therefore|thus|then|hence|now|simply|just|exactly|precisely|actually|still|also|only|equal\s+to))?"
_QUANTITIES = (
    r"(?:answer|area|amount|age|angle|cost|count|difference|distance|integer|length|max(?:imum)?|min(?:imum)?|number|output|perimeter|price|"
    r"probability|product|profit|quantity|radius|remainder|result|solution|sum|total|value|volume|ways|largest|smallest|least|greatest)s?"
)
_RESULT = re.compile(rf"\b(?:(?:{_COPULA}|{_TO}){_FILLER}|{_QUANTITIES}\s+of)\Z", re.IGNORECASE)
_BEFORE_EQUATION = re.compile(
    rf"\b(?:{_COPULA}|{_TO}|so|therefore|thus|hence|then|have|has|find|found|implies|finally|namely|i\.e|{_QUANTITIES}(?:\s+of)?"
    r"|(?:find|found|see|shows?|conclude|get|have|follows|implies|deduce|obtain|so|gives?|is)\s+that)\Z",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?=.*\b{_QUANTITIES}\b)(?:[a-z][a-z' -]*\s)?(?:[a-z]+s|found|{_QUANTITIES})", re.IGNORECASE)
_REMARK = re.compile(
    r"\b(?:notes?|check|hint|example|test|try|case|input|given|where|remark|assumption|size|limit|seed|elapsed|runtime)\s*:\Z",
    re.IGNORECASE,
)
_ONE_OF_TWO = re.compile(r"(?:\b(?:is|are|equals)|=)\s*[$\\(]*[-+]?[0-9][^.]*\band\b[^.,]*\Z", re.IGNORECASE)
_NO_LABEL = re.compile(
    r"\b(?:as|cases|equations|minus|modulus|plus|steps|this|times|versus)\Z"
    r"|\b(?:if|when|where|whenever|let|that|which|is|are|was|were|be|has|have|we|it)\b",
    re.IGNORECASE,
)
# A clause that supposes or denies what it says.
_SUPPOSED = re.compile(
    r"\b(?:if|when|where|whenever|while|suppose|assum\w+|let|unless|until|not|never|cannot|\w+n't|may|might|could|such\s+that|for\s+(?:which|all|every|any|each|some))\b"
    r"[^,.;:]*\Z",
    re.IGNORECASE,
)
_FOR_A_CASE = re.compile(r"(?:so|then|thus|hence|now)?,?\s*(?:for|when|with|at|given|setting|taking)\b", re.IGNORECASE)
_IF = re.compile(r"\bif\b[^.;]*\Z", re.IGNORECASE)  # what follows from a condition, after a comma too
_CLAUSE_END = re.compile(r"[.;:](?=\s|\\\])|\\\]")
_ARROWS = ("\u2234", "\u21d2", "\u27f9", r"\therefore", r"\implies", r"\Rightarrow")
_EQUALS = re.compile(r"(?<![<>!~:=])=\Z")
_TOKEN = re.compile(r"\\[a-zA-Z]+|[a-zA-Z_][\w']*|[^\sa-zA-Z_]")
_FUNCTIONS = words("mod sqrt gcd lcm max min log ln sin cos tan binom comb abs floor ceil")
_VARIABLE = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z]")
_OPERATOR = re.compile(r"[-+*/^!%]|\\[a-z]+")


def introduces(before: str) -> bool:
    """Whether a number after this text, on its line, is a result: a label with a colon, "we get", "is", or nothing at all."""
    text = before.rstrip(" ($")
    if not text:
        return True
    if text.endswith(":"):  # 3:4 and 3 : 4 are ratios
        return text != before and not text[:-1].endswith(" ") and not _REMARK.search(text)
    if _EQUALS.search(text):
        return concludes(*split_formula(text[:-1]))
    if _SUPPOSED.search(text):
        return False
    if _RESULT.search(text):
        return _ONE_OF_TWO.search(text) is None
    return _LABEL.fullmatch(text) is not None and not _NO_LABEL.search(text)


def concludes(before: str, formula: str) -> bool:
    """Whether an equation with this left side after this text is a result, and not a size, a trial, a condition or one of several.

    A computation is a result whatever word is before it; what a variable equals needs one that concludes.
    """
    before = before.rstrip(" $(")
    if _SUPPOSED.search(before):
        return False
    if not before or before.endswith((":", ";", *_ARROWS)):
        return _REMARK.search(before) is None
    if not formula.strip(" $(") or (_OPERATOR.search(formula) and not _VARIABLE.search(formula)):
        return True
    if _IF.search(before):
        return False
    if before.endswith((",", ".")):
        clause = _CLAUSE_END.split(before[:-1])[-1].strip()
        return before.endswith(".") or "=" not in clause or _FOR_A_CASE.match(clause) is not None
    return _BEFORE_EQUATION.search(before) is not None


def split_formula(left: str) -> tuple[str, str]:
    """The words of a text, and the formula that it ends with; that is empty where it ends with a word."""
    depth = 0
    start = len(left)
    for token in reversed([*_TOKEN.finditer(left)]):
        depth += (token[0] in ")]}") - (token[0] in "([{")
        if depth <= 0 and token[0] not in "([{" and not _is_mathematics(token):
            break
        start = token.start()
    return left[:start], left[start:]


def _is_mathematics(token: re.Match[str]) -> bool:
    word = token[0]
    if word in (",", ";", ":") or word in _ARROWS:
        return False
    if word == ".":
        return token.string[token.end() : token.end() + 1].isdigit()
    called = token.string[token.end() : token.end() + 1] == "("
    return not word[0].isalpha() or len(word.rstrip("'")) == 1 or called or "_" in word or any(map(str.isdigit, word)) or word in _FUNCTIONS
