"""An index on the disk: its arrays mapped into memory, its vocabularies, and what it is made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from pantoum.config import DataConfig
from pantoum.data.columns import Columns
from pantoum.data.corpus import Corpus, FlatSequences
from pantoum.data.indexing.files import INDEX, describe_source
from pantoum.data.indexing.parts import BUILDING
from pantoum.data.source import SourceTokenizer
from pantoum.data.tokenizers import Tokenizer
from pantoum.errors import PantoumError
from pantoum.files import not_readable

T = TypeVar("T")

# The number of this form of an index.
VERSION = 1
MAKE_AGAIN = "make it again with pantoum index --overwrite"


@dataclass(frozen=True, eq=False)
class StoredPairs:
    """The pairs of an index.

    path: its directory; corpus: the ids; source, target: the vocabularies; data: the settings that
    it was made with, all of which are known; columns: those that were read; notes: what the user
    should check, in words; sources: the files that it is made of, as ``run.json`` names files.
    """

    path: Path
    corpus: Corpus
    source: SourceTokenizer
    target: Tokenizer
    data: DataConfig
    columns: Columns
    notes: list[str]
    sources: list[dict[str, Any]]

    @property
    def paths(self) -> list[Path]:
        """What messages name."""
        return [self.path]

    @property
    def examples(self) -> list[Any]:
        """None: the texts themselves are in the files that the index is made of."""
        return []

    def place(self, row: int) -> tuple[str, int]:
        """Where a pair stands: its file, and the byte of it, unpacked, at which its line begins;
        of a Parquet file its row, from 0.
        """
        firsts = [one["first_pair"] for one in self.sources]
        file = int(np.searchsorted(firsts, row, side="right")) - 1
        return self.sources[file]["path"], int(_mapped(self.path, "places.npy")[row])


def is_index(path: Path) -> bool:
    """Whether a path is that of an index, or of one that is not finished."""
    return (path / INDEX).is_file() or (path / BUILDING).is_dir()


def describe_index(path: Path) -> dict[str, Any]:
    """What ``index.json`` says.

    Raises:
        PantoumError: the index is not finished, of another version, or damaged.
    """
    file = path / INDEX
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PantoumError(
            "the index is not finished",
            where=str(path),
            remedy="give the command that began it again: it goes on from where it stood",
        ) from None
    except OSError as error:
        raise not_readable(file, error) from None
    except ValueError:
        raise _damaged(file) from None
    version = described.get("version") if isinstance(described, dict) else None
    if version != VERSION:
        raise PantoumError(
            f"the index is of version {version!r:.20}, but this Pantoum reads version {VERSION}",
            where=str(file),
            remedy=MAKE_AGAIN,
        )
    return described


def open_index(path: Path) -> StoredPairs:
    """The pairs of an index; its ids stay on the disk until they are needed.

    Raises:
        PantoumError: an index that is not finished or is damaged; files that have changed since it
            was made.
    """
    described = describe_index(path)
    try:
        pairs = StoredPairs(
            path,
            Corpus(_side(path, "source"), _side(path, "target"), digest=described["digest"]),
            _vocabulary(path / "source.json", SourceTokenizer.from_json),
            _vocabulary(path / "target.json", Tokenizer.from_json),
            DataConfig(**described["data"]),
            Columns(*described["columns"]),
            list(described["notes"]),
            list(described["sources"]),
        )
        count = described["pairs"]
        for source in pairs.sources:
            _check_unchanged(path, source)
    except FileNotFoundError:
        raise _damaged(path) from None
    except OSError as error:
        raise not_readable(error.filename or path, error) from None
    except (ValueError, TypeError, KeyError, AttributeError, EOFError):
        raise _damaged(path) from None
    if any(len(side) != count for side in (pairs.corpus.source, pairs.corpus.target or ())):
        raise _damaged(path)
    return pairs


def _check_unchanged(index: Path, source: dict[str, Any]) -> None:
    """Refuse an index whose source is another one now; one that is gone is not missed."""
    path = Path(source["path"])
    try:
        stat = path.stat()
    except OSError:
        return
    if stat.st_size == source["bytes"] and stat.st_mtime_ns == source["changed"]:
        return
    if describe_source(path)["sha256"] != source["sha256"]:
        raise PantoumError(
            f"the index was made of {path}, which has changed since",
            where=str(index),
            remedy=MAKE_AGAIN,
        )


def _vocabulary(path: Path, parse: Callable[[str], T]) -> T:
    text = path.read_text(encoding="utf-8")
    try:
        return parse(text)
    except PantoumError:  # which advises to train a model again
        raise _damaged(path) from None


def _side(path: Path, side: str) -> FlatSequences:
    ids, lengths, offsets = (
        _mapped(path, f"{side}.{what}.npy") for what in ("ids", "lengths", "offsets")
    )
    if len(offsets) != len(lengths) + 1 or offsets[-1] != len(ids):
        raise ValueError(side)
    return FlatSequences(ids, offsets, lengths)


def _mapped(path: Path, name: str) -> np.ndarray:
    # The mapped array's own kind costs time with each row that is taken of it.
    return np.asarray(np.load(path / name, mmap_mode="r", allow_pickle=False))


def _damaged(path: Path) -> PantoumError:
    return PantoumError("the index is damaged", where=str(path), remedy=MAKE_AGAIN)
