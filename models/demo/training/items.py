"""Training and test items: a conversation, the reply that solves it, and what the reply must print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from models.demo.training.families import Family, IntegerRange, Value, Values, draw_values, is_held_out, write_literal
from models.demo.training.wordings import Frame, Frames, Split, add_noise, common_words, fill, load_frames, load_wordings, spell_values

Mode = Literal["answer", "trace"]

COMMON_MODULI = (10, 97, 100, 1000, 1000, 1000, 1009, 10_000, 99_991, 100_000, 998_244_353, 10**9 + 7)
MAX_TRACE = 40  # terms, as prompts/trace.toml asks


@dataclass(frozen=True)
class Mixture:
    """The composition of the items of a training stage, in shares of one.

    ``noisy`` statements have some of their words dropped, misspelt or replaced; measured in a first trial: 53.7 % right on held-out
    wordings instead of 42.8 %. ``package`` frames are the package's own prompts, the rest are other ways to ask. ``cut`` replies end after
    a few lines, which already show how the statement was read, so a step sees more statements.
    """

    trace: float
    repair: float
    noisy: float
    package: float
    cut: float


@dataclass(frozen=True)
class Question:
    """A problem before it is worded."""

    family: Family
    values: Values
    modulus: int | None = None


@dataclass(frozen=True)
class Item:
    """A conversation that ends in a user's turn, and the reply that the model should write."""

    messages: tuple[Message, ...]
    reply: str
    question: Question
    mode: Mode


def draw_question(family: Family, random: Random, *, held_out_values: bool | None, small: bool = False) -> Question:
    """Draw parameter values from the side asked for (None: either)."""
    while True:
        values = draw_values(family, random, small=small)
        if held_out_values is None or is_held_out(family, values) == held_out_values:
            break
    modulus = None
    if family.may_reduce and random.random() < 0.4:
        modulus = random.choice(COMMON_MODULI) if random.random() < 0.7 else random.randint(2, 99_999)
    return Question(family, values, modulus)


def enlarge_size(question: Question, random: Random) -> Question:
    """Replace the size by one far beyond reach, as a problem does that is meant for a law."""
    family = question.family
    parameter = family.parameters[family.size]
    assert isinstance(parameter, IntegerRange)
    size = 10 ** random.randint(4, 18) if random.random() < 0.5 else random.randint(10**3, 10 ** random.randint(4, 18))
    return Question(family, dict(question.values) | {family.size: size}, question.modulus)


def state(question: Question, wording: str, frames: Frames, random: Random, split: Split, *, noisy: float, decorate: bool) -> str:
    """Word a question: values and nouns into the wording, the modulus sentence after it, decoration around it.

    ``noisy`` is the share of statements with spoilt words; above 0 numbers are also spelt in several ways.
    """
    spelt = spell_values(question.values, random, varied=noisy > 0)
    if noisy and random.random() < 0.05:
        spelt |= _as_powers_of_ten(question.values, random)
    text = fill(wording, spelt, random, split)
    if question.modulus is not None:
        sentence = random.choice(frames.modulus).replace("{m}", _spell_modulus(question.modulus, random))
        text = f"{text} {sentence}" if random.random() < 0.9 else f"{sentence} {text}"
    if noisy and random.random() < noisy:
        text = add_noise(text, random, common_words())
    if noisy and random.random() < 0.1:
        text = text.lower() if random.random() < 0.7 else text.replace("$", "")
    if decorate and random.random() < 0.3:
        text = random.choice(frames.opening) + text
    if decorate and random.random() < 0.2:
        text = text + random.choice(frames.closing)
    return text


def write_program(question: Question, program: str, mode: Mode) -> str:
    """The whole program for a question: a comment that says how the statement was read, ``f``, and what is printed.

    The comment names the problem's family, the numbers, and whether a trace was asked for. Writing it first is the model's chain of
    thought: one token decides the family, where a body's first lines may suit several.
    """
    family = question.family
    literals = {name: write_literal(value) for name, value in question.values.items()}
    named = [f"{name}={literal}" for name, literal in literals.items()]
    reduce = ""
    if question.modulus is not None:
        named.append(f"mod {question.modulus}")
        reduce = f" % {question.modulus}"
    comment = f"# {'trace of ' if mode == 'trace' else ''}{family.name.replace('_', ' ')}: {', '.join(named)}"
    body = program.strip()
    if mode == "answer":
        return f"{comment}\n{body}\nprint(f({', '.join(literals.values())}){reduce})\n"
    size = family.size
    arguments = ", ".join([size, *[literal for name, literal in literals.items() if name != size]])
    loop = f"for {size} in range({family.start}, min({literals[size]}, {MAX_TRACE}) + 1):"
    return f'{comment}\n{body}\nprint("target", {literals[size]})\n{loop}\n    print({size}, f({arguments}){reduce})\n'


def fence(program: str) -> str:
    """A program as the model's reply."""
    return f"```python\n{program}```"


def package_prompt(statement: str, mode: Mode) -> tuple[Message, ...]:
    """The conversation that the package's own strategy opens with."""
    name = "program_of_thoughts" if mode == "answer" else "trace"
    return load_prompt(name).render(statement=statement)


def frame_prompt(statement: str, frame: Frame) -> tuple[Message, ...]:
    """The conversation that another author's frame opens with."""
    user = Message("user", frame.user.replace("{statement}", statement))
    return (Message("system", frame.system), user) if frame.system else (user,)


def draw_training_opening(question: Question, mode: Mode, mixture: Mixture, random: Random) -> tuple[Message, ...]:
    """Ask a question with training wordings, frames and nouns, with noise."""
    frames = load_frames("train")
    wording = random.choice(load_wordings(question.family.name, "train"))
    statement = state(question, wording, frames, random, "train", noisy=mixture.noisy, decorate=True)
    if random.random() < mixture.package:
        return package_prompt(statement, mode)
    return frame_prompt(statement, random.choice(frames.answer if mode == "answer" else frames.trace))


def draw_training_item(family: Family, mixture: Mixture, random: Random) -> Item:
    """One item of the training side that asks for a program."""
    mode: Mode = "trace" if random.random() < mixture.trace else "answer"
    question = draw_question(family, random, held_out_values=False)
    if mode == "trace" and random.random() < 0.25:
        question = enlarge_size(question, random)
    program = write_program(question, random.choice(family.programs), mode)
    return Item(draw_training_opening(question, mode, mixture, random), fence(program), question, mode)


def expected_answer(question: Question) -> int:
    """What the answer program prints, computed by the family's first program."""
    namespace: dict[str, object] = {}
    exec(question.family.programs[0], namespace)
    f = namespace["f"]
    assert callable(f)
    value = int(f(**question.values))
    return value if question.modulus is None else value % question.modulus


def _spell_modulus(modulus: int, random: Random) -> str:
    if modulus == 10**9 + 7 and random.random() < 0.5:
        return random.choice(("10^9 + 7", "10^9+7", "1,000,000,007"))
    return f"{modulus:,}" if modulus >= 10_000 and random.random() < 0.1 else str(modulus)


def _as_powers_of_ten(values: Mapping[str, Value], random: Random) -> dict[str, str]:
    """Spell a power of ten such as 1000000 as 10^6."""
    spelt = {}
    for name, value in values.items():
        if isinstance(value, int) and value >= 100 and str(value).strip("0") == "1":
            spelt[name] = random.choice(("10^{}", "10^{{{}}}")).format(len(str(value)) - 1)
    return spelt
