from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kaggle_utils.doctor.nvidia import OLD_FIELDS, ask_driver, capability_of, find_gpu, parse_driver
from tests.doctor.machines import T4X2, make_card


def test_each_row_is_a_card() -> None:
    assert (T4X2.version, T4X2.cuda) == ("580.178.04", "13.0")
    assert T4X2.cards == (make_card(), make_card())


@pytest.mark.parametrize(
    ("banner", "version"),
    [
        ("| NVIDIA-SMI 535.104.05   Driver Version: 535.104.05   CUDA Version: 12.2 |", "12.2"),
        ("| NVIDIA-SMI 610.57.04    KMD Version: 610.57.04     CUDA UMD Version: 13.3 |", "13.3"),
        ("nothing of the kind", None),
    ],
)
def test_cudas_version_is_read_in_both_spellings(banner: str, version: str | None) -> None:
    assert parse_driver("Tesla T4, 7.5, 15360, 15095, 535.104.05\n", banner).cuda == version


def test_an_old_driver_tells_no_compute_capability_and_the_table_does() -> None:
    card = parse_driver("Tesla T4, 15109, 15106, 470.82.01\n", "", OLD_FIELDS).cards[0]
    assert card.compute_capability is None
    assert capability_of(card) == (7, 5)


def test_memory_that_is_not_stated_is_none() -> None:
    assert parse_driver("NVIDIA GB10, 12.1, [N/A], [N/A], 580.95.05\n", "").cards[0].total == 0


def test_a_complaint_is_no_card() -> None:
    driver = parse_driver("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", "")
    assert driver.version is None
    assert "couldn't communicate" in driver.trouble


@pytest.mark.parametrize(
    ("name", "gpu"),
    [
        ("Tesla T4", "T4"),
        ("NVIDIA L4", "L4"),
        ("NVIDIA H100 80GB HBM3", "H100"),
        ("NVIDIA A100-SXM4-40GB", "A100-40GB"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX-Pro-6000"),
    ],
)
def test_known_cards_are_the_memory_plans(name: str, gpu: str) -> None:
    assert find_gpu(make_card(name)).name == gpu


def test_an_unknown_card_is_made_from_what_it_says() -> None:
    gpu = find_gpu(make_card("NVIDIA L40S", (8, 9), 46_068))
    assert gpu.name == "NVIDIA L40S"
    assert gpu.usable_bytes < 46_068 * 2**20
    assert gpu.dtypes == ("float16", "float32", "bfloat16", "fp8")


# -- the subprocess -------------------------------------------------------------------------------------------------------------------


def install(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "nvidia-smi"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")


def test_without_nvidia_smi_there_is_no_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ask_driver().trouble == "nvidia-smi is not there"


def test_a_driver_that_does_not_know_a_field_is_asked_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = """echo 'Field "compute_cap" is not a valid field to query.'; exit 2"""
    install(
        tmp_path,
        f'case "$1" in *compute_cap*) {refusal};; --query*) echo "Tesla T4, 15109, 15106, 470.82.01";; *) echo;; esac',
        monkeypatch,
    )
    assert ask_driver().version == "470.82.01"


def test_a_driver_that_has_crashed_is_told_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, 'echo "NVIDIA-SMI has failed: Driver/library version mismatch"; exit 18', monkeypatch)
    assert "Driver/library version mismatch" in ask_driver().trouble
