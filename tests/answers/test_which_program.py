"""Kind 5 of issue 13: which of several fences is the program. Output, constants, shell lines and prose are not, wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_code

PROGRAM = "from math import comb\nprint(comb(10, 3))\n"


def fence(body: str, language: str = "") -> str:
    return f"```{language}\n{body}```"


FOLLOWED_BY = [
    (fence("120\n"), "its output"),
    (fence("The answer is 120\n"), "its output in words"),
    (fence("answer = 41\n"), "a constant with a name"),
    (fence("answer: 41\n"), "a constant with a colon"),
    (fence("x = 3\ny = -4.5\nz = [1, 2]\n"), "several constants"),
    (fence("[1, 2, 3]\n"), "a list"),
    (fence("True\n"), "a truth value"),
    (fence("x\n"), "a name"),
    (fence("n - 1\n"), "an expression"),
    (fence("sqrt(2)\n"), "what sympy prints"),
    (fence("Matrix([[1, 2], [3, 4]])\n"), "what sympy prints of a matrix"),
    (fence("$ python solve.py\n120\n"), "a shell session"),
    (fence("pip install sympy\n"), "a shell line"),
    (fence("python3 solve.py\n"), "how to run it"),
    (fence("n  f(n)\n1  1\n2  3\n"), "a table"),
    (fence("\\boxed{120}\n"), "a box"),
    (fence("C(10, 3) = 120\n"), "an equation"),
    (
        fence("Traceback (most recent call last):\n  File \"a.py\", line 2\n    print(comb(10, 3)\nSyntaxError: '(' was never closed\n"),
        "a traceback",
    ),
    (fence("1\n2\n", "output"), "a block of output"),
    (fence("120\n", "text"), "a block of text"),
    (fence("pip install sympy\n", "bash"), "a shell block"),
    (fence("{}\n", "json"), "a block of JSON"),
]


@pytest.mark.parametrize("later", [text for text, _ in FOLLOWED_BY], ids=[name for _, name in FOLLOWED_BY])
@pytest.mark.parametrize("language", ["", "python"])
def test_what_follows_a_program_is_not_the_program(later: str, language: str) -> None:
    assert extract_code(f"{fence(PROGRAM, language)}\nThe result is\n{later}\n") == PROGRAM


MORE_BODIES = [
    "result = 41\n",
    "x = 41; y = 3\n",
    "# the result\nanswer = 41\n",
    "{'a': 41}\n",
    '"41"\n',
    "-41\n",
    "41.0\n",
    "(1, 41)\n",
    "None\n",
    "41/3\n",
    "41 == 41\n",
    "Output: 41\n",
    "41\n>>> \n",
    "The result is 41.\n",
    "$41$\n",
    "python main.py\n41\n",
    "$ python3 main.py\n",
    "!pip install numpy\n",
    "conda install sympy\n",
    "cd project && python a.py\n",
    "n=1: 1\nn=2: 2\nn=3: 41\n",
    "f(3) = 41\n",
    "Eq(x, 41)\n",
    "2**3 * 5\n",
    "x**2 + 2*x + 1\n",
    'Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\n    import foo\n'
    "ModuleNotFoundError: No module named 'foo'\n",
    "NameError: name 'x' is not defined\n",
    "| n | f |\n|---|---|\n| 1 | 41 |\n",
    "answer: int = 41\n",
    "(y := 41)\n",
    "pass\n",
    "...\n",
    "y = 2*x + 1\n",
    "[1, 2,\n 3, 41]\n",
    "array([1, 41])\n",
    "{1, 41}\n",
    "Fraction(41, 2)\n",
    "mpf('41.0')\n",
]


@pytest.mark.parametrize("body", MORE_BODIES)
def test_output_in_whatever_form_does_not_replace_a_program(body: str) -> None:
    assert extract_code(f"{fence(PROGRAM, 'python')}\nThe result is:\n{fence(body)}") == PROGRAM
    assert extract_code(f"{fence(PROGRAM)}\nThe result is:\n{fence(body)}") == PROGRAM


LABELLED_AS_PYTHON = [
    ("answer = 41\n", "a constant with a name"),
    ("41\n", "a constant"),
    ("# Output: 41\n", "a comment"),
    ("pip install sympy\n", "a shell line"),
    ("$ python solve.py\n", "a shell session"),
    ("The answer is 41.\n", "a sentence"),
    ("120\n130\n", "output"),
    ("result: 120\n", "output with a name"),
]


@pytest.mark.parametrize("body", [body for body, _ in LABELLED_AS_PYTHON], ids=[name for _, name in LABELLED_AS_PYTHON])
def test_what_is_called_python_and_computes_nothing_does_not_replace_a_program(body: str) -> None:
    assert extract_code(f"{fence(PROGRAM, 'python')}\nThe result is\n{fence(body, 'python')}\n") == PROGRAM


OTHERS = [
    (
        "the program in an unlabelled fence, a constant called Python",
        f"{fence(PROGRAM)}\n{fence('answer = 41' + chr(10), 'python')}",
        PROGRAM,
    ),
    ("output before the program", f"{fence('120' + chr(10))}\n{fence(PROGRAM)}", PROGRAM),
    ("the later of two programs", f"{fence('print(1)' + chr(10))}\n{fence(PROGRAM)}", PROGRAM),
    ("a later program that is cut off", f"{fence(PROGRAM, 'python')}\n```python\nfor i in ran", "for i in ran"),
    ("a later program that does not parse", f"{fence(PROGRAM, 'python')}\n{fence('print(5' + chr(10), 'python')}", "print(5\n"),
    (
        "a later program with a shell line in it",
        f"{fence(PROGRAM, 'python')}\n{fence('!pip install sympy' + chr(10) + 'import sympy' + chr(10), 'python')}",
        "!pip install sympy\nimport sympy\n",
    ),
    ("a constant that is all there is", fence("answer = 41\n", "python"), "answer = 41\n"),
    ("output alone", f"The result is\n{fence('41' + chr(10))}", None),
    ("a named constant alone", f"The result is\n{fence('answer = 41' + chr(10))}", None),
    ("a named constant without a fence", "answer = 41", None),
    (
        "a call of what an earlier block defines",
        f"{fence('def main():' + chr(10) + '    print(1)' + chr(10))}\n{fence('main()' + chr(10))}",
        "def main():\n    print(1)\nmain()\n",
    ),
    (
        "a value of what an earlier block defines",
        f"{fence('x = sum(range(5))' + chr(10), 'python')}\n{fence('answer = x + 1' + chr(10), 'python')}",
        "x = sum(range(5))\nanswer = x + 1\n",
    ),
    (
        "two progs",
        "```python\nprint(1)\n```\n```python\nimport math\nprint(math.comb(10, 3))\n```",
        "import math\nprint(math.comb(10, 3))\n",
    ),
    ("prog then usage call", "```python\ndef f():\n    return 3\n``````python\nf()\n```", "def f():\n    return 3\nf()\n"),
    ("def then print", "```python\ndef f():\n    return 3\n``````python\nprint(f())\n```", "def f():\n    return 3\nprint(f())\n"),
    (
        "alternative",
        "```python\nimport math\nprint(math.comb(10, 3))\n```\nor shorter:\n```python\nfrom math import comb\nprint(comb(10,3))\n```",
        "from math import comb\nprint(comb(10,3))\n",
    ),
    (
        "torn later",
        "```python\nimport math\nprint(math.comb(10, 3))\n```\nBetter:\n```python\ndef solve(n):\n    return n +",
        "def solve(n):\n    return n +",
    ),
    ("first const then prog", "```python\nn = 10\n``````python\nprint(n * 2)\n```", "n = 10\nprint(n * 2)\n"),
    (
        "other languages",
        "```python\nimport math\nprint(math.comb(10, 3))\n``````cpp\nint main() { return 0; }\n```",
        "import math\nprint(math.comb(10, 3))\n",
    ),
    ("js only", "```js\nconsole.log(1)\n```", None),
    ("single constant py", "```python\nanswer = 42\n```", "answer = 42\n"),
    ("text reply", "The answer is 42", None),
    ("only out", "```output\n42\n```", None),
]


@pytest.mark.parametrize(("text", "code"), [case[1:] for case in OTHERS], ids=[case[0] for case in OTHERS])
def test_which_block_is_the_program(text: str, code: str | None) -> None:
    assert extract_code(text) == code


@given(
    st.lists(st.integers(-999, 999), min_size=1, max_size=4),
    st.sampled_from(["", "python", "output", "text"]),
    st.sampled_from(["{}\n", "x = {}\n", "f: {}\n"]),
)
def test_a_fence_of_constants_after_a_program_changes_nothing(values: list[int], language: str, form: str) -> None:
    constants = "".join(form.format(value) for value in values)
    assert extract_code(f"{fence(PROGRAM, 'python')}\nIt prints\n{fence(constants, language)}") == PROGRAM
    assert extract_code(f"{fence(PROGRAM)}\nIt prints\n{fence(constants, language)}") == PROGRAM
