"""`pantoum predict` with a tagger: a file of words again with its tags, and plain text in every
format.
"""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn
from tests.tagging import clauses, names, tags_of, words_of, write_conll, write_conllu

import pantoum as package
from pantoum.cli import lines
from pantoum.cli.tagger import predict

# Comments, a multi-word token, an empty node, other columns, old tags, spaces around cells, and
# blank lines.
CONLLU = (
    "\ufeff# text = the dog saw\n"
    "1-2\tthedog\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
    "1\tthe\tthe\tX\t_\tDefinite=Def\t2\tdet\t_\t_\n"
    "2\t dog \tdog\t_\tFW\t_\t3\tnsubj\t_\t_\n"
    "2.1\tbig\tbig\tADJ\t_\t_\t_\t_\t_\t_\n"
    "3\tsaw\tsee\t\t_\t_\t0\troot\t_\tA=ä\n"
    "\n\n"
    "# again\n"
    "1\tNew York\t_\t_\t_\t_\t_\t_\t_\t_"
)
CONLL = "-DOCSTART- O\n\nMs O\nAda X\n# O\n\nOslo  O\n   \nRio\tO\nde\tO\nJaneiro\tO\n"


def filled_conllu(tags: list[tuple[str, str]]) -> str:
    """`CONLLU` with other tags of its words, cell by cell."""
    lines = []
    left = iter(tags)
    for line in CONLLU.split("\n"):
        cells = line.split("\t")
        lines.append(
            "\t".join([*cells[:3], *next(left), *cells[5:]]) if cells[0].isdigit() else line
        )
    return "\n".join(lines)


class TestTokenFiles:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_conllu_keeps_every_byte_but_its_tags(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path, end: str
    ) -> None:
        expected = filled_conllu([("DET", "DT"), ("NOUN", "NN"), ("VERB", "VBD"), ("PROPN", "NNP")])
        (tmp_path / "in.conllu").write_bytes(CONLLU.replace("\n", end).encode())
        done = pantoum(
            "predict", clause_tagger, tmp_path / "in.conllu", "-o", tmp_path / "out.conllu"
        )
        assert done == (0, "", "")
        assert (tmp_path / "out.conllu").read_bytes() == expected.replace("\n", end).encode()

    def test_conll_keeps_every_byte_but_its_tags(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "in.CoNLL").write_bytes(CONLL.replace("\n", "\r\n").encode())
        done = pantoum("predict", name_tagger, tmp_path / "in.CoNLL", "-o", tmp_path / "out")
        assert done == (0, "", "")
        tags = [
            tagging.tags
            for tagging in package.load(name_tagger, task="tagger")([["Ms", "Ada", "#"], ["Oslo"]])
        ]
        assert (tags[0][:2], tags[1]) == (["B-PER", "I-PER"], ["B-LOC"])
        expected = (
            CONLL.replace("Ms O", "Ms B-PER")
            .replace("Ada X", "Ada I-PER")
            .replace("Oslo  O", "Oslo  B-LOC")
        )
        expected = expected.replace("# O", f"# {tags[0][2]}")
        for word, tag in (("Rio", "B-LOC"), ("de", "I-LOC"), ("Janeiro", "I-LOC")):
            expected = expected.replace(f"{word}\tO", f"{word}\t{tag}")
        assert (tmp_path / "out").read_bytes() == expected.replace("\n", "\r\n").encode()

    def test_to_stdout_and_not_in_its_own_place(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "in.conllu"
        path.write_text(CONLLU, encoding="utf-8")
        out = pantoum("predict", clause_tagger, path).out
        assert out == filled_conllu(
            [("DET", "DT"), ("NOUN", "NN"), ("VERB", "VBD"), ("PROPN", "NNP")]
        )
        assert "would be written over" in pantoum("predict", clause_tagger, path, "-o", path).error
        assert path.read_text(encoding="utf-8") == CONLLU

    def test_words_alone_get_a_column(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path
    ) -> None:
        path = write_conll(
            tmp_path / "words.conll", [[(word,) for word in words] for words in words_of(names())]
        )
        lines = [
            "\t".join(cells) + "\n" if cells else "\n"
            for sentence in names()
            for cells in [*sentence, ()]
        ]
        assert pantoum("predict", name_tagger, path).out == "".join(lines)

    def test_the_right_tags_come_back(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
    ) -> None:
        path = write_conllu(tmp_path / "in.conllu", clauses())
        blank = write_conllu(
            tmp_path / "blank.conllu", [[(word,) for word, *_ in one] for one in clauses()]
        )
        assert pantoum("predict", clause_tagger, blank).out == path.read_text(encoding="utf-8")

    def test_spans_are_written_as_asked(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "in.conll").write_text("Ms _\nAda _\nOslo _\n", encoding="utf-8")
        out = pantoum("predict", name_tagger, tmp_path / "in.conll", "--scheme", "IOBES").out
        assert out == "Ms B-PER\nAda E-PER\nOslo S-LOC\n"
        assert pantoum("predict", name_tagger, tmp_path / "in.conll", "--scheme", "IOB1").out == (
            "Ms I-PER\nAda I-PER\nOslo I-LOC\n"
        )

    def test_a_sentence_of_ten_thousand_words(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "in.conll"
        path.write_text("Ms\nAda\nsees\nOslo\n" * 2_500, encoding="utf-8")
        out = pantoum("predict", name_tagger, path).out
        assert out == "Ms\tB-PER\nAda\tI-PER\nsees\tO\nOslo\tB-LOC\n" * 2_500


class TestFormats:
    def test_plain_text_becomes_words_and_tags(
        self, pantoum: Pantoum, clause_tagger: Path, type_in: TypeIn
    ) -> None:
        type_in(b"the dog runs\n\nsaw\n")
        expected = "the\tDET\tDT\ndog\tNOUN\tNN\nruns\tVERB\tVBZ\n\n\nsaw\tVERB\tVBD\n\n"
        assert pantoum("predict", clause_tagger) == (0, expected, "")

    @pytest.mark.parametrize(
        ("data", "out"),
        [
            (b"the dog\r\nsaw\r\n", "DET NOUN\nVERB\n"),
            (b"\xef\xbb\xbfthe dog\nsaw", "DET NOUN\nVERB\n"),
            (b"the dog\rsaw\r", "DET NOUN\nVERB\n"),
            (b"\n  the\t dog \n\n", "\nDET NOUN\n\n"),
            (b"", ""),
        ],
    )
    def test_text_has_a_line_for_each_line(
        self, pantoum: Pantoum, clause_tagger: Path, type_in: TypeIn, data: bytes, out: str
    ) -> None:
        type_in(data)
        assert pantoum("predict", clause_tagger, "--format", "text") == (0, out, "")

    def test_jsonl_has_all_that_is_known(
        self, pantoum: Pantoum, clause_tagger: Path, type_in: TypeIn
    ) -> None:
        type_in("the dög\n\n".encode())
        first, second = map(
            json.loads, pantoum("predict", clause_tagger, "--format", "jsonl").out.splitlines()
        )
        expected = package.load(clause_tagger, task="tagger")("the dög", probabilities=True)
        assert expected.probabilities is not None
        assert (first["words"], first["tags"], first["rank"]) == (
            ["the", "dög"],
            expected.columns,
            1,
        )
        for name in ("upos", "xpos"):
            shares = expected.probabilities[name].max(axis=1).tolist()
            assert first["probability"][name] == pytest.approx(shares, abs=1e-4)
            assert first["log_probability"][name] == pytest.approx(
                expected.log_probability[name], abs=1e-5
            )
        assert second == {
            **{"words": [], "tags": {"upos": [], "xpos": []}, "rank": 1},
            **{
                "probability": {"upos": [], "xpos": []},
                "log_probability": {"upos": 0.0, "xpos": 0.0},
            },
        }

    def test_nbest(self, pantoum: Pantoum, name_tagger: Path, type_in: TypeIn) -> None:
        type_in(b"Ms Ada\nOslo\n")
        done = pantoum(
            "predict", name_tagger, "--nbest", 3, "--format", "jsonl", "--scheme", "IOBES"
        )
        objects = [json.loads(line) for line in done.out.splitlines()]
        assert [(one["words"], one["rank"]) for one in objects] == [
            *(
                (["Ms", "Ada"], 1),
                (["Ms", "Ada"], 2),
                (["Ms", "Ada"], 3),
                (["Oslo"], 1),
                (["Oslo"], 2),
            ),
        ]
        assert [one["tags"]["2"] for one in objects[3:]] == [["S-LOC"], ["O"]]
        scores = [one["log_probability"]["2"] for one in objects[:3]]
        assert scores == sorted(scores, reverse=True)
        # Of a single word the tagging and the tag are as likely.
        assert sum(one["probability"]["2"][0] for one in objects[3:]) == pytest.approx(1, abs=1e-3)

    def test_files_of_words_in_other_formats(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "in.conllu").write_text(CONLLU, encoding="utf-8")
        out = {
            name: pantoum("predict", clause_tagger, tmp_path / "in.conllu", "--format", name).out
            for name in ("text", "tsv")
        }
        assert out["text"] == "DET NOUN VERB\nPROPN\n"
        assert (
            out["tsv"] == "the\tDET\tDT\ndog\tNOUN\tNN\nsaw\tVERB\tVBD\n\nNew York\tPROPN\tNNP\n\n"
        )
        (tmp_path / "in.conll").write_text("the x\ndog x\n\nruns x\n", encoding="utf-8")
        assert (
            pantoum("predict", clause_tagger, tmp_path / "in.conll", "--format", "text").out
            == "DET NOUN\nVERB\n"
        )

    def test_of_several_columns_text_has_the_first(
        self, pantoum: Pantoum, clause_tagger: Path, type_in: TypeIn
    ) -> None:
        type_in(b"saw\n")
        assert pantoum("predict", clause_tagger, "--format", "text").out == "VERB\n"

    def test_from_a_file_to_a_file(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "in.txt").write_text("the dog\n", encoding="utf-8")
        done = pantoum(
            "predict",
            "--format",
            "text",
            clause_tagger,
            tmp_path / "in.txt",
            "--output",
            tmp_path / "out.txt",
        )
        assert done == (0, "", "")
        assert (tmp_path / "out.txt").read_bytes() == b"DET NOUN\n"

    def test_many_lines_keep_their_order(
        self,
        pantoum: Pantoum,
        clause_tagger: Path,
        type_in: TypeIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # A name with a space is two words of a line.
        known = [words for words in words_of(clauses()) if "New York" not in words]
        text = "".join(" ".join(words) + "\n" for words in known).encode()
        type_in(text)
        at_once = pantoum("predict", clause_tagger, "--format", "text").out
        right = dict(zip(map(tuple, words_of(clauses())), tags_of(clauses()), strict=True))
        assert at_once.splitlines() == [" ".join(right[tuple(words)]) for words in known]
        monkeypatch.setattr(lines, "CHUNK", 7)
        type_in(text)
        assert pantoum("predict", clause_tagger, "--format", "text").out == at_once

    def test_somebody_who_types_is_answered_line_by_line(
        self,
        pantoum: Pantoum,
        clause_tagger: Path,
        type_in: TypeIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        sizes: list[int] = []
        written = predict._written
        monkeypatch.setattr(
            predict, "_written", lambda *given: (sizes.append(len(given[1])), written(*given))[1]
        )
        type_in(b"the\ndog\n")
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        assert pantoum("predict", clause_tagger, "--format", "text").out == "DET\nNOUN\n"
        assert sizes == [1, 1]
