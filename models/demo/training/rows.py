"""Training rows for a real model from the demo's families: ``python -m models.demo.training.rows --functions 180 --programs 60 --to FILE``.

The families' programs are written by hand and checked against brute force (tests/demo). A row asks in the package's own prompt, for a
function f(n) or for a program, and replies with one of them. What a benchmark has is left out: the words and the terms of the unseen
families and of the competition problems.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, Literal

from kaggle_utils.codeseq.benchmarks import Benchmarks
from kaggle_utils.strategies import trace
from kaggle_utils.train.trace_prompt import trace_prompt
from kaggle_utils.train.verified_rows import measured_on
from models.demo.training.families import FAMILIES, write_literal
from models.demo.training.items import Question, draw_question, fence, package_prompt, state, write_program
from models.demo.training.wordings import Split, load_frames, load_wordings

Kind = Literal["function", "program"]
COMPARED = 12  # first terms in which the programs of a family must agree
SIGNATURE = re.compile(r"^def f\(.*\):\n", re.MULTILINE)
CALL = re.compile(r"\bf\(")
SPLITS: tuple[Split, ...] = ("train", "sealed")


def make_rows(functions: int, programs: int, seed: int = 0) -> list[dict[str, Any]]:
    """So many rows of either kind, the families in turn, with no statement and program twice."""
    random = Random(f"rows {seed}")
    forbidden = Benchmarks(measured_on())
    return [*_draw("function", functions, random, forbidden), *_draw("program", programs, random, forbidden)]


def function_of(question: Question, program: str) -> str:
    """The program as a function f(n) of the size alone: the other values are written in, and a comment says what f(1) and f(2) are.

    >>> from models.demo.training.families import FAMILIES
    >>> family = FAMILIES["stairs"]
    >>> print(function_of(Question(family, {"n": 9, "k": 3}), family.programs[0]))
    def f(n):
        # by hand: f(1) = 1, f(2) = 2
        k = 3
        ways = [1]
        for i in range(1, n + 1):
            ways.append(sum(ways[max(0, i - k):i]))
        return ways[n]
    """
    size = question.family.size
    others = {name: write_literal(value) for name, value in question.values.items() if name != size}
    body = program.strip()
    comment = "    # by hand: " + ", ".join(f"f({n}) = {term}" for n, term in enumerate(_terms(body, others, 1, 2), 1)) + "\n"
    if len(CALL.findall(body)) > 1:  # it calls itself, with all of its arguments
        renamed = CALL.sub("value(", body)
        return f"{renamed}\n\ndef f(n):\n{comment}    return value({', '.join(['n', *others.values()])})"
    if size != "n":
        body = re.sub(rf"\b{size}\b", "n", body)
    assigned = "".join(f"    {name} = {literal}\n" for name, literal in others.items())
    return SIGNATURE.sub(f"def f(n):\n{comment}{assigned}", body)


def _terms(program: str, others: Mapping[str, str], start: int, count: int) -> tuple[int, ...]:
    """So many values of a family's function from this size on."""
    names: dict[str, Any] = {}
    exec(program, names)  # our own programs
    function: Callable[..., int] = names["f"]
    values = {name: ast.literal_eval(literal) for name, literal in others.items()}
    return tuple(int(function(size, *values.values())) for size in range(start, start + count))


def _draw(kind: Kind, count: int, random: Random, forbidden: Benchmarks) -> Iterator[dict[str, Any]]:
    families, made, seen = list(FAMILIES.values()), 0, set[str]()
    while made < count:
        random.shuffle(families)
        for family in families:
            question = draw_question(family, random, held_out_values=None, small=random.random() < 0.7)
            split = random.choice(SPLITS) if not family.held_out else "sealed"
            wording = random.choice(load_wordings(family.name, split))
            statement = state(question, wording, load_frames(split), random, split, noisy=0.0, decorate=False)
            written = [function_of(question, program) for program in family.programs]
            terms = {_terms(code, {}, max(family.start, 1), COMPARED) for code in written}
            assert len(terms) == 1, f"the programs of {family.name} differ at {question.values}"
            place = random.randrange(len(written))
            if kind == "function":
                reply, fields = written[place] + "\n", trace.prompt_fields(statement)
                if fields and fields["size"] != f"the number {question.values[family.size]}":
                    continue  # the prompt asks for another function than the program's
                messages = trace_prompt(statement, "function")
            else:
                reply = write_program(question, family.programs[place], "answer").partition("\n")[2]  # without the demo's comment
                messages = [{"role": message.role, "content": message.content} for message in package_prompt(statement, "answer")]
            if statement in seen or forbidden.find_text([statement]) or forbidden.find_sequence(family.name, terms.pop()):
                continue
            seen.add(statement)
            made += 1
            yield {
                "id": f"demo-{kind}-{made}",
                "messages": [*messages, {"role": "assistant", "content": fence(reply)}],
                "family": family.name,
                "values": question.values,
                "modulus": question.modulus,
            }
            if made == count:
                return


def main() -> None:
    """Write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--functions", type=int, default=180, help="rows that ask for f(n)")
    parser.add_argument("--programs", type=int, default=60, help="rows that ask for a program that prints the answer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--to", type=Path, required=True)
    arguments = parser.parse_args()
    rows = make_rows(arguments.functions, arguments.programs, arguments.seed)
    arguments.to.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{arguments.to}: {len(rows)} rows of {len({row['family'] for row in rows})} families")


if __name__ == "__main__":
    main()
