"""Trainings of the embedded model, a few steps each, by every method."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.train.config import Method, TrainConfig
from kaggle_utils.train.dataset import load_data
from kaggle_utils.train.load import load_tokenizer
from kaggle_utils.train.log import read_log
from kaggle_utils.train.precision import Device
from kaggle_utils.train.result import read_result
from kaggle_utils.train.run import train
from kaggle_utils.train.trainer import make_trainer
from tests.conftest import DEMO_MODEL
from tests.train.made_rows import write_rows


@pytest.fixture
def config(tmp_path: Path) -> TrainConfig:
    return TrainConfig(
        DEMO_MODEL,
        (write_rows(tmp_path / "rows.jsonl"),),
        tmp_path / "out",
        precision="fp32",
        learning_rate=2e-3,
        steps=3,
        batch_size=4,
        accumulation=1,
        length=256,
        eval_share=0.1,
        gradient_checkpointing=False,
    )


@pytest.mark.parametrize("method", ["lora", "qlora", "dora", "full"])
def test_every_method_lowers_the_loss_on_rows_that_it_does_not_see(method: Method, config: TrainConfig) -> None:
    changed = replace(config, method=method, learning_rate=5e-4 if method == "full" else 2e-3)
    result = train(changed, shown=False)
    assert result.held_out_before is not None
    assert result.held_out_after is not None
    assert result.held_out_after < 0.9 * result.held_out_before
    assert result.tokens > 0
    folder = config.out / ("model" if method == "full" else "adapter")
    assert (folder / "README.md").read_text().count("fine-tuned") == 1
    names = {path.name for path in folder.iterdir()}
    assert names >= {"tokenizer.json", "model.safetensors" if method == "full" else "adapter_model.safetensors"}
    if method == "dora":
        from safetensors.numpy import load_file

        assert any("lora_magnitude_vector" in name for name in load_file(folder / "adapter_model.safetensors"))


def test_a_training_leaves_log_summary_curves_and_a_page_and_is_not_made_twice(config: TrainConfig) -> None:
    result = train(config, shown=False)
    assert read_result(config.out) == result
    log = read_log(config.out)
    assert [line.step for line in log] == [0, 1, 2, 3, 3]
    assert [line.held_out_loss is not None for line in log] == [True, False, False, False, True]
    assert all(line.learning_rate is not None and line.gradient is not None for line in log[1:4])
    assert 0 < log[1].tokens < log[2].tokens < log[3].tokens == result.tokens
    assert (config.out / "curves.png").read_bytes().startswith(b"\x89PNG")
    page = (config.out / "training.html").read_text()
    assert "<svg" in page
    assert result.config_sha256 in page
    before = (config.out / "log.jsonl").read_bytes()
    assert train(config, shown=False) == result
    assert (config.out / "log.jsonl").read_bytes() == before


def test_a_folder_with_another_training_or_other_data_is_refused(config: TrainConfig) -> None:
    train(replace(config, steps=1, eval_share=0.0), shown=False)
    with pytest.raises(InputError, match=r"holds a training with other settings .*rank was 16 and is 8"):
        train(replace(config, steps=1, eval_share=0.0, rank=8), shown=False)
    with pytest.raises(InputError, match="already holds a training"):
        train(replace(config, steps=1, eval_share=0.0, resume="never"), shown=False)
    (path,) = config.data
    path.write_text(path.read_text().replace("cannonballs", "oranges"))
    with pytest.raises(InputError, match=r"holds a training with other settings .*rows\.jsonl was"):
        train(replace(config, steps=1, eval_share=0.0), shown=False)
    with pytest.raises(InputError, match="holds no training that could be resumed"):
        train(replace(config, out=config.out / "new", resume="always"), shown=False)


def test_what_cannot_be_trained_is_refused(config: TrainConfig, checkpoint: Path) -> None:
    with pytest.raises(InputError, match="holds no checkpoint"):
        train(replace(config, model=config.out), shown=False)
    with pytest.raises(InputError, match=r"all .* rows are longer than 16 tokens: raise length"):
        train(replace(config, length=16), shown=False)
    table = json.loads((checkpoint / "tokenizer_config.json").read_text())
    del table["chat_template"]
    (checkpoint / "tokenizer_config.json").write_text(json.dumps(table))
    with pytest.raises(InputError, match="has no chat template"):
        train(replace(config, model=checkpoint), shown=False)


def test_the_training_ends_before_it_exceeds_the_tokens_that_are_allowed(config: TrainConfig) -> None:
    result = train(replace(config, steps=0, max_tokens=1500, eval_share=0.0), shown=False)
    assert result.steps > 1
    assert 750 < result.tokens <= 1500


def test_rows_that_are_packed_together_do_not_see_each_other(config: TrainConfig) -> None:
    import torch

    packed = replace(config, packing=True, length=512, batch_size=1, eval_share=0.0)
    tokenizer = load_tokenizer(DEMO_MODEL)
    data = load_data(packed, tokenizer)
    trainer = make_trainer(packed, data, tokenizer, "fp32", Device("cpu", "CPU"), begins=True)
    assert len(trainer.train_dataset) < len(data.rows.rows)
    batch: dict[str, Any] = next(iter(trainer.get_train_dataloader()))
    starts = (batch["position_ids"][0] == 0).nonzero().flatten().tolist()
    assert len(starts) > 1
    trainer.model.eval()
    with torch.no_grad():
        together = trainer.model(**{key: value for key, value in batch.items() if key != "labels"}).logits[0]
        for start, end in zip(starts, [*starts[1:], batch["input_ids"].shape[1]], strict=True):
            alone = trainer.model(input_ids=batch["input_ids"][:, start:end]).logits[0]
            assert torch.allclose(together[start:end], alone, atol=1e-3)
            assert batch["labels"][0, start] == -100
    wanted = {row.labels[1:] for row in data.rows.rows}
    got = {tuple(batch["labels"][0, start + 1 : end].tolist()) for start, end in zip(starts, [*starts[1:], None], strict=True)}
    assert got <= wanted
