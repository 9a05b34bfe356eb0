"""TRL's trainer, set up for a configuration."""

from __future__ import annotations

from typing import Any

from kaggle_utils.train.checkpoints import CHECKPOINTS
from kaggle_utils.train.config import TrainConfig
from kaggle_utils.train.dataset import TrainingData, as_dataset
from kaggle_utils.train.load import load_base, make_adapter
from kaggle_utils.train.plan_steps import count_steps
from kaggle_utils.train.precision import Device


def make_trainer(config: TrainConfig, data: TrainingData, tokenizer: Any, precision: str, device: Device, begins: bool) -> Any:
    """The trainer with model, adapter and data, told how many steps to make. ``begins`` is whether it does not go on from a checkpoint."""
    import torch
    from transformers import PrinterCallback
    from trl import SFTConfig, SFTTrainer

    held_out = as_dataset(data.held_out.rows) if data.held_out.rows else None
    arguments = SFTConfig(
        output_dir=str(config.out / CHECKPOINTS),
        seed=config.seed,
        max_length=config.length if config.packing else None,  # rows that are longer were left out
        packing=config.packing,
        eval_packing=False,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=config.batch_size,
        gradient_accumulation_steps=config.accumulation,
        gradient_checkpointing=config.gradient_checkpointing,
        learning_rate=config.learning_rate,
        lr_scheduler_type=config.schedule,
        warmup_steps=config.warmup,
        weight_decay=config.weight_decay,
        adam_beta1=config.beta1,
        adam_beta2=config.beta2,
        max_grad_norm=config.max_gradient,
        bf16=precision == "bf16",
        fp16=precision == "fp16",
        use_cpu=device.kind == "cpu",
        dataloader_pin_memory=device.kind == "cuda",
        logging_steps=config.log_every,
        logging_first_step=True,
        eval_strategy="steps" if config.eval_every else "no",
        eval_steps=config.eval_every or None,
        eval_on_start=held_out is not None and begins,
        save_strategy="steps",
        save_steps=config.save_every,
        save_total_limit=config.keep_checkpoints,
        report_to="none",
        disable_tqdm=True,
    )
    trainer = SFTTrainer(
        model=load_base(config.model, config.method, precision, device.kind),
        args=arguments,
        train_dataset=as_dataset(data.rows.rows),
        eval_dataset=held_out,
        processing_class=tokenizer,
        peft_config=make_adapter(config.method, config.rank, config.alpha, config.dropout, config.targets),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.args.max_steps = count_steps(config, len(trainer.train_dataset), data.rows.tokens)
    for parameter in trainer.model.parameters():
        if parameter.requires_grad:
            # TRL makes QLoRA's adapters bf16, whose gradients fp16's scaler refuses; in float32 they are small, and every device has it.
            parameter.data = parameter.data.to(torch.float32)
    return trainer
