"""The exception for input that the user has to change."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input. The message is one sentence that names the file, the value and what to do."""
