from __future__ import annotations

from dataclasses import replace

from kaggle_utils.doctor.candidates import consider
from kaggle_utils.doctor.measure import Decode, EngineSpeed, Prefill
from kaggle_utils.doctor.recommendation import recommend
from kaggle_utils.doctor.trial import Trial
from kaggle_utils.engines import EngineInfo
from tests.doctor.machines import make_checkpoint, make_machine

SETTINGS = {"max_tokens": 3072, "strategies": {"program-of-thoughts": 6, "trace": 2}, "time_limit": 32_400.0, "expected_problems": 50}
MACHINE = make_machine(checkpoints=(make_checkpoint("32B"), make_checkpoint("14B")))


def make_speed(rate: float) -> EngineSpeed:
    """An engine that writes as fast with 1 request as with 8 and 32."""
    decode = tuple(Decode(count, 256 * count, 256 * count / rate, rate, rate / count) for count in (1, 8, 32))
    return EngineSpeed(0.5, Prefill(4096, 10.0, 409.6), decode)


def make_trial(rate: float, **changes: object) -> Trial:
    settings = replace(consider(MACHINE)[0].settings, **SETTINGS)  # type: ignore[arg-type]
    trial = Trial(settings, info=EngineInfo("vllm", settings.model, 8192), speed=make_speed(rate))
    return replace(trial, **changes)  # type: ignore[arg-type]


def test_a_preset_whose_attempts_fit_into_a_problems_time_is_submitted() -> None:
    """8 attempts of 3,072 tokens at 120 tokens/s take 205 s; 9 h for 50 problems are 648 s."""
    assert recommend(make_trial(120.0), MACHINE) == (
        "Submit t4x2-32b-awq: it comes up and its 8 attempts at 3,072 tokens take 205 s at the 120 tokens/s measured with 8 at once, "
        "and a problem has 648 s."
    )


def test_a_preset_that_is_too_slow_names_the_next() -> None:
    sentence = recommend(make_trial(20.0), MACHINE)
    assert sentence.startswith("t4x2-32b-awq comes up, but its 8 attempts")
    assert sentence.endswith("lower strategies or max_tokens, or try `doctor --full --preset t4x2-14b-awq`.")


def test_a_failure_is_told_with_its_reason() -> None:
    sentence = recommend(make_trial(120.0, speed=None, failure="vLLM did not come up"), MACHINE)
    assert sentence.startswith("Do not submit t4x2-32b-awq yet, because it did not finish the trial (vLLM did not come up)")


def test_a_step_down_of_the_ladder_is_no_success() -> None:
    info = EngineInfo("vllm", "x", 8192, steps_down=("32b: out of memory",))
    assert "came up only after 1 step down its ladder" in recommend(make_trial(120.0, info=info), MACHINE)


def test_without_another_preset_the_findings_are_all_there_is() -> None:
    assert "no other preset is ready here" in recommend(make_trial(20.0), make_machine())


def test_the_demonstration_is_not_to_be_submitted() -> None:
    (demo,) = consider(make_machine(), "cpu-demo")
    trial = make_trial(500.0, settings=demo.settings, info=EngineInfo("transformers", "models/demo", 1024))
    assert recommend(trial, MACHINE).startswith("cpu-demo works here, and its 6 attempts at 320 tokens take 4 s")
    assert recommend(trial, MACHINE).endswith("does not compete: submit a preset for GPUs.")
