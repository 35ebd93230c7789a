"""Pretrained vectors: the layouts of their files, and which word has which."""

import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import VectorIndex, read_vectors
from pantoum.errors import PantoumError

ROWS = {"the": [0.5, -1.25], "The": [2e-3, 1.0], ",": [-0.0, 3.0], "café": [4.0, 0.0078125]}
LINES = "the 0.5 -1.25\nThe 2e-3 1\n, -0 3.0\ncafé 4. .0078125\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vectors.txt"


@pytest.mark.parametrize(
    "text",
    [
        LINES,  # GloVe
        f"4 2\n{LINES}",  # word2vec
        f"4 2\n{LINES}".replace("\n", " \n"),  # fastText ends its lines with a space
        LINES.replace("\n", "\r\n"),
        LINES.replace(" ", "\t"),
        f"\ufeff4 2\n\n{LINES}\n".rstrip("\n"),
        LINES + "the 7 7\n",
        LINES.replace("café", "cafe\u0301") + "café 8 8",
    ],
    ids=["glove", "word2vec", "fasttext", "crlf", "tabs", "bom", "twice", "composed"],
)
def test_the_layouts_give_the_same_vectors(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    vectors = read_vectors(path)
    assert vectors.table.dtype == np.float32
    np.testing.assert_array_equal(
        vectors.table, np.array([[0, 0], *ROWS.values()], dtype=np.float32)
    )
    assert [vectors.words.row(word) for word in ROWS] == [1, 2, 3, 4]
    assert (vectors.words.rows, vectors.words.size) == (5, 2)


def test_words_may_contain_spaces_and_be_numbers(path: Path) -> None:
    rows = [
        "new york 1 2",
        ". . . 3 4",
        "3 5 6",
        "at name@domain.com 7 8",
        "1,000 9 10",
        "a\xa0b 11 12",
        "\x85 13 14",
    ]
    path.write_bytes("\n".join(rows).encode())
    vectors = read_vectors(path)
    for word, first in {
        "new york": 1,
        ". . .": 3,
        "3": 5,
        "at name@domain.com": 7,
        "1,000": 9,
        "a\xa0b": 11,
    }.items():
        assert vectors.table[vectors.words.row(word)].tolist() == [first, first + 1]
    assert vectors.table[vectors.words.row("\x85")].tolist() == [13, 14]


def test_a_word_is_looked_up_as_it_is_and_then_in_lower_case(path: Path) -> None:
    path.write_text(LINES + "NATO 9 9\n", encoding="utf-8")
    words = read_vectors(path).words
    assert [
        words.row(word) for word in ("the", "The", "THE", "NATO", "nato", "CAFE\u0301", "dog", "")
    ] == [*(1, 2, 1, 5, 0, 4, 0, 0)]


def test_no_more_than_the_limit_is_read(path: Path) -> None:
    path.write_text("9 2\nthe 1 2\nthe 3 4\nof 5 6\nand 7\n")
    vectors = read_vectors(path, limit=2)
    assert vectors.table.tolist() == [[0, 0], [1, 2], [5, 6]]
    assert (vectors.words.row("of"), vectors.words.row("and")) == (2, 0)


@given(
    words=st.lists(
        st.text("ab é漢", min_size=1, max_size=4).map(str.strip).filter(bool),
        unique=True,
        min_size=1,
    ),
    size=st.integers(2, 5),
    header=st.booleans(),
    data=st.data(),
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    words: list[str],
    size: int,
    header: bool,
    data: st.DataObject,
) -> None:
    numbers = st.floats(-1e6, 1e6, width=32)
    table = [data.draw(st.lists(numbers, min_size=size, max_size=size)) for _ in words]
    lines = [f"{len(words)} {size}"] if header else []
    lines += [" ".join([word, *map(repr, row)]) for word, row in zip(words, table, strict=True)]
    path = tmp_path_factory.mktemp("vectors") / "v.vec"
    path.write_bytes("\n".join(lines).encode())
    vectors = read_vectors(path)
    assert vectors.table[1:].tolist() == table
    assert [vectors.words.row(word) for word in words] == list(range(1, len(words) + 1))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", ": the file has no vectors"),
        (b"2 3\n", ": the first line promises 2 words, but there are 0"),
        (b"3 2\na 1 2\na 1 2\n", ": the first line promises 3 words, but there are 2"),
        (
            b"a 1 2\n\nb 1\n",
            ", line 3: a word and 1 numbers, but the vectors of this file have 2: mend",
        ),
        (b"1 2\nb 1 2 3\n", ", line 2: a word and 3 numbers, but the vectors of this file have 2"),
        (b"a 1 2\nnew york 1 2 3\n", ", line 2: a word and 3 numbers, but"),
        (b"a 1 2\n1 2\n", ", line 2: a word and 1 numbers, but"),
        (b"a 1 2\nb 1 x\n", ", line 2: 'x' is not a number"),
        (b"a 1 2\nb 1,5 2\n", ", line 2: '1,5' is not a number"),
        (b"a 1 2\nb nan 2\n", ", line 2: a number is too large or none"),
        (b"a 1 2\nb 2 1e39\nc inf 1\n", ", line 2: a number is too large or none"),
        (b"a 1 2\ncaf\xe9 1 2\n", ", line 2: not UTF-8 (byte 0xe9)"),
        (b"a 1 2\nb\0 1 2\n", ", line 2: a NUL byte, so this is a binary"),
        (b"2 3\n\x00\x01 \x02\n", ", line 2: a NUL byte, so this is a binary"),
        ("a 1 2\n".encode("utf-16"), ", line 1: a NUL byte, so this is a binary or UTF-16 file"),
        (b"Once upon a time\n", ", line 1: not a word and its numbers"),
        (b"word\n", ", line 1: not a word and its numbers"),
    ],
)
def test_other_files_are_refused_by_line(path: Path, data: bytes, what: str) -> None:
    path.write_bytes(data)
    with pytest.raises(PantoumError, match=f"^{re.escape(str(path) + what)}") as caught:
        read_vectors(path)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match=r"none\.vec: no such file"):
        read_vectors(tmp_path / "none.vec")
    with pytest.raises(PantoumError, match="this is a directory"):
        read_vectors(tmp_path)
    (tmp_path / "cc.en.300.vec.gz").write_bytes(b"\x1f\x8b")
    with pytest.raises(PantoumError, match=r"compressed file \(\.gz\) is cut short"):
        read_vectors(tmp_path / "cc.en.300.vec.gz")


def test_compressed_vectors_are_read(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.vec.gz", "wb") as file:
        file.write(b"a 1 2\nb 3 4\n")
    words, table = read_vectors(tmp_path / "a.vec.gz")
    assert table[words.row("b")].tolist() == [3, 4]


def test_the_index_is_saved_without_the_vectors() -> None:
    index = VectorIndex(["a", "\u2028", "b c"], 7)
    loaded = VectorIndex.from_json(index.to_json())
    assert (loaded.size, loaded.rows) == (7, 4)
    assert [loaded.row(word) for word in ("a", "\u2028", "B c", "d")] == [1, 2, 3, 0]
    assert loaded.to_json() == index.to_json()


def test_damaged_files_are_refused() -> None:
    whole = {"size": 2, "words": ["a", "b"]}
    wrong = [
        {"size": 0},
        {"size": 2.0},
        {"size": True},
        {"words": "ab"},
        {"words": ["a", "a"]},
        {"words": ["a", 3]},
    ]
    for text in ["", "[]", "{}", *(json.dumps(whole | change) for change in wrong)]:
        with pytest.raises(
            PantoumError, match=r"^damaged vectors .*: copy or train the model again$"
        ):
            VectorIndex.from_json(text)
