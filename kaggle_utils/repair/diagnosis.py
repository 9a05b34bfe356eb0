"""Why a program failed, in one line, as it is quoted in the next prompt."""

from __future__ import annotations

from kaggle_utils.sandbox import Execution

NO_BLOCK = "no ```python block in the reply"  # the diagnosis of a reply without a program; the embedded model was trained on these words
MAX_QUOTE = 80  # characters of printed text quoted in a diagnosis; more would crowd a small context


def diagnose(execution: Execution, complaint: str | None = None) -> str | None:
    """Return what went wrong, or None if nothing did.

    ``complaint`` is the strategy's own objection to the output of a program that ran to its end, such as ``no integer``.
    """
    if not execution.ok:
        return execution.error or str(execution.verdict)
    if complaint is None:
        return None
    printed = " ".join(execution.stdout.split())
    if not printed:
        return f"it printed nothing ({complaint})"
    if len(printed) > MAX_QUOTE:
        printed = "..." + printed[-MAX_QUOTE:]
    return f"it printed {printed!r} ({complaint})"
