"""The few-shot library as data (``prompts/examples/*.toml``): solved problems, and wrong programs with their corrections."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

from kaggle_utils.messages import Message
from kaggle_utils.prompts.template import Prompt, load_prompt
from kaggle_utils.settings.prompt_options import OutputFormat


@dataclass(frozen=True)
class Wrong:
    """A wrong solution of an example's problem: the program and what it prints, or words; why it is wrong, and how it is corrected."""

    output: str
    why: str
    code: str = ""
    words: str = ""

    def question(self, statement: str) -> str:
        """The statement with the wrong solution and what is wrong with it."""
        name = "counterexample" if self.code else "counterexample_words"
        fault = {"code": self.code.strip(), "words": self.words.strip(), "output": self.output.strip(), "why": self.why}
        (message,) = load_prompt(name).render(statement=statement, **fault)
        return message.content


@dataclass(frozen=True)
class ExampleStep:
    """A reply of a dialogue: the ``reasoning``, the ``code`` that is run, and its ``output``.

    ``action`` is the name of what is done with ``code`` where a prompt offers several (prompts/react.toml).
    """

    reasoning: str
    code: str
    output: str
    action: str = "PYTHON"

    @property
    def act(self) -> str:
        """The action as a reply writes it after "Action:"."""
        code = self.code.strip()
        return f"PYTHON\n```python\n{code}\n```" if self.action == "PYTHON" else f"{self.action} {code}"


@dataclass(frozen=True)
class Example:
    """A problem and the program that a strategy asks for. An example with a ``wrong`` solution is a counterexample.

    ``strategies`` are the prompts (by file name) whose request the program fulfils. ``reasoning`` are the words before the program; a
    prompt that asks for words alone shows no program, which is then there to check the words. Of a dialogue, ``steps`` are the replies that
    run something, and ``conclusion`` is the reply that states the answer; ``code`` is again there to check it.

    For a trace, ``code`` defines f(n), ``target`` is the size that is asked for, ``start`` the smallest one, ``output`` the list of the
    first terms: each output format has its own way to print them. With ``output_format`` it is shown for that format alone. ``tags`` begin
    with the construct: dp, enumeration, modular, graph, iteration or sympy.
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
    reasoning: str = ""
    steps: tuple[ExampleStep, ...] = ()
    conclusion: str = ""

    def suits(self, prompt: str, output_format: OutputFormat) -> bool:
        """Whether its program answers this prompt in this format."""
        return prompt in self.strategies and self.output_format in (None, output_format)

    def program(self, prompt: str, output_format: OutputFormat, **fields: str) -> str:
        """The program as the reply to a prompt has it: for a trace, with what the format adds to f."""
        values = {"code": self.code.strip(), "target": str(self.target), "start": str(self.start)}
        return load_prompt(prompt, output_format).write_program(**values, **fields)

    def turns(self, prompt: str, output_format: OutputFormat = "lines", **fields: str) -> tuple[Message, ...]:
        """The question as in the prompt, without additions, and the expected reply; of a dialogue all its messages.

        A wrong program is shown in the question, never as a reply: a model imitates its own replies.
        """
        statement = self.problem.strip()
        if self.wrong is not None:
            statement = self.wrong.question(statement)
        if self.target is not None:
            fields |= {"size": f"the number {self.target}"}
        template = load_prompt(prompt, output_format)
        *_, question = template.render(statement=statement, **fields)
        if self.steps:
            return (question, *self._dialogue(template))
        said = {"reasoning": self.reasoning.strip(), "output": self.output.strip()}
        reply = template.write_reply(program=self.program(prompt, output_format, **fields), **said)
        return question, Message("assistant", reply)

    def _dialogue(self, template: Prompt) -> Iterator[Message]:
        """The replies of the steps, each with the message that shows what it has printed, and the conclusion."""
        for left, step in zip(reversed(range(template.cells)), self.steps, strict=False):
            reply = template.write_reply(reasoning=step.reasoning.strip(), program=step.code.strip(), action=step.act)
            (request,) = load_prompt("replies/go_on" if left else "replies/finish").render(left=str(left))
            yield Message("assistant", reply)
            yield from load_prompt(template.result).render(output=step.output.strip(), request=request.content)
        yield Message("assistant", self.conclusion.strip())


@cache
def load_examples() -> tuple[Example, ...]:
    """The library: the first example of every file, then the second of each, and so on, so that it starts with different kinds."""
    folder = files("kaggle_utils.prompts") / "examples"
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    listed = [[_read(table) for table in tomllib.loads(path.read_text(encoding="utf-8"))["example"]] for path in paths]
    return tuple(example for row in zip_longest(*listed) for example in row if example is not None)


def _read(table: dict[str, Any]) -> Example:
    nested = {"steps": tuple(ExampleStep(**step) for step in table.get("steps", ()))}
    wrong = {"wrong": Wrong(**table["wrong"])} if "wrong" in table else {}
    return Example(**table | {"tags": tuple(table["tags"]), "strategies": tuple(table["strategies"])} | nested | wrong)
