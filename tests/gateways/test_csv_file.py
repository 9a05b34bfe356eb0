"""What a file of problems says is read as it stands, or refused with the file, the line and the way out. Never shifted, never guessed."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.errors import InputError
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.problem import Problem

PLAIN = "id,problem,answer\n007,How many?,42\n1e5,And now?,\n"
SEVEN, NOW = Problem("007", "How many?", 42), Problem("1e5", "And now?", None)


def read(tmp_path: Path, content: str | bytes) -> list[Problem]:
    path = tmp_path / "problems.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_problems(path, longest_statement=20_000)


def zipped(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_problems_are_read_with_and_without_answers(tmp_path: Path) -> None:
    assert read(tmp_path, "id,problem,answer\n1,How many?,42\n2,And now?,\n") == [
        Problem("1", "How many?", 42),
        Problem("2", "And now?", None),
    ]
    assert read(tmp_path, "id,problem\n007,How many?\n") == [Problem("007", "How many?", None)]


def test_quotes_newlines_and_latex_are_kept(tmp_path: Path) -> None:
    assert read(tmp_path, 'id,problem\n1,"a ""b"",\n$\\frac{1}{2}$"\n')[0].statement == 'a "b",\n$\\frac{1}{2}$'


FORMS: dict[str, str | bytes] = {
    "plain": PLAIN,
    "without a last line feed": PLAIN.rstrip("\n"),
    "a byte-order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "a byte-order mark before a quoted header": b"\xef\xbb\xbf" + PLAIN.replace("id", '"id"', 1).encode(),
    "Windows' line ends": PLAIN.replace("\n", "\r\n"),
    "old Macintosh line ends": PLAIN.replace("\n", "\r"),
    "UTF-16 of either order, with its mark": PLAIN.encode("utf-16"),
    "UTF-16, big-endian": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "UTF-32": PLAIN.encode("utf-32"),
    "semicolons, as Excel writes in Europe": PLAIN.replace(",", ";"),
    "tabs": PLAIN.replace(",", "\t"),
    "everything quoted": 'id,problem,answer\n"007","How many?","42"\n"1e5","And now?",""\n'.replace(
        "id,problem,answer", '"id","problem","answer"'
    ),
    "spaces after the separators": 'id, problem, answer\n007, "How many?", 42\n1e5, And now?,\n',
    "spaces around ids and answers": "id,problem,answer\n 007 ,How many?, 42 \n1e5,And now?, \n",
    "names in capitals": PLAIN.replace("id,problem,answer", "ID,Problem,Answer"),
    "AIMO-2's early name of the column": PLAIN.replace("problem", "question"),
    "columns in another order": "answer,problem,id\n42,How many?,007\n,And now?,1e5\n",
    "an index that pandas wrote": ",id,problem,answer\n0,007,How many?,42\n1,1e5,And now?,\n",
    "further columns, two without a name": "id,problem,answer,source,,\n007,How many?,42,a,,\n1e5,And now?,,b,,\n",
    "empty lines": "\n\nid,problem,answer\n\n007,How many?,42\n   \n1e5,And now?,\n\n",
    "Excel's empty rows at the end": PLAIN + ",,\n,,\n",
    "gzip": gzip.compress(PLAIN.encode()),
    "bzip2": bz2.compress(PLAIN.encode()),
    "xz": lzma.compress(PLAIN.encode()),
    "a zip archive of one file, as Kaggle packs it": zipped({"test.csv": PLAIN}),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_every_form_of_one_table_says_the_same(tmp_path: Path, content: str | bytes) -> None:
    assert read(tmp_path, content) == [SEVEN, NOW]


@pytest.mark.parametrize("id_", ["007", "1e5", "1.0", "NA", "null", "None", "nan", "True", "0x1F", "-1", "é", "a b", "2024-01-02", "#1"])
def test_ids_are_the_text_that_they_are(tmp_path: Path, id_: str) -> None:
    assert read(tmp_path, f"id,problem\n{id_},x\n")[0].id == id_


@pytest.mark.parametrize(
    ("written", "statement"),
    [
        ('"He says ""no"", twice"', 'He says "no", twice'),
        ('He says "no"', 'He says "no"'),
        ('5" of rain', '5" of rain'),
        ('"first\r\nsecond"', "first\nsecond"),
        ('"id,problem\n9,not a row"', "id,problem\n9,not a row"),
        ("It's $\\$5$; how much?", "It's $\\$5$; how much?"),
        ("None of these", "None of these"),
        ("x" * 20_000, "x" * 20_000),
        ("42", "42"),
        ("#include", "#include"),
        ("Wie groß ist ∑₁ⁿ k²?", "Wie groß ist ∑₁ⁿ k²?"),
    ],
)
def test_statements_are_the_text_that_they_are(tmp_path: Path, written: str, statement: str) -> None:
    assert read(tmp_path, f"id,problem\n1,{written}\n") == [Problem("1", statement)]


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufffd"), min_size=1)), min_size=1, max_size=5))
def test_what_pandas_writes_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str]]) -> None:
    statements = [f"x{statement}" for (statement,) in rows]
    path = tmp_path_factory.getbasetemp() / "written.csv"
    pandas.DataFrame({"id": range(len(rows)), "problem": statements}).to_csv(path, index=False)
    assert [problem.statement for problem in read_problems(path, 20_000)] == statements


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("5.0", 5),
        ("52.0", 52),
        ("-3", -3),
        ("+7", 7),
        ("0042", 42),
        ("1e3", 1000),
        ("1E+05", 100_000),
        ("1e23", 10**23),
        ("123456789012345678.0", 123_456_789_012_345_678),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("", None),
    ],
)
def test_answers_are_exact_integers(tmp_path: Path, text: str, answer: int | None) -> None:
    assert read(tmp_path, f"id,problem,answer\n1,x,{text}\n")[0].answer == answer


NOT_INTEGERS = [
    "forty",
    "2.5",
    "inf",
    "NaN",
    "None",
    "1,000",
    "52,0",
    "1 000",
    "1e-3",
    "1e999999999",
    "9" * 5000,
    "--5",
    "0x1F",
    "$52$",
    "5%",
    "1/2",
]


@pytest.mark.parametrize("text", NOT_INTEGERS, ids=lambda text: text[:12])
def test_an_answer_that_is_not_plainly_an_integer_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"line 3 \(id '2'\): the answer '.*' is not an integer: correct it or leave it empty"):
        read(tmp_path, f'id,problem,answer\n1,x,1\n2,x,"{text}"\n')


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "is empty: it needs a header id,problem[,answer] and a row a problem"),
    "blank lines only": ("\n  \n,,\n", "is empty: it needs a header"),
    "no problems": ("id,problem\n", "has a header and no problems"),
    "another column": ("id,text\n1,x\n", "has no column 'problem' in its first line, only id, text: rename the one that is meant"),
    "another name of the ids": ("name,problem\n1,x\n", "has no column 'id'"),
    "no header": ("1,How many?\n2,And now?\n", "has no column 'id' in its first line, only 1, how many?: rename"),
    "a title above the header": ("AIMO problems\nid,problem\n1,x\n", "line 2: 2 fields, and the header has 1"),
    "another separator": ("id|problem\n1|x\n", "has no column 'id' in its first line, only id|problem"),
    "two columns of statements": ("id,problem,problem\n1,x,y\n", "has the columns problem, problem: one of them is to be read"),
    "both names of the statement": ("id,question,problem\n1,x,y\n", "has the columns question, problem: one of them is to be read"),
    "two columns of ids": ("id,ID,problem\n1,2,x\n", "has the columns id, id"),
    "two columns of answers": ("id,problem,answer,answer\n1,x,2,3\n", "has the columns answer, answer"),
    # Too many fields in every row: pandas makes the first column an index, and all values move by one.
    "one field too many in every row": (
        "id,problem\n1,x,9\n2,y,9\n",
        "line 2: 3 fields, and the header has 2: a field that holds separators",
    ),
    "an unquoted comma in every statement": (
        "id,problem,answer\n1,What is f(1, 2)?,3\n2,What is f(2, 3)?,5\n",
        "line 2: 4 fields, and the header has 3: a field that holds separators, quotes or line breaks stands in double quotes",
    ),
    "an unquoted comma in a later row": ('id,problem\n1,"a\nb"\n\n2,a, b\n', "line 5: 3 fields, and the header has 2"),
    "a comma behind every row": ("id,problem\n1,x,\n2,y,\n", "line 2: 3 fields, and the header has 2"),
    "a field too few": ("id,problem,answer\n1,x,2\n2,y\n", "line 3: 2 fields, and the header has 3"),
    "a lone word": ("id,problem\n1,x\nend\n", "line 3: 1 field, and the header has 2"),
    "the same id twice": ("id,problem\n1,x\n1,y\n", "line 3 (id '1'): line 2 has the same id, and each problem needs its own"),
    "the same id but for spaces": ("id,problem\n1,x\n1 ,y\n", "line 3 (id '1'): line 2 has the same id"),
    "no id": ("id,problem\n,x\n", "line 2: the id is empty"),
    "a blank id": ('id,problem\n"  ",x\n', "line 2: the id is empty"),
    "no statement": ("id,problem\n1,\n", "line 2 (id '1'): the problem is empty or NaN"),
    "a statement of one blank": ('id,problem\n1," "\n', "line 2 (id '1'): the problem is empty or NaN"),
    "pandas' NaN": ("id,problem\n1,NaN\n", "line 2 (id '1'): the problem is empty or NaN ('NaN')"),
    "Python's None": ("id,problem\n1,None\n", "line 2 (id '1'): the problem is empty or NaN ('None')"),
    "a database's null": ("id,problem\n1,null\n", "the problem is empty or NaN ('null')"),
    "a formula that Excel gave up": ("id,problem\n1,#NAME?\n", "the problem is empty or NaN ('#NAME?')"),
    "a statement too long": (
        "id,problem\n1," + "x" * 200_000 + "\n",
        "line 2 (id '1'): the statement has 200000 characters, more than longest_statement = 20000",
    ),
    "Latin-1 or cp1252": (
        "id,problem\n1,x\n2,groß\n".encode("cp1252"),
        "cannot be read as CSV: byte 0xdf in line 3 is not UTF-8: save the file",
    ),
    "bytes of no text": (b"id,problem\n1,\xff\xfe\n", "cannot be read as CSV: byte 0xff in line 2 is not UTF-8"),
    "half of UTF-16": (PLAIN.encode("utf-16")[:-1], "is not UTF-16: save the file as UTF-8"),
    "UTF-16 without a mark": (PLAIN.encode("utf-16-le"), "line 1, holds a zero byte: it is binary, or UTF-16 without a byte-order mark"),
    "a character that was lost before": (
        "id,problem\n1,How \ufffd?\n",
        "line 2, holds U+FFFD, written for a lost character; save the original",
    ),
    "a quote that is never closed": (
        'id,problem\n1,x\n2,"never closed\n',
        "cannot be read as CSV: the row that begins in line 3: unexpected end",
    ),
    "a quote closed by a later row": ('id,problem\n1,"How many?\n2,"And now?"\n', "the row that begins in line 2: ',' expected after '\"'"),
    "quotes escaped by backslashes": (r"id,problem" + "\n" + r'1,"He says \"no\", twice"' + "\n", "the row that begins in line 2"),
    "text behind a closing quote": ('id,problem\n1,"a" and "b"\n', "the row that begins in line 2"),
    "an Excel workbook": (
        zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}),
        "cannot be unpacked: it is an Excel workbook: save it as CSV UTF-8",
    ),
    "an old Excel workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook"),
    "an archive of two files": (zipped({"a.csv": PLAIN, "b.csv": PLAIN}), "cannot be unpacked: it holds 2 files: unpack it"),
    "damaged gzip": (gzip.compress(PLAIN.encode())[:-9], "is compressed and cannot be unpacked"),
    "Parquet": (b"PAR1\x15\x04", "is a Parquet file: write it as CSV"),
    "JSONL": (json.dumps({"id": "1", "problem": "x"}) + "\n", "holds JSON: write it as CSV with the header id,problem[,answer]"),
    "a list in JSON": (json.dumps([{"id": "1", "problem": "x"}]), "holds JSON"),
    "a page that asks to log in": ("\n<!DOCTYPE html><html></html>", "holds HTML or XML, such as a page that asks to log in"),
    "a Git LFS pointer": (
        "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 19\n",
        "is a Git LFS pointer, not the file itself",
    ),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_one_error_that_names_it_and_the_way_out(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, content)
    assert message in str(error.value)
    assert str(tmp_path / "problems.csv") in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 600


def test_a_missing_file_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_problems(tmp_path / "none.csv", 20_000)


def test_a_folder_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read as CSV: Is a directory"):
        read_problems(tmp_path, 20_000)
