"""Compressed files are read like others, and refused in one sentence where they are damaged."""

import bz2
import gzip
import importlib.util
import lzma

import pytest
from tests.data.files import message, write

from pantoum.data import Columns, Example, read_examples, read_texts
from pantoum.data.packed import unpacked_name

TEXT = b"abby\ta b i\ncab\tk a b\n"
PAIRS = [Example("abby", "a b i"), Example("cab", "k a b")]
PACK = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


def zstd(data):
    return pytest.importorskip("zstandard").ZstdCompressor().compress(data)


@pytest.mark.parametrize("suffix", PACK)
def test_a_compressed_file_is_read_by_the_suffix_below(tmp_path, suffix):
    path = write(tmp_path, "a.tsv" + suffix, PACK[suffix](TEXT))
    assert read_examples([path], Columns()) == PAIRS
    # Joined files of one kind are one file.
    path = write(
        tmp_path, "b.tsv" + suffix.upper(), PACK[suffix](TEXT[:11]) + PACK[suffix](TEXT[11:])
    )
    assert read_examples([path], Columns()) == PAIRS
    path = write(tmp_path, "c.csv" + suffix, PACK[suffix](b"abby,a b i\ncab,k a b\n"))
    assert read_examples([path], Columns()) == PAIRS
    path = write(tmp_path, "d.txt" + suffix, PACK[suffix](b"a b\nc\n"))
    assert read_texts([path]).texts == ["a b", "c"]


def test_the_first_bytes_tell_where_the_name_does_not(tmp_path):
    assert read_examples([write(tmp_path, "a.tsv", gzip.compress(TEXT))], Columns()) == PAIRS


@pytest.mark.parametrize("suffix", PACK)
def test_a_compressed_file_that_is_cut_short(tmp_path, suffix):
    path = write(tmp_path, "a.tsv" + suffix, PACK[suffix](TEXT)[:-6])
    assert message(path) == (
        f"{path}: this compressed file ({suffix}) is cut short: copy or download it again"
    )


@pytest.mark.parametrize("suffix", PACK)
def test_a_compressed_file_that_is_damaged(tmp_path, suffix):
    data = bytearray(PACK[suffix](TEXT * 20))
    data[len(data) // 2] ^= 0xFF
    path = write(tmp_path, "a.tsv" + suffix, bytes(data))
    assert message(path).startswith(f"{path}: this compressed file ({suffix}) is damaged (")


def test_a_name_that_promises_compression(tmp_path):
    path = write(tmp_path, "a.tsv.gz", TEXT)
    assert message(path) == (
        f"{path}: the name ends in .gz, but the file is not compressed so: take the suffix away, "
        "or compress the file"
    )


def test_zstd(tmp_path):
    path = write(tmp_path, "a.tsv.zst", zstd(TEXT[:11]) + zstd(TEXT[11:]))
    assert read_examples([path], Columns()) == PAIRS
    path = write(tmp_path, "b.tsv.zst", zstd(TEXT)[:-3])
    assert message(path).startswith(f"{path}: this compressed file (.zst) is cut short")
    path = write(tmp_path, "c.tsv.zst", zstd(TEXT)[:4] + b"\xff" * 20)
    assert message(path).startswith(f"{path}: this compressed file (.zst) is damaged (")


def test_zstd_without_its_package(tmp_path, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "pantoum.data.packed.find_spec", lambda name: None if name == "zstandard" else find(name)
    )
    path = write(tmp_path, "a.tsv.zst", b"\x28\xb5\x2f\xfd rest")
    assert message(path) == (
        f"{path}: this file is compressed by zstd, which needs the package zstandard: pip install "
        "'pantoum[zstd]', or unpack the file first (unzstd)"
    )


def test_the_name_below(tmp_path):
    assert unpacked_name(tmp_path / "a.tsv.GZ") == tmp_path / "a.tsv"
    assert unpacked_name(tmp_path / "a.tsv") == tmp_path / "a.tsv"
