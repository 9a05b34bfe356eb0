"""Text by a model or its programs made fit to be shown: cut where it is long, and with every character visible."""

from __future__ import annotations

from dataclasses import dataclass

MAX_REPLY = 6_000  # characters; programs of the demo problems have about 500, a reply that reasons first several thousand
MAX_PROGRAM = 6_000
MAX_OUTPUT = 1_500
MAX_LINE = 300  # an error, a diagnosis or a reason, which are a sentence each
HEAD = 2 / 3  # of what is kept stands at the beginning, the rest at the end, where errors and answers are

# Control characters by their pictures, U+2400 and on; characters that reorder a line (UAX #9) and lone surrogates by their numbers. A
# program whose text is reordered on the screen does not do what it seems to do (CVE-2021-42574).
_PICTURES = {code: chr(0x2400 + code) for code in range(32) if code not in (0x09, 0x0A)} | {0x7F: "\u2421"}
_REORDERING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NUMBERED = {code: f"[U+{code:04X}]" for code in (*range(0x80, 0xA0), *_REORDERING, *range(0xD800, 0xE000))}
_VISIBLE = _PICTURES | _NUMBERED


@dataclass(frozen=True)
class ShownText:
    """A text of which ``left_out`` characters between ``head`` and ``tail`` are not shown; with 0 the head is all of it."""

    head: str
    left_out: int = 0
    tail: str = ""


def show_text(text: str, most: int) -> ShownText:
    """The text, or its first and last characters, ``most`` of them together."""
    text = text.replace("\r\n", "\n")
    if len(text) <= most:
        return ShownText(make_visible(text))
    head = round(most * HEAD)
    tail = most - head
    return ShownText(make_visible(text[:head]), len(text) - most, make_visible(text[len(text) - tail :]))


def show_line(text: str) -> str:
    """A sentence, cut with an ellipsis where it is long."""
    return make_visible(text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…")


def show_number(value: int) -> str:
    """An integer in full, or its first and last digits where it has more than 40."""
    if abs(value) < 10**40:
        return str(value)
    digits = count_digits(value)
    leading = abs(value) // 10 ** (digits - 8)
    return f"{'-' if value < 0 else ''}{leading}…{abs(value) % 10**8:08} ({digits} digits)"


def count_digits(value: int) -> int:
    """The number of decimal digits, without writing them: Python refuses to write integers of more than 4300."""
    value = abs(value)
    digits = max(1, int(value.bit_length() * 0.30102999566398120))
    while 10**digits <= value:
        digits += 1
    return digits


def make_visible(text: str) -> str:
    """The text with pictures or numbers in place of characters that a page cannot show, or that reorder it."""
    return text.translate(_VISIBLE)
