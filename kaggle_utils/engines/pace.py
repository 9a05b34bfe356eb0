"""Pace: what a run knows of its engine's speed and of the lengths of its attempts; it grows with every reply."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaggle_utils.budget.lengths import Length, Needs
from kaggle_utils.budget.speed import Speed


@dataclass
class Pace:
    """The latest of both; belongs to one run, whose problems share it, and to its event loop."""

    speed: Speed = field(default_factory=Speed)
    needs: Needs = field(default_factory=lambda: Needs(expected=0))

    @classmethod
    def expected(cls, tokens_per_second: float, tokens: int) -> Pace:
        """What is expected before the first reply: the speed of one alone (0: unknown), and the tokens of a whole attempt."""
        return cls(Speed.expected(tokens_per_second), Needs(tokens))

    def note_reply(self, tokens: int, seconds: float, at_once: float) -> None:
        """Count a reply: its tokens, how long it took, and how many were written at once on average."""
        self.speed = self.speed.after(tokens, seconds, at_once)

    def note_attempt(self, strategy: str, tokens: int, is_cut: bool) -> None:
        """Count an attempt: the tokens of all its turns, and whether it would have needed more."""
        self.needs = self.needs.after(strategy, Length(tokens, is_cut))
