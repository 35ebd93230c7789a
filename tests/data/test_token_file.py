"""Files of words and tags: written again byte for byte, and told from files that are something
else.
"""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.files import token_message, write

from pantoum.data import Sentence, read_token_file

ENDS = st.sampled_from(["\n", "\r\n", "\r\r\n"])
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=3)
TAGS = st.sampled_from(["B-PER", "O", "名", "Case=Nom|Number=Sing"])
SPACES = st.text(" ", max_size=2)


@st.composite
def conll_lines(draw):
    """A line as what stands before its tag, the tag (None: no word), and what stands behind it."""
    kind = draw(st.sampled_from(["word", "word", "spaced", "blank", "document"]))
    if kind == "blank":
        return draw(st.sampled_from(["", " ", "\t", " \t "])), None, ""
    if kind == "document":
        return draw(st.sampled_from(["-DOCSTART-", "-DOCSTART- O", "-DOCSTART-\tO\t_"])), None, ""
    word = "w" + draw(WORDS)
    separator = "\t" if kind == "word" else draw(st.sampled_from([" ", "   "]))
    before = draw(SPACES) + word + draw(SPACES) + separator + draw(SPACES)
    return before, draw(TAGS), draw(SPACES) + draw(st.sampled_from(["", separator + "x"]))


@st.composite
def conllu_blocks(draw):
    """A sentence of CoNLL-U as lines like those above."""
    lines = [("# " + draw(WORDS), None, "") for _ in range(draw(st.integers(0, 2)))]
    for number in range(1, draw(st.integers(0, 3)) + 1):
        if draw(st.booleans()):
            lines.append((f"{number}-{number + 1}\tx" + "\t_" * 8, None, ""))
        before = f"{number}\t{draw(SPACES)}{draw(WORDS)}\t{draw(WORDS)}\t{draw(SPACES)}"
        lines.append((before, draw(TAGS), draw(SPACES) + "\t_" * 5 + "\t" + draw(SPACES)))
        if draw(st.booleans()):
            lines.append((f"{number}.1\tx" + "\t_" * 8, None, ""))
    return lines + [(draw(SPACES), None, "")] * draw(st.integers(1, 3))


FILES = st.one_of(
    st.tuples(st.just("a.conll"), st.lists(conll_lines(), max_size=8)),
    st.tuples(
        st.just("a.conllu"),
        st.lists(conllu_blocks(), max_size=4).map(lambda blocks: list(chain.from_iterable(blocks))),
    ),
)


@given(FILES.filter(lambda file: any(tag for _, tag, _ in file[1])), st.booleans(), st.data())
def test_nothing_but_the_tags_changes(tmp_path_factory, file, has_bom, data):
    name, lines = file
    count = sum(tag is not None for _, tag, _ in lines)
    old_mac = data.draw(st.booleans())
    ends = ["\r" if old_mac else data.draw(ENDS) for _ in lines]
    ends[-1] = data.draw(st.sampled_from(["", ends[-1]]))
    new = data.draw(st.lists(TAGS, min_size=count, max_size=count))

    def content(tags):
        tags = iter(tags)
        text = "".join(
            a + (b and next(tags)) + c + end if b else a + end
            for (a, b, c), end in zip(lines, ends, strict=True)
        )
        return ("\ufeff" * has_bom + text).encode()

    gold = [tag for _, tag, _ in lines if tag is not None]
    path = write(tmp_path_factory.mktemp("tokens"), name, content(gold))
    column = {"a.conll": "2", "a.conllu": "upos"}[name]
    read = read_token_file(path, None if name == "a.conllu" else "1", [column])
    assert [tag for sentence in read.sentences for tag in sentence.tags[0]] == gold
    assert read.filled({}) == path.read_bytes()
    assert (
        read.filled({column: [sentence.tags[0] for sentence in read.sentences]})
        == path.read_bytes()
    )
    left = iter(new)
    assert read.filled(
        {column: [[next(left) for _ in s.words] for s in read.sentences]}
    ) == content(new)


def test_sentences_of_one_word_and_of_ten_thousand(tmp_path):
    words = [f"w{number}" for number in range(10_000)]
    path = write(tmp_path, "a.conll", "one O\n\n" + "".join(f"{word} B-X\n" for word in words))
    file = read_token_file(path)
    assert file.sentences == [
        Sentence(("one",), (("O",),), 1),
        Sentence(tuple(words), (("B-X",) * 10_000,), 3),
    ]
    assert file.filled({"2": [["B-Y"], ["O"] * 10_000]}).count(b" O\n") == 10_000


def test_predictions_of_another_shape_are_refused(tmp_path):
    file = read_token_file(write(tmp_path, "a.conll", "a X\nb Y\n\nc Z\n"))
    with pytest.raises(
        ValueError, match=r"expected the columns \('2',\) or some of them, got \['3'\]"
    ):
        file.filled({"3": [["X", "Y"], ["Z"]]})
    for tags in ([["X", "Y"]], [["X"], ["Y", "Z"]], [["X", "Y", "Z"], []]):
        with pytest.raises(ValueError, match="in column '2' a tag for each word of 2 sentences"):
            file.filled({"2": tags})


@pytest.mark.parametrize("name", ["a.conll", "a.conllu", "a.bio"])
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is empty"),
        ("\ufeff", "is empty"),
        ("\n \r\n", "has no sentences"),
    ],
)
def test_files_without_a_sentence(tmp_path, name, content, problem):
    path = write(tmp_path, name, content)
    assert token_message(path).startswith(f"{path}: the file {problem}: put one word on each line")


def test_comments_and_documents_are_no_sentence(tmp_path):
    path = write(tmp_path, "a.conllu", "# text = a\n\n1-2\tx" + "\t_" * 8 + "\n\n")
    assert "the file has no sentences" in token_message(path)
    assert "the file has no sentences" in token_message(
        write(tmp_path, "a.conll", "-DOCSTART- O\n\n")
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a X\nb\xe9 X\n", "line 2: not UTF-8 (byte 0xe9)"),
        (b"\xef\xbb\xbfa X\n\xff X\n", "line 2: not UTF-8 (byte 0xff)"),
        (b"a X\rb\xe9 X\r", "line 2: not UTF-8 (byte 0xe9)"),
        ("a X\n".encode("utf-16"), "line 1: a NUL byte"),
        (
            b"a X\n" + b"x" * 100_001 + b" X\n",
            "line 2: the line has 100,003 characters, more than 100,000",
        ),
    ],
)
@pytest.mark.parametrize("name", ["a.conll", "a.conllu"])
def test_files_that_are_no_text(tmp_path, name, content, expected):
    path = write(tmp_path, name, content.replace(b"a X", b"# X"))
    assert token_message(path).startswith(f"{path}, {expected}")


def test_files_that_cannot_be_read(tmp_path):
    path = tmp_path / "none.conllu"
    assert token_message(path) == f"{path}: no such file: check the path"
    folder = tmp_path / "folder.conll"
    folder.mkdir()
    assert token_message(folder) == f"{folder}: this is a directory: give a file"
    packed = write(tmp_path, "a.conllu.gz", b"\x1f\x8b")
    assert (
        token_message(packed)
        == f"{packed}: this compressed file (.gz) is cut short: copy or download it again"
    )
    path = write(tmp_path, "a.txt", "a X\n")
    assert token_message(path).startswith(
        f"{path}: not known as a file of words and tags: rename it to .conllu or"
    )
    assert (
        token_message(tmp_path / "none.txt")
        == f"{tmp_path / 'none.txt'}: no such file: check the path"
    )
