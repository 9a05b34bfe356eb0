"""The verdict on what Triton compiles for a T4: what fails is named, and a failure that is expected has to happen."""

from __future__ import annotations

from pins.t4_compile import SHARED_MEMORY, Compilation, problems

WORKS = {"triton": {"wheel": "triton==3.6.0", "compiles": True}}
FAILS = {"triton": {"wheel": "triton==3.3.0", "compiles": False}}


def compiled(shared: int) -> Compilation:
    return Compilation("attention", "", 1.0, ({"kernel": "k", "shared": shared, "mma": 0, "cubin": 1},))


BROKEN = Compilation("attention", "RuntimeError: PassManager::run failed", 1.0, ())


def test_a_kernel_that_takes_all_of_the_shared_memory_still_fits() -> None:
    assert problems(WORKS, [compiled(SHARED_MEMORY)], []) == []


def test_a_kernel_that_takes_more_is_named() -> None:
    assert problems(WORKS, [compiled(SHARED_MEMORY + 1)], []) == ["attention takes 65,537 B of shared memory, a T4 has 65,536"]


def test_a_kernel_that_does_not_compile_is_named() -> None:
    assert problems(WORKS, [BROKEN], []) == ["triton==3.6.0 does not compile attention for SM75: RuntimeError: PassManager::run failed"]


def test_an_expected_failure_is_no_problem_where_the_control_compiles() -> None:
    assert problems(FAILS, [BROKEN], [compiled(1024)]) == []


def test_a_control_that_fails_too_makes_the_failure_worthless() -> None:
    assert problems(FAILS, [BROKEN], [BROKEN]) == ["triton==3.3.0 does not compile attention: RuntimeError: PassManager::run failed"]


def test_an_expected_failure_that_does_not_happen_is_a_problem() -> None:
    assert problems(FAILS, [compiled(1024)], []) == ["triton==3.3.0 compiles attention for SM75 after all: sets.toml says that it cannot"]
