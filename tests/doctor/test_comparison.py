from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.doctor.candidates import consider
from kaggle_utils.doctor.comparison import compare
from kaggle_utils.doctor.look import read_checkpoint
from tests.conftest import DEMO_MODEL
from tests.doctor.machines import make_machine


def test_the_log_of_two_t4s_stands_beside_their_plan() -> None:
    (best,) = consider(make_machine(), "t4x2-32b-awq")
    assert best.plan is not None
    weights, tokens = compare(best, {"weights_gib": 9.0, "kv_tokens": best.plan.tokens // 2})
    assert weights.ratio == pytest.approx(1.0, rel=0.01)
    assert tokens.ratio == pytest.approx(0.5, rel=0.01)


def test_ranks_on_the_processor_share_keys_and_values_like_gpus() -> None:
    """4 layers, 1 of 2 KV heads on a rank, 64 numbers a head, keys and values, 2 bytes: 1,024 bytes of each rank's GiB."""
    (demo,) = consider(make_machine(shipped=(read_checkpoint(DEMO_MODEL),)), "vllm-cpu")
    (tokens,) = compare(demo, {"kv_tokens": 2**20, "weights_gib": None})
    assert tokens.planned == 2**20


def test_what_the_log_does_not_state_is_left_out() -> None:
    (best,) = consider(make_machine(), "t4x2-32b-awq")
    assert compare(best, {}) == ()


def test_a_model_that_the_plan_does_not_know_is_not_compared() -> None:
    (best,) = consider(make_machine(), "t4x2-32b-awq")
    assert best.checkpoint is not None
    unknown = replace(best, checkpoint=replace(best.checkpoint, config=None))
    assert compare(unknown, {"kv_tokens": 1}) == ()
