"""Kind 10 of issue 13: fences as models write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.answers.fences import Block, read_blocks

DOCUMENTED = 'TEXT = """\n```\nan example\n```\n"""\nprint(len(TEXT))\n'
FENCES = [
    ("a fence in a string", f"```python\n{DOCUMENTED}```", DOCUMENTED),
    (
        "a labelled fence in a string",
        '```python\nA = """\n```python\nprint(1)\n```\n"""\nprint(2)\n```',
        'A = """\n```python\nprint(1)\n```\n"""\nprint(2)\n',
    ),
    (
        "a fence in a docstring",
        "```python\ndef f():\n    '''\n    ```\n    f()\n    ```\n    '''\n    return 1\nprint(f())\n```",
        "def f():\n    '''\n    ```\n    f()\n    ```\n    '''\n    return 1\nprint(f())\n",
    ),
    ("a fence in a string, prose after it", f"```python\n{DOCUMENTED}```\nIt prints a number.\n```\n17\n```", DOCUMENTED),
    ("a string that is never closed", '```python\nA = """\nprint(1)\n```\nThis is all.', 'A = """\nprint(1)\n'),
    ("backticks within a line of a string", '```python\nprint("```")\n```', 'print("```")\n'),
    ("code after the label", "```python import math\nprint(math.pi)\n```", "import math\nprint(math.pi)\n"),
    (
        "a long line after the label",
        "```python x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]\nprint(sum(x))\n```",
        "x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]\nprint(sum(x))\n",
    ),
    ("a definition after the label", "```python def f():\n    return 1\nprint(f())\n```", "def f():\n    return 1\nprint(f())\n"),
    ("a comment after the label", "```python # counts\nprint(1)\n```", "# counts\nprint(1)\n"),
    ("an attribute after the label", '```python title="solve.py"\nprint(1)\n```', "print(1)\n"),
    ("a version after the label", "```python 3.11\nprint(1)\n```", "print(1)\n"),
    ("a file name after the label", "```python solve.py\nprint(1)\n```", "print(1)\n"),
    ("braces around the label", "```{python echo=TRUE}\nprint(1)\n```", "print(1)\n"),
    ("all of it on one line", "```python print(1)```", "print(1)"),
    ("a prefilled opening fence", "import math\nprint(math.pi)\n```\nThis prints 3.14.", "import math\nprint(math.pi)\n"),
    ("a prefilled opening fence and nothing after", "import math\nprint(math.pi)\n```", "import math\nprint(math.pi)\n"),
    ("a prefilled opening fence, then output", "import math\nprint(math.pi)\n```\n```output\n3.14\n```", "import math\nprint(math.pi)\n"),
    (
        "a prefilled opening fence, then unlabelled output",
        "import math\nprint(math.pi)\n```\nOutput:\n```\n3.14\n```\n",
        "import math\nprint(math.pi)\n",
    ),
    ("a prefilled opening fence before broken code", "import math\nprint(math.pi\n```\nThis prints 3.14.", "import math\nprint(math.pi\n"),
    (
        "a prefilled opening fence with its label",
        "python\nimport math\nprint(math.pi)\n```\nThis prints 3.14.",
        "import math\nprint(math.pi)\n",
    ),
    ("prose before an unlabelled fence", "Run this:\n```\nprint(1)\n```", "print(1)\n"),
    ("prose and a stray fence", "So the answer is 42.\n```\n", None),
    ("prompts", "```python\n>>> x = 2\n>>> print(x)\n2\n```", "x = 2\nprint(x)\n"),
    ("continued prompts", "```python\n>>> for i in range(2):\n...     print(i)\n...\n0\n1\n```", "for i in range(2):\n    print(i)\n\n"),
    ("prompts called pycon", "```pycon\n>>> print(1)\n1\n```", "print(1)\n"),
    ("prompts of IPython", "```python\nIn [1]: x = 2\nIn [2]: print(x)\n2\n```", "x = 2\nprint(x)\n"),
    (
        "a doctest inside a program",
        '```python\ndef f():\n    """\n    >>> f()\n    1\n    """\n    return 1\nprint(f())\n```',
        'def f():\n    """\n    >>> f()\n    1\n    """\n    return 1\nprint(f())\n',
    ),
    ("a quoted block", "> ```python\n> if True:\n>     print(1)\n> ```", "if True:\n    print(1)\n"),
    ("a quoted block without spaces", ">```python\n>print(1)\n>```", "print(1)\n"),
    ("a quoted block in a list", "  > ```python\n  > print(1)\n  > ```", "print(1)\n"),
    ("an end token after the fence", "```python\nprint(1)\n```<|im_end|>", "print(1)\n"),
    ("an end token after the last line", "```python\nprint(1)<|im_end|>", "print(1)"),
    ("an end token after an unfenced program", "print(1)<|endoftext|>", "print(1)"),
    ("an end token of DeepSeek", "```python\nprint(1)\n<\uff5cend\u2581of\u2581sentence\uff5c>", "print(1)\n"),
    ("an end token in a string", "```python\nprint('<|im_end|>')\n```", "print('<|im_end|>')\n"),
    ("what follows an end token", "```python\nprint(1)\n```<|im_end|>\n<|im_start|>user\n```python\nprint(2)\n```", "print(1)\n"),
    ("a sentence right after the closing fence", "```python\nprint(1)\n``` This prints 1.\n", "print(1)\n"),
    ("a label right after the closing fence", "```python\nprint(1)\n```output\n1\n```", "print(1)\n"),
    ("carriage returns", "```python\r\nprint(1)\r\n```\r\n", "print(1)\n"),
    ("a byte-order mark", "\ufeff```python\nprint(1)\n```", "print(1)\n"),
    ("a tab before the fence", "\t```python\n\tprint(1)\n\t```", "print(1)\n"),
    ("capital letters", "```PYTHON\nprint(1)\n```", "print(1)\n"),
    ("cython is not Python", "```cython\ncdef int x\n```", None),
]
MORE_FENCES = [
    (
        "doc",
        '```python\ndef f():\n    """Doc.\n\n    ```python\n    f()\n    ```\n    """\n    return 3\nprint(f())\n```',
        'def f():\n    """Doc.\n\n    ```python\n    f()\n    ```\n    """\n    return 3\nprint(f())\n',
    ),
    (
        "doc + prose",
        '```python\ndef f():\n    """Doc.\n\n    ```python\n    f()\n    ```\n    """\n    return 3\nprint(f())\n```\nThis prints 3.\n',
        'def f():\n    """Doc.\n\n    ```python\n    f()\n    ```\n    """\n    return 3\nprint(f())\n',
    ),
    (
        "doc + out",
        '```python\ndef f():\n    """Doc.\n\n    ```python\n    f()\n    ```\n    """\n    return 3\nprint(f())\n```\n```output\n3\n```',
        'def f():\n    """Doc.\n\n    ```python\n    f()\n    ```\n    """\n    return 3\nprint(f())\n',
    ),
    (
        "doc + block",
        '```python\ndef f():\n    """Doc.\n\n    ```python\n    f()\n    ```\n    """\n    return 3\nprint(f())\n```\n'
        "```python\nimport math\nprint(math.comb(10, 3))\n```",
        "import math\nprint(math.comb(10, 3))\n",
    ),
    ("raw", "```python\ns = r'''\n```\n'''\nprint(s)\n```", "s = r'''\n```\n'''\nprint(s)\n"),
    ("fstring", '```python\nx=1\ns = f"""\n```\n{x}\n```\n"""\nprint(s)\n```\nDone.', 'x=1\ns = f"""\n```\n{x}\n```\n"""\nprint(s)\n'),
    ("comment quotes", '```python\n# use """ here\nprint(1)\n```\ntext', '# use """ here\nprint(1)\n'),
    ("quotes in str", '```python\ns = \'"""\'\nprint(s)\n```\ntext', 's = \'"""\'\nprint(s)\n'),
    ("open str then other block", '```python\nA = """\nx\n```\nand\n```python\nprint(2)\n```', "print(2)\n"),
    ("from after label", "```python from math import comb\nprint(comb(4,2))\n```", "from math import comb\nprint(comb(4,2))\n"),
    ("py x =", "```py x = 3\nprint(x)\n```", "x = 3\nprint(x)\n"),
    ("python3 import", "```python3 import math\nprint(1)\n```", "import math\nprint(1)\n"),
    ("no label code", "```import math\nprint(math.pi)\n```", "import math\nprint(math.pi)\n"),
    ("no label def", "```def f():\n    return 1\nprint(f())\n```", "def f():\n    return 1\nprint(f())\n"),
    ("no label print one line", "```print(1)```", None),
    ("oneline", "```python print(6*7) ```", "print(6*7)"),
    ("linenums", '```python linenums="1"\nprint(1)\n```', "print(1)\n"),
    ("colon file", "```python:main.py\nprint(1)\n```", "print(1)\n"),
    ("file=", "```python file=main.py\nprint(1)\n```", "print(1)\n"),
    ("attrs", "```{.python .numberLines}\nprint(1)\n```", "print(1)\n"),
    ("title", '```python {title="a"}\nprint(1)\n```', "print(1)\n"),
    ("prefilled", "def f(n):\n    return n\nprint(f(3))\n```\n\nThis gives 3.", "def f(n):\n    return n\nprint(f(3))\n"),
    ("prefilled nl", "\nprint(3)\n```\nThe answer is 3", "\nprint(3)\n"),
    ("prefilled + next", "print(3)\n```\n```python\nprint(4)\n```", "print(4)\n"),
    ("prefilled out fused", "print(3)\n```output\n3\n```\nThe answer is 3", "print(3)\n"),
    ("prefilled glued", "print(3)```", "print(3)"),
    ("prefilled torn", "for i in range(3)\n    print(i)\n```\nprints", "for i in range(3)\n    print(i)\n"),
    ("prefilled eos", "print(3)\n```<|im_end|>", "print(3)\n"),
    ("prefilled comment", "# solve\nimport math\nprint(3)\n```\nDone", "# solve\nimport math\nprint(3)\n"),
    ("stray fence prose", "I think so.\n```\nprint(1)\n```\n", "print(1)\n"),
    ("prompts", "```\n>>> print(1)\n1\n>>> print(2)\n2\n```", "print(1)\nprint(2)\n"),
    ("prompts def", "```python\n>>> def f():\n...     return 1\n... \n>>> print(f())\n1\n```", "def f():\n    return 1\n\nprint(f())\n"),
    ("prompt nospace", "```python\n>>>print(1)\n1\n```", "print(1)\n"),
    (
        "ipy",
        "```ipython\nIn [1]: for i in range(2):\n   ...:     print(i)\n   ...: \n0\n1\n\nIn [2]: print(5)\n5\n```",
        "for i in range(2):\n    print(i)\n\nprint(5)\n",
    ),
    ("Out", "```python\nIn [1]: x = 3\n\nIn [2]: print(x)\nOut[2]: 3\n```", "x = 3\nprint(x)\n"),
    ("quote", "> Here:\n>\n> ```python\n> print(1)\n> ```\n", "print(1)\n"),
    ("quote blank", "> ```python\n> a = 1\n>\n> print(a)\n> ```", "a = 1\n\nprint(a)\n"),
    ("nested quote", ">> ```python\n>> print(1)\n>> ```", "print(1)\n"),
    ("bullets", "- item\n  ```python\n  print(1)\n  ```\n", "print(1)\n"),
    ("numbered", "1. x\n\n    ```python\n    for i in range(3):\n        print(i)\n    ```", "for i in range(3):\n    print(i)\n"),
    ("eos eot", "```python\nprint(1)\n<|eot_id|>", "print(1)\n"),
    ("eos s", "```python\nprint(1)\n```</s>", "print(1)\n"),
    ("eos glued s", "print(1)</s>", "print(1)"),
    ("end_of_turn", "```python\nprint(1)\n```<end_of_turn>", "print(1)\n"),
    ("endoftext mid", "print(1)\n<|endoftext|>Human: hello", "print(1)\n"),
    ("EOT", "```python\nprint(1)\n```\n<|EOT|>", "print(1)\n"),
    ("tilde in backtick", "```python\nx = '~~~'\nprint(x)\n```", "x = '~~~'\nprint(x)\n"),
    ("four ticks", "````python\ns='''\n```\n'''\nprint(s)\n````", "s='''\n```\n'''\nprint(s)\n"),
    ("close longer", "```python\nprint(1)\n````", "print(1)\n"),
    ("no newline end", "```python\nprint(1)", "print(1)"),
    ("tag", "<code>\nprint(1)\n</code>", "print(1)\n"),
    ("python tag", "<python>print(1)</python>", "print(1)"),
    ("after closing text", "```python\nprint(1)\n``` \nSo the answer", "print(1)\n"),
    ("after closing sentence", "```python\nprint(1)\n```The output is 1", "print(1)\n"),
    ("bom", "\ufeffprint(1)", "print(1)"),
    ("R", "```r\nprint(1)\n```", None),
    ("typescript-like py", "```pyspark\nprint(1)\n```", None),
]
ALL = FENCES + MORE_FENCES


@pytest.mark.parametrize(("text", "code"), [case[1:] for case in ALL], ids=[case[0] for case in ALL])
def test_fences_as_models_write_them(text: str, code: str | None) -> None:
    found = extract_code(text)
    assert (found if code is None or found is None else found.replace("\r\n", "\n")) == code


PROGRAMS = ["print(1)\n", "import math\nprint(math.pi)\n", DOCUMENTED, "def f(n):\n    return n\nprint(f(2))\n"]
FORMS = [
    "```python\n{}```",
    "```py\n{}```",
    "~~~python\n{}~~~",
    "````python\n{}````",
    "{}```\nThat is all.",
    "```python\n{}```<|im_end|>",
    "Here:\n\n```python\n{}```\nDone. It prints 7.",
]


@given(st.sampled_from(PROGRAMS), st.sampled_from(FORMS))
def test_the_form_of_the_fence_changes_nothing(program: str, form: str) -> None:
    assert extract_code(form.format(program)) == program


@given(st.sampled_from(PROGRAMS))
def test_a_quoted_program_is_the_program(program: str) -> None:
    quoted = "".join(f"> {line}" for line in f"```python\n{program}```".splitlines(keepends=True))
    assert extract_code(quoted) == program


@given(
    st.sampled_from(["The answer is 42.", "\\boxed{42}", "so x = 42.", "The answer is unknown."]),
    st.sampled_from(PROGRAMS),
    st.sampled_from(FORMS[:4]),
)
def test_a_program_before_a_reply_changes_no_answer(reply: str, program: str, form: str) -> None:
    assert extract_answer(form.format(program) + "\n" + reply) == extract_answer(reply)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a\n```python\nprint(1)\n```\nb", [Block("python", "print(1)\n", 2, 25)]),
        ("a ```python\nprint(1)\n```b c", [Block("python", "print(1)\n", 2, 24)]),
        ("```python\nprint(1)", [Block("python", "print(1)", 0, 18, closed=False)]),
        ("```\nprint(1)\n```", [Block("", "print(1)\n", 0, 16)]),
        ("~~~py\nprint(1)\n~~~\n", [Block("py", "print(1)\n", 0, 19)]),
        ("  ```python\n  x = 1\n    print(1)\n y\n  ```", [Block("python", "x = 1\n  print(1)\ny\n", 2, 41)]),
        ("> ```python\n> print(1)\n> > x\n> ```", [Block("python", "print(1)\nx\n", 2, 34)]),
        ("a <code>print(1)</code> b", [Block("python", "print(1)", 2, 23)]),
        ("a <python>\nprint(1)", [Block("python", "print(1)", 2, 19)]),
        ("a > b", []),
        ("print(1)\n```\nb", [Block("python", "print(1)\n", 0, 12)]),
        ("python\nprint(1)\n```", [Block("python", "print(1)\n", 0, 19)]),
        ("print(1)\n```text\nout\n```\n", [Block("python", "print(1)\n", 0, 9), Block("text", "out\n", 9, 25)]),
        ("print(1)\n```python\nprint(1)\n```", [Block("python", "print(1)\n", 9, 31)]),
        ("x = 5\n```\nb", [Block("", "b", 6, 11, closed=False)]),
        ("```python x = 1\nprint(1)\n```", [Block("python", "x = 1\nprint(1)\n", 0, 28)]),
        ("```python\nprint(1)```", [Block("python", "print(1)", 0, 21)]),
        ("```python\nprint(1)\n```output\n1\n```", [Block("python", "print(1)\n", 0, 29), Block("output", "1\n", 29, 34)]),
        ("```python\nprint(1)\n``` that is all", [Block("python", "print(1)\n", 0, 22)]),
        ("```python\nprint(1)\n```python\nprint(1)\n```\n", [Block("python", "print(1)\n", 0, 29), Block("python", "print(1)\n", 29, 42)]),
        ("````python\n```\nprint(1)\n````\n", [Block("python", "```\nprint(1)\n", 0, 29)]),
        ("```text\na\n```\n```python\nprint(1)\n```", [Block("text", "a\n", 0, 14), Block("python", "print(1)\n", 14, 36)]),
        ("print(1)\n```\na\n```python\nx\n```\n", [Block("python", "print(1)\n", 0, 12), Block("python", "x\n", 15, 31)]),
        ("def f(:\n```", [Block("python", "def f(:\n", 0, 11)]),
        ("def f(:\n```\na\n```", [Block("", "a\n", 8, 17)]),
        ("def f(:\n```\na\n  ```\n```", [Block("python", "def f(:\n", 0, 11), Block("", "", 16, 23)]),
        ("def f(:\n``` X\na", [Block("x", "a", 8, 15, closed=False)]),
        ("words\n```\nb", [Block("", "b", 6, 11, closed=False)]),
        ("\n\ndef f(:\n  ```", [Block("python", "\n\ndef f(:\n  ", 0, 15)]),
        ("```python\nx = '''\n```\n'''\nprint(1)\n```\n", [Block("python", "x = '''\n```\n'''\nprint(1)\n", 0, 39)]),
        ("x = '''\n```\n'''\nprint(1)\n```\nb", [Block("python", "x = '''\n```\n'''\nprint(1)\n", 0, 28)]),
        ("> ```python\n> print(1 > 2 > 3)\n> ```", [Block("python", "print(1 > 2 > 3)\n", 2, 36)]),
        ("def f(:\n````\na\n```", [Block("", "a\n```", 8, 18, closed=False)]),
        ("def f(:\n```\na ```b` c", [Block("python", "def f(:\n", 0, 11)]),
        ("words\ndef f(:\n```", [Block("", "", 14, 17, closed=False)]),
        ("a\n  ```python print(1)```\nb", [Block("python", "print(1)", 4, 26)]),
        (
            "```python print(1)```\n```python\nprint(2)\n```",
            [Block("python", "print(1)", 0, 22), Block("python", "print(2)\n", 22, 44)],
        ),
        ("a\n```python", [Block("python", "", 2, 11, closed=False)]),
        ("> ```python\n> x\n> ```python\n> y\n> ```", [Block("python", "x\n", 2, 28), Block("python", "y\n", 28, 37)]),
        ("```python\nx\n```X\ny\n```", [Block("python", "x\n", 0, 17), Block("x", "y\n", 17, 22)]),
        ("```python x = 1\nprint(1)\n```python\ny\n```", [Block("python", "x = 1\nprint(1)\n", 0, 35), Block("python", "y\n", 35, 40)]),
        ("```python\nprint(1)\n``` a ``` b", [Block("python", "print(1)\n", 0, 22)]),
        ("```python\nprint(1)``` \nb", [Block("python", "print(1)", 0, 23)]),
        ("```python\nprint(1)```\n```python\nx\n```\n", [Block("python", "print(1)", 0, 22), Block("python", "x\n", 22, 38)]),
        ("```python\nprint(1)```\n\na\n```python\nx\n```\n", [Block("python", "print(1)", 0, 22), Block("python", "x\n", 25, 41)]),
        ("a > ```python\nx > 1\n```", [Block("python", "x > 1\n", 4, 23)]),
        ("```python\nprint(1)\n  ``` that is all", [Block("python", "print(1)\n", 0, 24)]),
    ],
)
def test_a_block_has_its_label_its_body_and_its_place(text: str, blocks: list[Block]) -> None:
    assert read_blocks(text) == blocks
