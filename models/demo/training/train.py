"""Train the embedded model: ``python -m models.demo.training.train``. Seeded; a stopped run goes on from its last checkpoint."""

from __future__ import annotations

import argparse
import contextlib
import logging
import math
import pickle
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tqdm import tqdm
from transformers import Qwen2Config, Qwen2ForCausalLM

from models.demo.training.dataset import ANSWER_WEIGHT, Batch, draw_items, make_batches, render_prompt
from models.demo.training.export import export
from models.demo.training.export_gguf import export_gguf
from models.demo.training.items import Mixture
from models.demo.training.tokenizer import SPECIAL, VOCABULARY, train_tokenizer

logger = logging.getLogger("train")


ITEMS = 115_000
MIXTURE = Mixture(trace=0.22, repair=0.05, noisy=0.35, package=0.25, cut=0.75)
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


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear warm-up to the peak, then a cosine to zero."""
    if step < WARM_UP:
        return peak * (step + 1) / WARM_UP
    return peak * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / max(1, steps - WARM_UP)))


def autocast() -> contextlib.AbstractContextManager[object]:
    """bf16 where the processor multiplies it natively (AMX, AVX-512 BF16), else plain fp32."""
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    if "amx_bf16" in flags or "avx512_bf16" in flags:
        bf16: contextlib.AbstractContextManager[object] = torch.autocast("cpu", dtype=torch.bfloat16)
        return bf16
    return contextlib.nullcontext()


def build_optimizers(model: Qwen2ForCausalLM) -> tuple[torch.optim.Optimizer, ...]:
    """Muon for the layers' matrices, AdamW for embeddings, norms and biases, as Muon's authors advise (Liu et al., arXiv 2502.16982)."""
    matrices = [parameter for name, parameter in model.named_parameters() if parameter.ndim == 2 and ".layers." in name]
    chosen = {id(parameter) for parameter in matrices}
    rest = [parameter for parameter in model.parameters() if id(parameter) not in chosen]
    return (
        torch.optim.Muon(matrices, lr=LEARNING_RATE, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.1),
    )


def load_batches(build: Path, scale: float) -> tuple[Tokenizer, list[Batch]]:
    """Draw the data and train the tokenizer on them, or read what an earlier run drew."""
    file = build / "batches.pickle"
    if file.exists():
        text, batches = pickle.loads(file.read_bytes())
        return Tokenizer.from_str(text), batches
    count = round(scale * ITEMS)
    logger.info("drawing %d items", count)
    items = draw_items(count, MIXTURE, SEED)
    prompts = [render_prompt(item.messages).replace("<|im_start|>", "").replace("<|im_end|>", "") for item in items[:TOKENIZER_SAMPLE]]
    tokenizer = train_tokenizer([prompt + item.reply for prompt, item in zip(prompts, items, strict=False)])
    batches = list(make_batches(items, tokenizer, SEED, cut=MIXTURE.cut))
    file.write_bytes(pickle.dumps((tokenizer.to_str(), batches)))
    return tokenizer, batches


def main() -> None:
    """Train, then export to ``models/demo``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the items to draw; less than 1 for a trial")
    parser.add_argument("--build", type=Path, default=Path("build/demo"), help="where checkpoints and the drawn data are kept")
    parser.add_argument("--output", type=Path, default=Path("models/demo"), help="where the finished model goes")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(SEED)
    arguments.build.mkdir(parents=True, exist_ok=True)

    model = build_model()
    logger.info("%d parameters", sum(parameter.numel() for parameter in model.parameters()))
    optimizers = build_optimizers(model)
    checkpoint = arguments.build / "checkpoint.pt"
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        for optimizer, optimizer_state in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(optimizer_state)
        first = state["step"]
        logger.info("going on from step %d", first)

    tokenizer, batches = load_batches(arguments.build, arguments.scale)
    logger.info("%d batches, %.1f M tokens", len(batches), sum(batch.ids.numel() for batch in batches) / 1e6)
    progress = tqdm(range(first, len(batches)), initial=first, total=len(batches), mininterval=10, unit="step")
    started = time.monotonic()
    for step in progress:
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, len(batches), LEARNING_RATE)
        loss = train_step(model, optimizers, batches[step])
        if step % 10 == 0:
            progress.set_postfix(loss=f"{loss:.4f}", refresh=False)
        if (step + 1) % CHECKPOINT_EVERY == 0:
            partial = checkpoint.with_suffix(".partial")
            states = [optimizer.state_dict() for optimizer in optimizers]
            torch.save({"model": model.state_dict(), "optimizers": states, "step": step + 1}, partial)
            partial.replace(checkpoint)
    logger.info("trained in %.0f s", time.monotonic() - started)
    export(model, tokenizer, arguments.output)
    export_gguf(arguments.output)
    logger.info("wrote %s", arguments.output)


def train_step(model: Qwen2ForCausalLM, optimizers: Sequence[torch.optim.Optimizer], batch: Batch) -> float:
    """One step of the optimizers. Returns the mean loss of the replies' tokens."""
    model.train()
    with autocast():
        logits = model(input_ids=batch.ids).logits
    losses = torch.nn.functional.cross_entropy(logits[:, :-1].float().flatten(0, 1), batch.ids[:, 1:].flatten(), reduction="none")
    weights = batch.weights[:, 1:].flatten()
    loss = (losses * weights).sum() / weights.sum()
    model.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers:
        optimizer.step()
    return float(losses.detach()[weights >= ANSWER_WEIGHT].mean())


if __name__ == "__main__":
    main()
