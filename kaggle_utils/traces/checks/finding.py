"""What a check has to say about a trace."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ABOUT_LENGTH = frozenset({"length"})  # what a law's tier and probability count already


class Severity(StrEnum):
    """An error makes the trace useless as it is; a warning is for the model, the report and the weight of the vote."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing that a check noticed. ``index`` is n, not a position; it is None, like ``value``, where the whole trace is meant."""

    check: str
    index: int | None
    value: object
    severity: Severity
    sentence: str

    @property
    def is_error(self) -> bool:
        """Whether the trace should not be used as it is."""
        return self.severity is Severity.ERROR

    @property
    def is_doubt(self) -> bool:
        """Whether it speaks against the values, and so against the vote, and does not say only how few there are."""
        return self.check not in ABOUT_LENGTH


def error(check: str, index: int | None, value: object, sentence: str) -> Finding:
    """A finding that makes the trace useless as it is."""
    return Finding(check, index, value, Severity.ERROR, sentence)


def warning(check: str, index: int | None, value: object, sentence: str) -> Finding:
    """A finding that a reader should know."""
    return Finding(check, index, value, Severity.WARNING, sentence)


def shorten(value: object) -> str:
    """A value as a sentence shows it: at most 40 characters."""
    text = f"about 2^{value.bit_length() - 1}" if isinstance(value, int) and value.bit_length() > 128 else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
