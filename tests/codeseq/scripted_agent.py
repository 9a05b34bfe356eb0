"""A scripted strong agent, declared as such: it derives statements and programs by rule from what the prompts say, with planted errors.

It stores no answers. Whether an error is planted follows from the question's seed, so a resumed build meets the same ones. ``planted``
counts them by kind.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kaggle_utils.engines import Sampling
from kaggle_utils.messages import Message
from tests.codeseq.name_rules import Rule, understand

TABLE = 60  # terms of a program that looks them up
STORIES = (
    "A clockmaker counts the ticks of stage n of a clock: {rule}.",
    "In the archive of an old town every year n has its number of pages: {rule}.",
    "Gardeners plant a(n) tulips in week n, where {rule}.",
    "The value asked for is defined as follows: {rule}.",
    "On day n a courier carries a(n) letters; {rule}.",
)


@dataclass(frozen=True)
class Rates:
    """How often each error is planted, of the occasions for it. The defaults are the stated rates of the tests' figures."""

    bad_json: float = 0.08
    stays_bad: float = 0.5
    says_yes: float = 0.3
    wrong_example: float = 0.05
    poisoned_case: float = 0.15
    wrong_statement: float = 0.06
    subtly_wrong_statement: float = 0.06
    wrong_program: float = 0.45
    table: float = 0.06
    correction_fails: float = 0.35
    wrong_guide: float = 0.03


@dataclass
class ScriptedAgent:
    """Answers the pipeline's prompts; use its ``reply`` as the script of a ScriptedEngine."""

    rates: Rates = field(default_factory=Rates)
    planted: Counter[str] = field(default_factory=Counter)

    def reply(self, messages: Sequence[Message], sampling: Sampling) -> str:
        """The reply to the last message."""
        asked = messages[-1].content
        if "Your reply could not be used" in asked:
            if self._plant("stays_bad", self.rates.stays_bad, sampling):
                return "I am sorry."
            original = next(message.content for message in messages if message.role == "user")
            return json.dumps(self._answer(original, sampling))
        answer = self._answer(asked, sampling)
        if self._plant("bad_json", self.rates.bad_json, sampling):
            return json.dumps(answer)[:-9]
        return f"Here it is.\n```json\n{json.dumps(answer)}\n```"

    def _answer(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
        if '"is_able"' in asked:
            return self._plan(asked, sampling)
        if '"example cases"' in asked:
            return self._problem(asked, sampling)
        if '"answer1"' in asked:
            return self._check(asked, sampling)
        if '"failed_reason"' in asked:
            return {"work_reason": "The statement gives this value by its rule.", "failed_reason": "The program departs from the rule."}
        return self._code(asked, sampling)

    def _plan(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
        is_able = understand(_name(asked)) is not None or self._plant("says_yes", self.rates.says_yes, sampling)
        return {"step": ["state the rule", "give two examples"], "step_judge": [is_able, is_able], "is_able": is_able}

    def _problem(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
        start, terms = _shown(asked)
        rule = understand(_name(asked)) or Rule("n^2 + 1")
        told = rule
        if self._plant("wrong_statement", self.rates.wrong_statement, sampling):
            told = _changed(rule, "+ 1")
        elif self._plant("subtly_wrong_statement", self.rates.subtly_wrong_statement, sampling):
            told = _changed(rule, f"+ (n-{start + 1})*(n-{start + 2})")
        examples = [(index, terms[index - start]) for index in (start + 1, start + 2)]
        if self._plant("wrong_example", self.rates.wrong_example, sampling):
            examples[1] = (examples[1][0], examples[1][1] + 1)
        cases: dict[str, str] = {}
        for number, place in enumerate(range(3, min(9, len(terms)))):
            poison = self._plant("poisoned_case", self.rates.poisoned_case, sampling, number)
            cases |= {f"input{number}": str(start + place), f"output{number}": str(terms[place] + poison)}
        story = STORIES[_number(sampling, "story") % len(STORIES)]
        shown: dict[str, Any] = {}
        for number, (index, term) in enumerate(examples, 1):
            shown |= {f"input{number}": index, f"output{number}": str(term), f"explanation{number}": f"By the rule, a({index}) is {term}."}
        return {
            "description": f"{story.format(rule=told.sentence)} Given n, find a(n).",
            "input_format": f"One integer n, at least {start}.",
            "output_format": "One integer, a(n).",
            "example cases": shown,
            "test cases": cases,
        }

    def _check(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
        rule = understand(asked)
        inputs = [int(each) for each in re.findall(r"Input \d: (-?\d+)", asked)]
        wrong = self._plant("wrong_guide", self.rates.wrong_guide, sampling)
        answers = [0, 0] if rule is None else [rule.value(index) for index in inputs]
        return {"reason1": "by the rule", "answer1": answers[0] + wrong, "reason2": "by the rule", "answer2": answers[1]}

    def _code(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
        rule = understand(asked) or Rule("n")
        start = int(re.findall(r"at least (-?\d+)", asked)[0])
        is_correction = "failed a test case" in asked
        if "known = [" in asked or self._plant("table", 0.0 if is_correction else self.rates.table, sampling):
            return {"thought": "I know these numbers.", "code": _table(rule, start)}
        rate = self.rates.correction_fails if is_correction else self.rates.wrong_program
        if self._plant("wrong_program", rate, sampling):
            return {"thought": "That should do.", "code": _broken(rule.program(start), _number(sampling, "bug"))}
        return {"thought": "The rule, step by step.", "code": rule.program(start)}

    def _plant(self, kind: str, rate: float, sampling: Sampling, number: int = 0) -> bool:
        is_planted = _number(sampling, f"{kind} {number}") % 10_000 < 10_000 * rate
        self.planted[kind] += is_planted
        return is_planted


def _number(sampling: Sampling, what: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{sampling.seed} {what}".encode()).digest()[:8], "big")


def _name(asked: str) -> str:
    return str(re.findall(r"^Name: (.*)$", asked, re.MULTILINE)[0])


def _shown(asked: str) -> tuple[int, list[int]]:
    start = int(re.findall(r"has the index (-?\d+)", asked)[0])
    listed = re.findall(r"<sequence>\n(.*)\n</sequence>", asked)[0]
    return start, [int(term) for term in listed.split(",")]


def _changed(rule: Rule, addition: str) -> Rule:
    """Another rule: with something added, or another modulus."""
    if rule.modulus:
        return Rule(residues=rule.residues, modulus=rule.modulus + 1)
    if rule.series:
        return Rule(series=f"{rule.series} + x^2")
    return Rule(f"{rule.expression} {addition}", rule.starts)


def _table(rule: Rule, start: int) -> str:
    known = [rule.value(index) for index in range(start, start + TABLE)]
    return f"known = {known}\nn = int(input())\nprint(known[n - {start}])"


def _broken(program: str, bug: int) -> str:
    """A program with one of five mistakes: off by one, a crash, a syntax error, nothing printed, a wrong operator."""
    match bug % 5:
        case 0:
            return program.replace("int(input())", "int(input()) + 1")
        case 1:
            return program.replace("print(", "print(undefined + ")
        case 2:
            return program.replace("print(", "print((")
        case 3:
            return program.replace("print(", "str(")
        case _:
            return program.replace("print(", "print(1 + ")
