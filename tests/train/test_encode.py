"""Which tokens the loss counts, with the embedded model's tokenizer."""

from __future__ import annotations

from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.train.encode import IGNORED, EncodedRow, encode, encode_rows
from kaggle_utils.train.rows import RowMessage, TrainingRow
from kaggle_utils.train.show_sample import describe_row
from tests.conftest import DEMO_MODEL

END = "<|im_end|>"


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(DEMO_MODEL)


def talk(*messages: tuple[str, str], untrained: tuple[int, ...] = ()) -> TrainingRow:
    made = [RowMessage(role, text, role == "assistant" and number not in untrained) for number, (role, text) in enumerate(messages)]
    return TrainingRow("row", tuple(made))


TOOLS = talk(
    ("system", "Use cells."),
    ("user", "What is 2 + 3?"),
    ("assistant", "```python\nprint(2 + 3)\n```"),
    ("user", "```output\n5\n```"),
    ("assistant", "The answer is 5."),
)


def counted(row: EncodedRow, tokenizer: Any) -> list[str]:
    """The texts that the loss counts, one for each stretch of tokens."""
    stretches: list[list[int]] = [[]]
    for token, label in zip(row.input_ids, row.labels, strict=True):
        assert label in (token, IGNORED)
        if label != IGNORED:
            stretches[-1].append(token)
        elif stretches[-1]:
            stretches.append([])
    return [tokenizer.decode(stretch) for stretch in stretches if stretch]


def test_the_loss_counts_the_reply_and_the_token_that_ends_it(tokenizer: Any) -> None:
    row = encode(talk(("user", "2 + 3?"), ("assistant", "print(2 + 3)")), tokenizer)
    assert counted(row, tokenizer) == [f"print(2 + 3){END}"]
    assert row.trained == len(tokenizer(f"print(2 + 3){END}")["input_ids"])


def test_of_turns_with_tools_it_counts_what_the_assistant_writes_and_never_an_output(tokenizer: Any) -> None:
    row = encode(TOOLS, tokenizer)
    assert counted(row, tokenizer) == [f"```python\nprint(2 + 3)\n```{END}", f"The answer is 5.{END}"]
    assert tokenizer.decode(row.input_ids) == tokenizer.apply_chat_template(TOOLS.as_dicts, tokenize=False)


def test_a_message_of_weight_0_is_shown_and_not_counted(tokenizer: Any) -> None:
    row = encode(
        talk(("user", "q"), ("assistant", "wrong"), ("user", "error"), ("assistant", "right"), untrained=(1,)),
        tokenizer,
    )
    assert counted(row, tokenizer) == [f"right{END}"]
    assert "wrong" in tokenizer.decode(row.input_ids)


def test_the_prompt_has_the_tokens_that_an_engine_sends_even_where_the_reply_begins_with_a_line_break(tokenizer: Any) -> None:
    row = encode(talk(("user", "q"), ("assistant", "\n\nprint(1)")), tokenizer)
    prompt = tokenizer.apply_chat_template([{"role": "user", "content": "q"}], tokenize=False, add_generation_prompt=True)
    sent = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    assert list(row.input_ids[: len(sent)]) == sent
    assert set(row.labels[: len(sent)]) == {IGNORED}
    assert row.labels[len(sent)] != IGNORED


def test_labels_equal_those_of_trl_for_a_prompt_and_a_completion_but_for_the_line_break_after_the_end(tokenizer: Any) -> None:
    from trl.data_utils import apply_chat_template

    row = talk(("system", "s"), ("user", "Count the trees of 5 nodes."), ("assistant", "def f(n):\n    return n"))
    texts = apply_chat_template({"prompt": row.as_dicts[:-1], "completion": row.as_dicts[-1:]}, tokenizer)
    prompt, completion = (tokenizer(texts[key], add_special_tokens=False)["input_ids"] for key in ("prompt", "completion"))
    encoded = encode(row, tokenizer)
    assert list(encoded.input_ids) == prompt + completion
    theirs = [IGNORED] * len(prompt) + completion
    assert theirs[-1] == tokenizer("\n", add_special_tokens=False)["input_ids"][0]
    assert list(encoded.labels) == [*theirs[:-1], IGNORED]


def test_a_role_that_the_template_drops_is_refused(tokenizer: Any) -> None:
    with pytest.raises(InputError, match="does not show the message of the role tool"):
        encode(talk(("user", "q"), ("assistant", "cell"), ("tool", "output 77"), ("assistant", "done")), tokenizer)


def test_a_template_that_rewrites_earlier_turns_is_refused(tokenizer: Any) -> None:
    import copy

    forgetful = copy.deepcopy(tokenizer)
    forgetful.chat_template = (
        "{% for message in messages %}<|im_start|>{{ message.role }}\n"
        "{% if message.role == 'assistant' and not loop.last %}(earlier) {% endif %}{{ message.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    with pytest.raises(InputError, match="shows message 3 in another way once others follow"):
        encode(TOOLS, forgetful)


def test_rows_that_are_too_long_are_left_out_and_counted(tokenizer: Any) -> None:
    long = TrainingRow("long", talk(("user", "1 " * 200), ("assistant", "x")).messages)
    encoded = encode_rows([TOOLS, long], tokenizer, length=150)
    assert [row.id for row in encoded.rows] == ["row"]
    assert encoded.too_long == ("long",)
    assert "1 more rows are longer than 150 tokens and left out" in encoded.describe(150)


def test_a_sample_is_shown_with_every_token_and_what_is_masked(tokenizer: Any) -> None:
    text = describe_row(encode(TOOLS, tokenizer), tokenizer)
    blocks = text.split("\n\n")
    assert [block.split(" ")[0] for block in blocks] == ["row", "masked", "TRAINED", "masked", "TRAINED", "masked"]
    assert "|```|" in blocks[2] or "```" in blocks[2]
    assert blocks[2].endswith(f"|{END}|")
    assert "output" in blocks[3]
