"""Pairs in blocks: the same as those of a file that is read at once, from any position."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from pathlib import Path

import pytest

from pantoum.data import Columns, read_examples
from pantoum.data.indexing import text_blocks as blocks_module
from pantoum.data.indexing.files import corpus_files
from pantoum.data.indexing.pair_blocks import pair_blocks
from pantoum.errors import PantoumError

PAIRS = [(f"Wort {n} é", f"w{n} “x”, {'y' * (1 + n % 7)}") for n in range(1, 61)]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Blocks of a few lines."""
    monkeypatch.setattr(blocks_module, "BLOCK", 300)


def tsv(header=""):
    return header + "".join(f"{source}\t{target}\n" for source, target in PAIRS)


def pairs_of(files, columns=Columns(), begin=None):  # noqa: B008 - it cannot change
    blocks = pair_blocks(files, columns) if begin is None else pair_blocks(files, columns, begin)
    return [pair for block in blocks for pair in zip(block.sources, block.targets, strict=True)]


def check_all(files, columns=Columns()):  # noqa: B008 - it cannot change
    """All pairs are there, and those behind the end of each block, read from there."""
    done = 0
    for block in pair_blocks(files, columns):
        done += len(block.sources)
        assert pairs_of(files, columns, block.end) == PAIRS[done:]
    assert done == len(PAIRS)
    assert pairs_of(files, columns) == PAIRS


def write_csv(path):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(PAIRS)
    path.write_text(text.getvalue(), encoding="utf-8")


def write_parquet(path, pairs=PAIRS):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    source, target = zip(*pairs, strict=True)
    table = pyarrow.table({"id": [*range(len(pairs))], "src": source, "tgt": target})
    parquet.write_table(table, path, row_group_size=13)


def test_columns_between_tabs(tmp_path):
    path = tmp_path / "a.tsv"
    for text in (tsv(), tsv().replace("\n", "\r\n"), "\ufeff" + tsv(), tsv().rstrip("\n")):
        path.write_bytes(text.encode())
        check_all(corpus_files([path]))
    path.write_text(tsv("\nsource\ttarget\n"), encoding="utf-8")
    check_all(corpus_files([path]), Columns("source", "target"))
    path.write_text(tsv().replace("\nWort 9", "\n\n \t \nWort 9"), encoding="utf-8")
    check_all(corpus_files([path]))


def test_each_place_is_where_its_line_begins(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text(tsv("source\ttarget\n").replace("\nWort 9", "\n\nWort 9"), encoding="utf-8")
    data = path.read_bytes()
    blocks = list(pair_blocks(corpus_files([path]), Columns("source", "target")))
    places = [place for block in blocks for place in block.places.tolist()]
    assert [data[place:].decode().split("\n")[0].split("\t")[0] for place in places] == [
        source for source, _ in PAIRS
    ]


@pytest.mark.parametrize("pack", [gzip, bz2, lzma], ids=[".gz", ".bz2", ".xz"])
def test_compressed(tmp_path, pack):
    path = tmp_path / f"a.tsv{ {gzip: '.gz', bz2: '.bz2', lzma: '.xz'}[pack] }"
    path.write_bytes(pack.compress(tsv().encode()))
    check_all(corpus_files([path]))


def test_zstd_of_several_frames(tmp_path):
    compress = pytest.importorskip("zstandard").ZstdCompressor().compress
    path = tmp_path / "a.tsv.zst"
    data = tsv().encode()
    path.write_bytes(compress(data[:1000]) + compress(data[1000:]))
    check_all(corpus_files([path]))
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(PantoumError, match=r"is cut short: copy or download it again"):
        pairs_of(corpus_files([path]))


def test_columns_between_commas_and_json(tmp_path):
    path = tmp_path / "a.csv"
    write_csv(path)
    check_all(corpus_files([path]))
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"n": n, "src": a, "tgt": b}) for n, (a, b) in enumerate(PAIRS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    check_all(corpus_files([path]), Columns("src", "tgt"))
    path.write_text("\n".join([*lines[:20], "{", *lines[20:]]), encoding="utf-8")
    with pytest.raises(PantoumError, match=r"a\.jsonl, line 21: not valid JSON"):
        pairs_of(corpus_files([path]), Columns("src", "tgt"))
    refused = []
    blocks = pair_blocks(corpus_files([path]), Columns("src", "tgt"), refuse=refused.append)
    assert sum(len(block.sources) for block in blocks) == len(PAIRS)
    assert len(refused) == 1


def test_a_cell_in_quotes_over_several_blocks(tmp_path):
    path = tmp_path / "a.csv"
    long = "\n".join(f"line {n} of a cell" for n in range(60))
    path.write_text(f'a,b\n"{long}",c\nd,"e ""f"""\n', encoding="utf-8")
    expected = read_examples([path], Columns())
    assert pairs_of(corpus_files([path])) == [(one.source, one.target) for one in expected]
    path.write_text(f'a,b\n"{long},c\n', encoding="utf-8")
    with pytest.raises(PantoumError, match=r"a\.csv, line 2: not valid CSV"):
        pairs_of(corpus_files([path]))


def test_parquet(tmp_path):
    path = tmp_path / "a.parquet"
    write_parquet(path)
    check_all(corpus_files([path]), Columns("src", "tgt"))
    check_all(corpus_files([path]), Columns("2", "3"))
    with pytest.raises(PantoumError, match=r"a\.parquet, row 1: 'id' is a number, but must be"):
        pairs_of(corpus_files([path]), Columns("id", "tgt"))
    write_parquet(path, [*PAIRS[:30], ("x", None)])
    with pytest.raises(PantoumError, match=r"row 31: 'tgt' is null, .*fill it in or leave the row"):
        pairs_of(corpus_files([path]), Columns("src", "tgt"))
    path.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(PantoumError, match=r"a\.parquet: not a readable Parquet file"):
        pairs_of(corpus_files([path]), Columns("src", "tgt"))


def test_a_folder_of_files(tmp_path):
    for name, begin, end in (("p2", 20, 45), ("p1", 0, 20), ("p3", 45, 60)):
        text = "".join(f"{source}\t{target}\n" for source, target in PAIRS[begin:end])
        (tmp_path / f"{name}.tsv").write_text(f"source\ttarget\n{text}", encoding="utf-8")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "_SUCCESS").write_text("")
    files = corpus_files([tmp_path])
    assert [path.name for path in files.paths] == ["p1.tsv", "p2.tsv", "p3.tsv"]
    check_all(files, Columns("source", "target"))
    (tmp_path / "p4.jsonl").write_text("{}")
    with pytest.raises(PantoumError, match=r"p4\.jsonl: the file is read as jsonl, but .*p1\.tsv"):
        corpus_files([tmp_path])
    (tmp_path / "empty").mkdir()
    with pytest.raises(PantoumError, match=r"empty: the folder has no files"):
        corpus_files([tmp_path / "empty"])


def test_two_line_aligned_files(tmp_path):
    paths = [tmp_path / "a.de", tmp_path / "a.en"]
    for side, path in enumerate(paths):
        lines = [pair[side] for pair in PAIRS]
        path.write_text("\n".join([*lines[:9], "", *lines[9:]]) + "\n", encoding="utf-8")
    check_all(corpus_files(paths))
    with_blank = paths[1].read_text(encoding="utf-8")
    paths[1].write_text("".join(f"{target}\n" for _, target in PAIRS), encoding="utf-8")
    for lines, which in ((PAIRS[:-1], "fewer"), ([*PAIRS, *PAIRS], "more")):
        paths[0].write_text("".join(f"{one}\n" for one, _ in lines), encoding="utf-8")
        with pytest.raises(PantoumError, match=rf"a\.de has {which} lines than .*a\.en"):
            pairs_of(corpus_files(paths))
    paths[0].write_text("".join(f"{source}\n" for source, _ in PAIRS), encoding="utf-8")
    paths[1].write_text(with_blank, encoding="utf-8")
    with pytest.raises(PantoumError, match=r"a\.en, line 10: the line is empty, but line 10 of"):
        pairs_of(corpus_files(paths))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (b"no tab\n", r"line 41: the line has 1 column, but the target is column '2'"),
        (b"a\t\n", r"line 41: the target is empty: fill it in or remove the line"),
        (b"a\xff\tb\n", r"line 41: not UTF-8 \(byte 0xff\)"),
        (b"a\0\tb\n", r"line 41: a NUL byte"),
        (b"a" * 100_001 + b"\tb\n", r"line 41: the line has 100,003 characters"),
    ],
)
def test_a_line_in_the_middle_that_cannot_be_used(tmp_path, broken, message, monkeypatch):
    monkeypatch.setattr(blocks_module, "BLOCK", 200_000 if len(broken) > 1000 else 300)
    path = tmp_path / "a.tsv"
    lines = tsv().encode().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:40], broken, *lines[40:]]))
    with pytest.raises(PantoumError, match=message):
        pairs_of(corpus_files([path]))


def test_lines_without_an_end(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_bytes(tsv().replace("\n", "\r").encode())
    with pytest.raises(PantoumError, match=r"a\.tsv: the lines are ended by CR alone"):
        pairs_of(corpus_files([path], "tsv"))
    path.write_bytes(b"a\tb\n" + b"c" * 1000)
    with pytest.raises(PantoumError, match=r"line 2 does not end within 300 bytes"):
        pairs_of(corpus_files([path], "tsv"))


def test_what_is_no_corpus(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("one text\n")
    with pytest.raises(PantoumError, match=r"a\.txt: the file is read as text, which an index is"):
        corpus_files([path])
    path.write_text("")
    with pytest.raises(PantoumError, match=r"a\.txt: the file is empty"):
        corpus_files([path])
    assert corpus_files([Path(__file__)], "tsv").format == "tsv"
