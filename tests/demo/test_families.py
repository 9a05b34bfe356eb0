from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import pytest

from models.demo.training.families import FAMILIES, Family, Value, draw_values
from tests.demo.oracles import ORACLES

MAX_SIZE = 10
PROGRAMS = [
    pytest.param(family, program, id=f"{family.name}-{number}")
    for family in FAMILIES.values()
    for number, program in enumerate(family.programs)
]
each_family = pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
each_program = pytest.mark.parametrize(("family", "program"), PROGRAMS)


def load(program: str) -> Callable[..., int]:
    namespace: dict[str, Callable[..., int]] = {}
    exec(program, namespace)
    return namespace["f"]


@each_program
def test_a_program_agrees_with_the_oracle_on_small_sizes(family: Family, program: str) -> None:
    f, oracle, random = load(program), ORACLES[family.name], Random(0)
    for _ in range(4):
        values = draw_values(family, random, small=True)
        for size in range(family.start, MAX_SIZE + 1):
            values[family.size] = size
            assert f(**values) == oracle(**values), values


@each_program
def test_a_program_agrees_with_the_oracle_on_drawn_sizes(family: Family, program: str) -> None:
    f, oracle, random = load(program), ORACLES[family.name], Random(3)
    for _ in range(8):
        values = draw_values(family, random, small=True)
        assert f(**values) == oracle(**values), values


@each_family
def test_the_programs_of_a_family_agree_with_each_other(family: Family) -> None:
    programs, random = [load(program) for program in family.programs], Random(1)
    for _ in range(20):
        values = draw_values(family, random, small=True)
        assert len({program(**values) for program in programs}) == 1, values


@each_program
def test_a_program_returns_an_exact_integer(family: Family, program: str) -> None:
    assert type(load(program)(**draw_values(family, Random(2), small=True))) is int


def test_there_is_an_oracle_for_every_family() -> None:
    assert list(ORACLES) == list(FAMILIES)


@pytest.mark.parametrize(
    ("name", "others", "terms"),
    [
        ("domino_2xn", {}, [1, 2, 3, 5, 8, 13, 21, 34]),
        ("domino_3xn", {}, [0, 3, 0, 11, 0, 41, 0, 153, 0, 571]),
        ("stairs", {"k": 2}, [1, 2, 3, 5, 8, 13, 21, 34]),
        ("stairs", {"k": 3}, [1, 2, 4, 7, 13, 24, 44, 81]),
        ("partitions", {}, [1, 2, 3, 5, 7, 11, 15, 22, 30, 42]),
        ("distinct_partitions", {}, [1, 1, 2, 2, 3, 4, 5, 6, 8, 10]),
        ("partitions_at_most_k", {"k": 3}, [1, 2, 3, 4, 5, 7, 8, 10, 12, 14]),
        ("coins", {"coins": (1, 2, 5, 10)}, [1, 2, 2, 3, 4, 5, 6, 7, 8, 11]),
        ("ordered_coins", {"coins": (2, 3)}, [0, 1, 1, 1, 2, 2, 3, 4, 5, 7]),
        ("linear_recurrence", {"p": 2, "q": 1, "a": 0, "b": 1}, [0, 1, 2, 5, 12, 29, 70, 169]),
        ("linear_recurrence", {"p": 1, "q": 2, "a": 2, "b": 1}, [2, 1, 5, 7, 17, 31, 65, 127]),
        ("lattice_paths", {"b": 3}, [1, 4, 10, 20, 35, 56, 84, 120]),
        ("delannoy", {"b": 3}, [1, 7, 25, 63, 129, 231, 377, 575]),
        ("dyck_paths", {}, [1, 1, 2, 5, 14, 42, 132, 429]),
        ("divisor_sum", {}, [1, 3, 4, 7, 6, 12, 8, 15, 13, 18]),
        ("divisor_count_total", {}, [1, 3, 5, 8, 10, 14, 16, 20, 23, 27]),
        ("coprime_pairs", {}, [1, 3, 7, 11, 19, 23, 35, 43, 55, 63]),
        ("totient", {}, [1, 1, 2, 2, 4, 2, 6, 4, 6, 4]),
        ("power_mod", {"a": 3, "m": 7}, [1, 3, 2, 6, 4, 5, 1, 3]),
        ("digit_sum_power", {"a": 2}, [1, 2, 4, 8, 7, 5, 10, 11, 13, 8]),
        ("digit_sum_range", {"s": 2}, [0, *[1] * 9, *[2] * 9, 3]),
        ("binary_avoiding", {"w": "11"}, [1, 2, 3, 5, 8, 13, 21, 34]),
        ("binary_avoiding", {"w": "101"}, [1, 2, 4, 7, 12, 21, 37, 65, 114]),
        ("derangements", {}, [0, 1, 2, 9, 44, 265, 1854, 14833]),
        ("surjections", {"k": 3}, [0, 0, 6, 36, 150, 540, 1806, 5796]),
        ("stirling2", {"k": 3}, [0, 0, 1, 6, 25, 90, 301, 966]),
        ("stirling1", {"k": 2}, [0, 1, 3, 11, 50, 274, 1764, 13068]),
        ("stirling1", {"k": 3}, [0, 0, 1, 6, 35, 225, 1624, 13132]),
        ("eulerian", {"k": 1}, [0, 1, 4, 11, 26, 57, 120, 247]),
        ("eulerian", {"k": 2}, [0, 0, 1, 11, 66, 302, 1191, 4293]),
        ("necklaces", {"k": 2}, [2, 3, 4, 6, 8, 14, 20, 36]),
        ("necklaces", {"k": 3}, [3, 6, 11, 24, 51, 130, 315, 834]),
        ("subsets_sum_mod", {"m": 3}, [1, 1, 2, 4, 6, 12, 24, 44, 88, 176]),
        ("linear_diophantine", {"a": 2, "b": 3}, [1, 0, 1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3]),
        ("gcd_sum", {}, [1, 3, 5, 8, 9, 15, 13, 20, 21, 27]),
        ("josephus", {"k": 2}, [1, 1, 3, 1, 3, 5, 7, 1]),
        ("josephus", {"k": 3}, [1, 2, 2, 1, 4, 1, 4, 7, 1, 4]),
        ("collatz", {}, [0, 1, 7, 2, 5, 8, 16, 3, 19, 6]),
        ("palindromes", {}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 10, 10]),
        ("perfect_powers", {}, [1, 1, 1, 2, 2, 2, 2, 3, 4, 4]),
        ("power_sum_mod", {"k": 2, "m": 100}, [1, 5, 14, 30, 55, 91, 40, 4]),
        ("squarefree", {}, [1, 2, 3, 3, 4, 5, 6, 6, 6, 7]),
        ("primes_up_to", {}, [0, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5]),
        ("compositions_k", {"k": 3}, [0, 0, 1, 3, 6, 10, 15, 21]),
        ("nonconsecutive_subsets", {}, [2, 3, 5, 8, 13, 21, 34, 55]),
        ("multiples", {"a": 3, "b": 5}, [0, 0, 1, 1, 2, 3, 3, 3, 4, 5, 5, 6, 6, 6, 7]),
        ("factorial_zeros", {}, [0, 0, 0, 0, 1, 1, 1, 1, 1, 2]),
        ("involutions", {}, [1, 2, 4, 10, 26, 76, 232, 764]),
        ("motzkin", {}, [1, 2, 4, 9, 21, 51, 127, 323]),
        ("bell", {}, [1, 2, 5, 15, 52, 203, 877, 4140]),
        ("two_squares", {}, [1, 2, 2, 3, 4, 4, 4, 5, 6, 7]),
        ("rectangles", {"b": 2}, [3, 9, 18, 30, 45, 63, 84, 108]),
        ("circular_nonconsecutive", {}, [4, 7, 11, 18, 29, 47, 76, 123]),
    ],
)
def test_the_oracle_and_the_programs_reproduce_the_known_sequence(name: str, others: Mapping[str, Value], terms: list[int]) -> None:
    family = FAMILIES[name]
    sizes = range(family.start, family.start + len(terms))
    for f in (ORACLES[name], *map(load, family.programs)):
        assert [f(**{family.size: size}, **others) for size in sizes] == terms


@pytest.mark.parametrize(
    ("name", "values", "value"),
    [
        ("domino_3xn", {"n": 12}, 2131),
        ("partitions", {"n": 60}, 966_467),
        ("coins", {"n": 100, "coins": (1, 5, 10, 25, 50)}, 292),
        ("dyck_paths", {"n": 20}, 6_564_120_420),
        ("coprime_pairs", {"n": 100}, 6087),
        ("digit_sum_power", {"n": 1000, "a": 2}, 1366),
        ("bell", {"n": 20}, 51_724_158_235_372),
        ("josephus", {"n": 41, "k": 3}, 31),
        ("collatz", {"n": 27}, 111),
        ("palindromes", {"n": 10_000}, 198),
        ("perfect_powers", {"n": 100}, 13),
        ("squarefree", {"n": 1000}, 608),
        ("primes_up_to", {"n": 1000}, 168),
        ("multiples", {"n": 999, "a": 3, "b": 5}, 466),
        ("factorial_zeros", {"n": 100}, 24),
        ("two_squares", {"n": 100}, 43),
    ],
)
def test_an_oracle_reproduces_a_famous_number(name: str, values: Mapping[str, Value], value: int) -> None:
    assert ORACLES[name](**values) == value
