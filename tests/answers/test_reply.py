"""What a model says to its reader, in a completion: not its thoughts, and nothing after the end of its turn."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.reply import NOUN_WINDOW, WINDOW, read_reply


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("42", "42"),
        ("<think>41</think>42", "42"),
        ("said<think>41</think>42", "said42"),
        ("41</think>42", "42"),
        ("<think>41</think>[42] \u25c1", "[42] \u25c1"),
        ("the <think> tag: <think>41</think>42", "the <think> tag: 42"),
        ("40<think>41</think>42</think>43", "43"),
        ("40<think>41", "40"),
        ("40<think>41<think>42</think>43", "4043"),
        ("[THINK]41[/THINK]42", "42"),
        ("\u25c1think\u25b741\u25c1/think\u25b742", "42"),
        ("<|channel|>analysis<|message|>41<|channel|>final<|message|>42", "42"),
        ("42<|im_end|>43", "42"),
        ("\n <|im_end|>42<|im_end|>43", "\n <|im_end|>42"),
        ("42</s>", "42"),
        ("<|im_start|>assistant\n42<|im_end|>", "42"),
        ("`<|im_end|>` ends it: 42<|im_end|>43", "`<|im_end|>` ends it: 42"),
    ],
)
def test_thoughts_and_what_follows_the_turn_are_left_out(text: str, reply: str) -> None:
    assert read_reply(text) == reply


@pytest.mark.parametrize(
    "text",
    [
        "as in '<think>41",
        "41</think>' is the end",
        "`<think>` 41",
        'she wrote "no <think>, please" and 41',
        "write `a <think> b` first, 41",
        "a <think>41",
        '"x<think>y" 41',
        '"a" "x <think> y" 41',
        '"x <think> y" "z" 41',
        "\nI use the <think>41",
        "inside of <think> 41",
        "<think> tags are for thoughts: 41",
        "<think> is a tag: 41",
        "'" + "<think>'" + "41",
        '"' + "x" * (WINDOW - 1) + "<think>" + "x" * (WINDOW - 1) + '"',
    ],
)
def test_a_tag_that_is_quoted_or_spoken_of_opens_and_closes_nothing(text: str) -> None:
    assert read_reply(text) == text


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("the <think>\n41</think>42", "the 42"),
        ("the <think> \n41</think>42", "the 42"),
        ("the<think>41</think>42", "the42"),
        ("the " + " " * NOUN_WINDOW + "<think>41</think>42", "the " + " " * NOUN_WINDOW + "42"),
        ('\na 5" pipe\n<think>a 6" pipe</think>42', '\na 5" pipe\n42'),
        ('<think>a 5" pipe\na 6" pipe</think>42', "42"),
        ('a 5" pipe <think>none\na 6" pipe</think>42', 'a 5" pipe 42'),
        ("``` <think>41</think> ```42", "```  ```42"),
        ('"' + "x" * WINDOW + "<think>" + "x" * (WINDOW - 1) + '"', '"' + "x" * WINDOW),
        ('"' + "x" * (WINDOW - 1) + "<think>" + "x" * WINDOW + '"', '"' + "x" * (WINDOW - 1)),
        ('a 5" pipe <think>none\na 6" pipe\n</think>42', 'a 5" pipe 42'),
        ('"a" <think>"b</think>42', '"a" 42'),
        ('say "x <think>a "b" c</think>42', 'say "x 42'),
        ("X <think>X</think>42", "X 42"),
        ("``` <think>41 `x</think>42", "``` 42"),
        ("`x <think>41 ```</think>42", "`x 42"),
        ('"a" <think>"b"</think>42', '"a" 42'),
    ],
)
def test_a_tag_near_quotes_or_after_a_line_is_a_tag(text: str, reply: str) -> None:
    assert read_reply(text) == reply
