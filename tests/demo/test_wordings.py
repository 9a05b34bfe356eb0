"""The split between what the embedded model is trained on and what it is tested on."""

from __future__ import annotations

import re
from random import Random

import pytest

from models.demo.training.bugs import plant_bug
from models.demo.training.evaluate import pass_at
from models.demo.training.families import FAMILIES, HELD_OUT, TRAINED, Family, is_held_out
from models.demo.training.items import Mixture, draw_question, draw_training_item, write_program
from models.demo.training.wordings import add_noise, common_words, load_frames, load_nouns, load_wordings

SLOTS = {"person", "place", "thing"}


@pytest.mark.parametrize("family", TRAINED, ids=lambda family: family.name)
def test_every_trained_family_has_many_wordings(family: Family) -> None:
    assert len(load_wordings(family.name, "train")) >= 30
    assert len(load_wordings(family.name, "sealed")) >= 5


def test_there_are_at_least_thirty_families() -> None:
    assert len(TRAINED) >= 30
    assert len(HELD_OUT) >= 4


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_every_wording_names_every_parameter_and_nothing_else(family: Family) -> None:
    wordings = load_wordings(family.name, "sealed") + (() if family.held_out else load_wordings(family.name, "train"))
    for wording in wordings:
        slots = set(re.findall(r"<(\w+)>", wording))
        assert slots - SLOTS == set(family.parameters), wording


def test_no_sealed_wording_frame_or_noun_is_trained_on() -> None:
    for family in TRAINED:
        assert not set(load_wordings(family.name, "train")) & set(load_wordings(family.name, "sealed"))
    train, sealed = load_frames("train"), load_frames("sealed")
    assert not set(train.answer + train.trace) & set(sealed.answer + sealed.trace)
    assert not set(train.modulus) & set(sealed.modulus)
    for slot in SLOTS:
        assert not set(load_nouns()["train"][slot]) & set(load_nouns()["sealed"][slot])


def test_held_out_families_have_no_training_wordings() -> None:
    for family in HELD_OUT:
        with pytest.raises(FileNotFoundError):
            load_wordings(family.name, "train")


def test_training_never_draws_a_held_out_value() -> None:
    random = Random(0)
    mixture = Mixture(trace=0.3, repair=0.0, noisy=0.5, package=0.5, cut=0.5)
    items = [draw_training_item(random.choice(TRAINED), mixture, random) for _ in range(500)]
    drawn = [item.question for item in items if item.mode == "answer"]
    assert not [question for question in drawn if is_held_out(question.family, question.values)]


def test_noise_spares_numbers_and_latex() -> None:
    random = Random(0)
    for _ in range(50):
        noisy = add_noise("tile a 2x31 board with $\\binom{5}{2}$ dominoes please", random, common_words())
        assert "2x31" in noisy
        assert "$\\binom{5}{2}$" in noisy


@pytest.mark.parametrize("family", TRAINED, ids=lambda family: family.name)
def test_a_planted_bug_changes_the_program_and_spares_the_comment(family: Family) -> None:
    random = Random(1)
    question = draw_question(family, random, held_out_values=False)
    for program in family.programs:
        correct = write_program(question, program, "answer")
        broken = [plant_bug(correct, random) for _ in range(20)]
        assert correct not in broken
        assert {text.splitlines()[0] for text in broken} == {correct.splitlines()[0]}


def test_pass_at_k_is_the_unbiased_estimate() -> None:
    assert pass_at(1, [8, 0], samples=8) == 50.0
    assert pass_at(8, [1, 0], samples=8) == 50.0
    assert round(pass_at(2, [2], samples=4), 3) == 83.333
