"""Fine-tuning through TRL and PEFT: LoRA, QLoRA, DoRA and full, and what comes before and after it (docs/training.md)."""
