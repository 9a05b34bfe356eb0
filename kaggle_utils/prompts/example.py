"""The few-shot library as data (``prompts/examples/*.toml``): solved problems, and wrong programs with their corrections."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

from kaggle_utils.messages import Message
from kaggle_utils.prompts.template import load_prompt
from kaggle_utils.settings.prompt_options import OutputFormat


@dataclass(frozen=True)
class Wrong:
    """A wrong program for an example's problem, what it prints, why that is wrong, and how it is corrected."""

    code: str
    output: str
    why: str


@dataclass(frozen=True)
class Example:
    """A problem and the program that a strategy asks for. An example with a ``wrong`` program is a counterexample.

    ``strategies`` are the prompts (by file name) whose request the program fulfils. For a trace, ``code`` defines f(n), ``target`` is the
    size that is asked for, ``start`` the smallest one, ``output`` the list of the first terms: each output format has its own way to print
    them. With ``output_format`` it is shown for that format alone. ``tags`` begin with the construct: dp, enumeration, modular, graph,
    iteration or sympy.
    """

    name: str
    problem: str
    code: str
    output: str
    tags: tuple[str, ...]
    source: str
    strategies: tuple[str, ...]
    output_format: OutputFormat | None = None
    wrong: Wrong | None = None
    target: int | None = None
    start: int | None = None

    def suits(self, prompt: str, output_format: OutputFormat) -> bool:
        """Whether its program answers this prompt in this format."""
        return prompt in self.strategies and self.output_format in (None, output_format)

    def program(self, prompt: str, output_format: OutputFormat, **fields: str) -> str:
        """The program as the reply to a prompt has it: for a trace, with what the format adds to f."""
        values = {"code": self.code.strip(), "target": str(self.target), "start": str(self.start)}
        return load_prompt(prompt, output_format).write_program(**values, **fields)

    def turns(self, prompt: str, output_format: OutputFormat = "lines", **fields: str) -> tuple[Message, Message]:
        """The question as in the prompt, without additions, and the expected reply.

        A wrong program is shown in the question, never as a reply: a model imitates its own replies.
        """
        statement = self.problem.strip()
        if self.wrong is not None:
            fault = {"code": self.wrong.code.strip(), "output": self.wrong.output.strip(), "why": self.wrong.why}
            (message,) = load_prompt("counterexample").render(statement=statement, **fault)
            statement = message.content
        if self.target is not None:
            fields |= {"size": f"the number {self.target}"}
        *_, question = load_prompt(prompt, output_format).render(statement=statement, **fields)
        return question, Message("assistant", f"```python\n{self.program(prompt, output_format, **fields)}\n```")


@cache
def load_examples() -> tuple[Example, ...]:
    """The library: the first example of every file, then the second of each, and so on, so that it starts with different kinds."""
    folder = files("kaggle_utils.prompts") / "examples"
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    listed = [[_read(table) for table in tomllib.loads(path.read_text(encoding="utf-8"))["example"]] for path in paths]
    return tuple(example for row in zip_longest(*listed) for example in row if example is not None)


def _read(table: dict[str, Any]) -> Example:
    wrong = {"wrong": Wrong(**table["wrong"])} if "wrong" in table else {}
    return Example(**table | {"tags": tuple(table["tags"]), "strategies": tuple(table["strategies"])} | wrong)
