"""Train the embedded model: ``python -m models.demo.training.train``. Seeded; a stopped run goes on from its last checkpoint."""

from __future__ import annotations

import argparse
import contextlib
import logging
import math
import pickle
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tqdm import tqdm
from transformers import Qwen2Config, Qwen2ForCausalLM

from models.demo.training.dataset import ANSWER_WEIGHT, Batch, draw_items, make_batches, render_prompt
from models.demo.training.export import export
from models.demo.training.items import Mixture
from models.demo.training.tokenizer import SPECIAL, VOCABULARY, train_tokenizer

logger = logging.getLogger("train")


@dataclass(frozen=True)
class Stage:
    """A part of the training: how many items of which mixture, and the learning rate that it starts from."""

    items: int
    mixture: Mixture
    learning_rate: float


STAGES = (
    Stage(92_000, Mixture(trace=0.3, repair=0.2, noisy=0.5, package=0.35), learning_rate=2e-3),
    # Shorter and cleaner items, because after the first stage the model still took some statements for another family's.
    Stage(40_000, Mixture(trace=0.2, repair=0.05, noisy=0.3, package=0.5, cut=0.75), learning_rate=1.2e-3),
)
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


def load_batches(stage: Stage, number: int, build: Path, scale: float) -> tuple[Tokenizer, list[Batch]]:
    """Draw and tokenize the stage's data, or read what an earlier run drew. The first stage's data train the tokenizer."""
    file = build / f"stage-{number}.pickle"
    if file.exists():
        text, batches = pickle.loads(file.read_bytes())
        return Tokenizer.from_str(text), batches
    count = round(scale * stage.items)
    logger.info("stage %d: drawing %d items", number, count)
    items = draw_items(count, stage.mixture, SEED + number)
    if number:
        tokenizer = load_batches(STAGES[0], 0, build, scale)[0]
    else:
        prompts = [render_prompt(item.messages).replace("<|im_start|>", "").replace("<|im_end|>", "") for item in items[:TOKENIZER_SAMPLE]]
        tokenizer = train_tokenizer([prompt + item.reply for prompt, item in zip(prompts, items, strict=False)])
    batches = list(make_batches(items, tokenizer, SEED + number, cut=stage.mixture.cut))
    file.write_bytes(pickle.dumps((tokenizer.to_str(), batches)))
    return tokenizer, batches


def main() -> None:
    """Go through the stages, then export to ``models/demo``."""
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
    optimizer = torch.optim.AdamW(model.parameters(), lr=STAGES[0].learning_rate, betas=(0.9, 0.98), weight_decay=0.1)
    checkpoint = arguments.build / "checkpoint.pt"
    first_stage = first_step = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first_stage, first_step = state["stage"], state["step"]
        logger.info("going on from step %d of stage %d", first_step, first_stage)

    def save(stage: int, step: int) -> None:
        partial = checkpoint.with_suffix(".partial")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "stage": stage, "step": step}, partial)
        partial.replace(checkpoint)

    for number, stage in list(enumerate(STAGES))[first_stage:]:
        tokenizer, batches = load_batches(stage, number, arguments.build, arguments.scale)
        logger.info("stage %d: %d batches, %.1f M tokens", number, len(batches), sum(batch.ids.numel() for batch in batches) / 1e6)
        progress = tqdm(range(first_step, len(batches)), initial=first_step, total=len(batches), mininterval=10, unit="step")
        started = time.monotonic()
        for step in progress:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, len(batches), stage.learning_rate)
            loss = train_step(model, optimizer, batches[step])
            if step % 10 == 0:
                progress.set_postfix(loss=f"{loss:.4f}", refresh=False)
            if (step + 1) % CHECKPOINT_EVERY == 0:
                save(number, step + 1)
        logger.info("stage %d: trained in %.0f s", number, time.monotonic() - started)
        first_step = 0
        save(number + 1, 0)
    tokenizer, _ = load_batches(STAGES[0], 0, arguments.build, arguments.scale)
    export(model, tokenizer, arguments.output)
    logger.info("wrote %s", arguments.output)


def train_step(model: Qwen2ForCausalLM, optimizer: torch.optim.Optimizer, batch: Batch) -> float:
    """One step of the optimizer. Returns the mean loss of the replies' tokens."""
    model.train()
    with autocast():
        logits = model(input_ids=batch.ids).logits
    losses = torch.nn.functional.cross_entropy(logits[:, :-1].float().flatten(0, 1), batch.ids[:, 1:].flatten(), reduction="none")
    weights = batch.weights[:, 1:].flatten()
    loss = (losses * weights).sum() / weights.sum()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(losses.detach()[weights >= ANSWER_WEIGHT].mean())


if __name__ == "__main__":
    main()
