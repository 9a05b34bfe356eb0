"""Train the embedded model: ``python -m models.demo.training.train``. Seeded; a stopped run goes on from its last checkpoint."""

from __future__ import annotations

import argparse
import contextlib
import logging
import math
import pickle
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tqdm import tqdm
from transformers import Qwen2Config, Qwen2ForCausalLM

from models.demo.training.dataset import draw_items, make_batches, render_prompt
from models.demo.training.export import export
from models.demo.training.tokenizer import SPECIAL, VOCABULARY, train_tokenizer

logger = logging.getLogger("train")

ITEMS = 92_000
LEARNING_RATE = 2e-3
WARM_UP = 100  # steps
SEED = 20_261_121
CHECKPOINT_EVERY = 250  # steps
TOKENIZER_SAMPLE = 20_000  # items


def build_model() -> Qwen2ForCausalLM:
    """A fresh 3.5 M-parameter Qwen2."""
    config = Qwen2Config(
        vocab_size=VOCABULARY,
        hidden_size=256,
        intermediate_size=704,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=1024,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        tie_word_embeddings=True,
        bos_token_id=VOCABULARY - len(SPECIAL),
        eos_token_id=VOCABULARY - 1,
        pad_token_id=VOCABULARY - len(SPECIAL),
    )
    return Qwen2ForCausalLM(config)


def learning_rate(step: int, steps: int) -> float:
    """Linear warm-up, then a cosine to zero."""
    if step < WARM_UP:
        return LEARNING_RATE * (step + 1) / WARM_UP
    return LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / max(1, steps - WARM_UP)))


def autocast() -> contextlib.AbstractContextManager[object]:
    """bf16 where the processor multiplies it natively (AMX, AVX-512 BF16), else plain fp32."""
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    if "amx_bf16" in flags or "avx512_bf16" in flags:
        bf16: contextlib.AbstractContextManager[object] = torch.autocast("cpu", dtype=torch.bfloat16)
        return bf16
    return contextlib.nullcontext()


def main() -> None:
    """Draw the data, train, export to ``models/demo``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS, help="training items; fewer for a trial")
    parser.add_argument("--build", type=Path, default=Path("build/demo"), help="where checkpoints and the drawn data are kept")
    parser.add_argument("--output", type=Path, default=Path("models/demo"), help="where the finished model goes")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(SEED)
    arguments.build.mkdir(parents=True, exist_ok=True)

    data_file = arguments.build / f"items-{arguments.items}.pickle"
    if data_file.exists():
        tokenizer_text, batches = pickle.loads(data_file.read_bytes())
        tokenizer = Tokenizer.from_str(tokenizer_text)
    else:
        logger.info("drawing %d items", arguments.items)
        items = draw_items(arguments.items, SEED)
        sample = items[:TOKENIZER_SAMPLE]
        tokenizer = train_tokenizer(
            [render_prompt(item.messages).replace("<|im_start|>", "").replace("<|im_end|>", "") + item.reply for item in sample]
        )
        batches = list(make_batches(items, tokenizer, SEED))
        data_file.write_bytes(pickle.dumps((tokenizer.to_str(), batches)))
    tokens = sum(batch.ids.numel() for batch in batches)
    logger.info("%d batches, %.1f M tokens", len(batches), tokens / 1e6)

    model = build_model()
    logger.info("%d parameters", sum(parameter.numel() for parameter in model.parameters()))
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.1)
    checkpoint = arguments.build / f"checkpoint-{arguments.items}.pt"
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
        logger.info("going on from step %d", first)

    model.train()
    started = time.monotonic()
    progress = tqdm(range(first, len(batches)), initial=first, total=len(batches), mininterval=10, unit="step")
    for step in progress:
        batch = batches[step]
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, len(batches))
        with autocast():
            logits = model(input_ids=batch.ids).logits
        losses = torch.nn.functional.cross_entropy(logits[:, :-1].float().flatten(0, 1), batch.ids[:, 1:].flatten(), reduction="none")
        weights = batch.weights[:, 1:].flatten()
        loss = (losses * weights).sum() / weights.sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            answer = weights >= 1
            progress.set_postfix(loss=f"{losses[answer].mean().item():.4f}", refresh=False)
        if (step + 1) % CHECKPOINT_EVERY == 0:
            partial = checkpoint.with_suffix(".partial")
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}, partial)
            partial.replace(checkpoint)
    logger.info("trained in %.0f s", time.monotonic() - started)
    export(model, tokenizer, arguments.output)
    logger.info("wrote %s", arguments.output)


if __name__ == "__main__":
    main()
