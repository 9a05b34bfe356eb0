"""Train as a configuration says. A training that was killed goes on from its last checkpoint, and ends as if it had not been."""

from __future__ import annotations

import logging
import shutil
from typing import Any

from kaggle_utils.engines.recording import hash_model
from kaggle_utils.train.card import write_card
from kaggle_utils.train.checkpoints import last_whole_checkpoint
from kaggle_utils.train.config import TrainConfig
from kaggle_utils.train.curves import write_curves
from kaggle_utils.train.dataset import TrainingData, describe_data, load_data, result_folder
from kaggle_utils.train.load import load_tokenizer, prepare_libraries
from kaggle_utils.train.log import LogLine, cut_log, read_log
from kaggle_utils.train.precision import Device, choose_precision, look_at_device
from kaggle_utils.train.result import TrainResult, claim_folder, installed_versions, read_result, write_result

logger = logging.getLogger(__name__)


def train(config: TrainConfig, shown: bool = True) -> TrainResult:
    """Train and leave adapter or model, log, curves and ``train.json`` in ``config.out``; what is done already is not done again.

    ``shown`` is whether a line on the data and a bar go to the screen. Raises InputError for what cannot be trained on or with, and for a
    folder that holds another training.
    """
    prepare_libraries(config.method)
    tokenizer = load_tokenizer(config.model)
    data = load_data(config, tokenizer)
    device = look_at_device()
    precision = choose_precision(config.precision, device)
    claim_folder(config, data.files)
    if (done := read_result(config.out)) is not None:
        logger.info("%s holds the whole training", config.out)
        return done
    if shown:
        from tqdm.auto import tqdm

        tqdm.write(f"{describe_data(data, config.length)}\ncomputing in {precision} on {device.name}")
    result = _train(config, data, tokenizer, precision, device, shown)
    write_result(config.out, result)
    return result


def _train(config: TrainConfig, data: TrainingData, tokenizer: Any, precision: str, device: Device, shown: bool) -> TrainResult:
    from kaggle_utils.train.progress import Progress
    from kaggle_utils.train.trainer import make_trainer

    checkpoint = last_whole_checkpoint(config.out)
    before = cut_log(config.out, checkpoint[1] if checkpoint else -1)
    trainer = make_trainer(config, data, tokenizer, precision, device, begins=checkpoint is None)
    progress = Progress(config.out, before, trainer.args.max_steps, config.max_tokens, shown)
    trainer.add_callback(progress)
    try:
        trainer.train(resume_from_checkpoint=str(checkpoint[0]) if checkpoint else None)
        steps = trainer.state.global_step
        if data.held_out.rows and not any(line.step == steps and line.held_out_loss is not None for line in read_log(config.out)):
            trainer.evaluate()
    finally:
        progress.close()
    folder = result_folder(config)
    scratch = folder.with_name(folder.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    trainer.save_model(str(scratch))
    shutil.rmtree(folder, ignore_errors=True)
    result = summarize(config, data, read_log(config.out), precision, device, _trained_parameters(trainer.model))
    write_card(scratch, result)
    scratch.rename(folder)
    write_curves(config.out, result)
    return result


def summarize(config: TrainConfig, data: TrainingData, log: list[LogLine], precision: str, device: Device, parameters: int) -> TrainResult:
    """The summary of a training that ended, from its log."""
    losses = [line.loss for line in log if line.loss is not None]
    held_out = [line.held_out_loss for line in log if line.held_out_loss is not None]
    last = log[-1]
    return TrainResult(
        method=config.method,
        model=str(config.model),
        model_sha256=hash_model(config.model),
        config_sha256=config.digest,
        data_sha256=data.files,
        result=str(result_folder(config)),
        precision=precision,
        device=device.name,
        rows=len(data.rows.rows),
        rows_too_long=len(data.rows.too_long),
        row_tokens=data.rows.tokens,
        row_tokens_counted=data.rows.trained,
        trained_parameters=parameters,
        steps=last.step,
        tokens=last.tokens,
        seconds=round(last.seconds, 1),
        seconds_per_token=round(last.seconds / last.tokens, 6),
        first_loss=losses[0] if losses else None,
        last_loss=losses[-1] if losses else None,
        held_out_before=held_out[0] if held_out else None,
        held_out_after=held_out[-1] if held_out else None,
        versions=installed_versions(),
    )


def _trained_parameters(model: Any) -> int:
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
