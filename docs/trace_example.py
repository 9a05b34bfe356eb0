"""The worked example of docs/traces.md, from statement to answer, with the embedded model: ``python docs/trace_example.py``."""

from __future__ import annotations

import asyncio
import time

from kaggle_utils.answers import extract_code
from kaggle_utils.engines import Sampling, create_engine
from kaggle_utils.programs.retarget import retarget
from kaggle_utils.prompts import load_prompt
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.traces import check_trace, confirm, guess, hardcoded, parse_pairs, parse_trace, probe_plan

STATEMENT = "In how many ways can a 3 x 2024 board be tiled with dominoes of size 1 x 2? Give the answer modulo 1000."


async def main() -> None:
    """Print every step."""
    async with create_engine(Settings.preset("cpu-demo")) as engine, Sandbox(workers=1) as sandbox:
        prompt = load_prompt("trace").render(statement=STATEMENT)
        completion = await engine.generate(prompt, Sampling(temperature=0.0, max_tokens=320), time.monotonic() + 600)
        code = extract_code(completion.text)
        assert code is not None
        print(f"statement: {STATEMENT}\n\nprogram:\n{code}")

        trace = parse_trace((await sandbox.run(code)).stdout)
        print(f"trace: target {trace.target}, f({trace.start}) ... f({trace.start + len(trace.terms) - 1}) = {trace.terms[:12]} ...")
        print(f"looked up instead of computed: {bool(hardcoded(code, trace))}")

        sizes = range(trace.start, trace.start + len(trace.terms))
        exact = retarget(code, sizes)
        assert exact is not None
        terms = list(parse_pairs((await sandbox.run(exact.code)).stdout).values())
        print(f"exact terms, without % {exact.modulus}: {terms[:12]} ...")
        print(f"findings: {[finding.sentence for finding in check_trace(trace)]}")

        law = guess(terms, trace.start)[0]
        print(f"law: {law}\n     generating function {law.generating_function}\n     in LaTeX {law.latex}")
        print(f"     explains {law.surplus} terms that it was not made from, {law.gain:.0f} bits more than it takes to write down")

        far = retarget(code, probe_plan(law))
        assert far is not None
        measured = parse_pairs((await sandbox.run(far.code)).stdout)
        confirmed = confirm(law, measured)
        assert confirmed is not None
        print(f"probe: {'; '.join(f'f({n}) = {value}' for n, value in measured.items())}: as the law says")
        print(f"answer: f({trace.target}) mod {exact.modulus} = {confirmed.at(trace.target, exact.modulus)}")


if __name__ == "__main__":
    asyncio.run(main())
