"""The making of an index: pairs to numbers, block after block, and numbers to ids."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from pantoum.config import Normalization, UnitName
from pantoum.data.columns import Columns
from pantoum.data.indexing.files import CorpusFiles
from pantoum.data.indexing.numbering import FIRST, Known, Numbered, Numbering, numbering
from pantoum.data.indexing.pair_blocks import pair_blocks
from pantoum.data.indexing.parts import SIDES, Parts, State, damaged_parts, read_state
from pantoum.data.indexing.position import PairBlock
from pantoum.data.packed import unpacked_name
from pantoum.data.tokenizers import Tokenizer
from pantoum.errors import PantoumError
from pantoum.files import not_readable, not_writable

# A checkpoint is written when so many seconds have passed since the last one.
SECONDS = 2.0
# Numbers that are smaller take two bytes, others four.
SMALL = 1 << 16
# Bytes of a part that are read at a time.
PIECE = 1 << 22


class Source(NamedTuple):
    """What an index is made of.

    identity: what tells it from other ones: the files by their digests, and the settings; units: of
    each side; known: the vocabulary of a side that is learned before, of byte pairs; leave_out:
    whether lines that cannot be used are left out.
    """

    files: CorpusFiles
    columns: Columns
    identity: dict[str, Any]
    units: Mapping[str, UnitName]
    normalization: Normalization
    max_length: int
    known: Mapping[str, Tokenizer]
    leave_out: bool = False


class Done(NamedTuple):
    """How far the reading is: pairs, and the part of the source, from 0 to 1; None where files are
    compressed, and it is not known.
    """

    pairs: int
    share: float | None


def read_pairs_into(
    folder: Path,
    source: Source,
    report: Callable[[Done], None] = lambda done: None,
) -> State:
    """Read all pairs, from where an earlier process was stopped, and write them as numbers.

    Args:
        folder: of the index.
        report: is told how far the reading is, after each block.

    Raises:
        PantoumError: a line that cannot be used; a disk without room. What was done before stays.
    """
    state = read_state(folder)
    assert state is not None  # it is begun
    parts = Parts(folder, state)
    try:
        with parts.opened():
            _read(parts, source, report)
    except OSError as error:
        raise no_room(folder, error) from error
    return state


def no_room(folder: Path, error: OSError) -> PantoumError:
    """What is said of an index that the disk does not take."""
    written = not_writable(folder, error)
    return PantoumError(
        written.problem,
        where=str(folder),
        remedy="make room there and give the same command again: it goes on from where it stood",
    )


def _read(parts: Parts, source: Source, report: Callable[[Done], None]) -> None:
    state = parts.state
    numberings = {side: _numbering(parts, source, side) for side in SIDES}
    saved = time.monotonic()

    def refuse(error: PantoumError) -> None:
        state.first_refused = state.first_refused or str(error)
        state.refused += 1

    refusing = refuse if source.leave_out else None
    blocks = pair_blocks(source.files, source.columns, state.position, refusing)
    while (block := _next(parts, blocks)) is not None:
        _add(parts, numberings, block, source.max_length)
        report(Done(state.pairs, _share(source.files, state)))
        if time.monotonic() - saved >= SECONDS:
            parts.save()
            saved = time.monotonic()
    parts.save()


def _next(parts: Parts, blocks: Iterator[PairBlock]) -> PairBlock | None:
    """The next block; what stands before one that cannot be read is kept."""
    try:
        return next(blocks, None)
    except PantoumError:
        parts.save()
        raise


def _share(files: CorpusFiles, state: State) -> float | None:
    """How much of the files is read."""
    packed = any(unpacked_name(path) != path for path in files.paths)
    if packed or files.format == "parquet":
        return None
    sizes = [one["bytes"] for one in state.identity["sources"]]
    if files.format == "aligned":
        sizes = sizes[:1]
    before = sum(sizes[: state.position.file])
    # A packed file need not have the name of one.
    return min(1.0, (before + state.position.offset) / max(sum(sizes), 1))


def _numbering(parts: Parts, source: Source, side: str) -> Numbering:
    """What numbers the texts of a side, with the units that were met before."""
    if side in source.known:
        return Known(source.known[side])
    return numbering(source.units[side], source.normalization, _units(parts, side))


def _units(parts: Parts, side: str) -> list[str]:
    path = parts.folder / f"{side}.units"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]
    except OSError as error:
        raise not_readable(path, error) from None
    except ValueError:
        raise damaged_parts(path) from None


def _add(
    parts: Parts, numberings: Mapping[str, Numbering], block: PairBlock, max_length: int
) -> None:
    state = parts.state
    while len(state.files) <= block.end.file:
        state.files.append(state.pairs)
    numbered = []
    for side, texts in zip(SIDES, (block.sources, block.targets), strict=True):
        pieces = numberings[side].pieces
        before = len(pieces)
        numbered.append(numberings[side].encode(texts))
        new = "".join(f"{json.dumps(piece)}\n" for piece in pieces[before:])
        parts.add(f"{side}.units", new.encode())
    symbols = np.maximum(numbered[0].lengths, numbered[1].lengths) - 1  # but for </s>
    kept = symbols <= max_length
    for side, of_side in zip(SIDES, numbered, strict=True):
        _add_side(parts, side, of_side, kept)
    places = block.places[kept]
    parts.add("places", places.astype("<i8").tobytes())
    state.pairs += len(places)
    state.left_out += len(symbols) - len(places)
    state.longest = max(state.longest, int(symbols.max(initial=0)))
    state.position = block.end


def _add_side(parts: Parts, side: str, numbered: Numbered, kept: np.ndarray) -> None:
    values, lengths = numbered
    if not kept.all():
        of_value = np.repeat(kept, lengths)
        # They count for the vocabulary, as all lines of a corpus in memory do.
        parts.add(f"{side}.long", values[~of_value].astype("<i4").tobytes())
        values, lengths = values[of_value], lengths[kept]
    width = 2 if values.max(initial=0) < SMALL else 4
    parts.add(f"{side}.ids", values.astype(f"<u{width}").tobytes())
    parts.add(f"{side}.lengths", lengths.astype("<i4").tobytes())
    chunks = parts.state.chunks[side]
    if not chunks or chunks[-1][0] != width:
        chunks.append([width, 0])
    chunks[-1][1] += len(values)


def chunks_of(parts: Parts, side: str) -> Iterator[np.ndarray]:
    """The numbers of a side, part by part.

    Raises: OSError where they cannot be read.
    """
    with (parts.folder / f"{side}.ids").open("rb") as file:
        for width, count in parts.state.chunks[side]:
            yield from _read_values(file, f"<u{width}", width * count)


def counts_of(parts: Parts, side: str) -> tuple[list[str], np.ndarray]:
    """The units of a side in the order in which they were met, and how often each occurs, also in
    pairs that are left out.
    """
    pieces = _units(parts, side)
    counts = np.zeros(FIRST + len(pieces), dtype=np.int64)
    for values in _with_long(parts, side):
        found = np.bincount(values)
        counts[: len(found)] += found
    return pieces, counts[FIRST:]


def _with_long(parts: Parts, side: str) -> Iterable[np.ndarray]:
    yield from chunks_of(parts, side)
    yield from pieces_of(parts, f"{side}.long", "<i4")


def pieces_of(parts: Parts, name: str, kind: str) -> Iterator[np.ndarray]:
    """The values in a part.

    Raises: OSError where they cannot be read.
    """
    with (parts.folder / name).open("rb") as file:
        yield from _read_values(file, kind, parts.state.bytes[name])


def _read_values(file: BinaryIO, kind: str, left: int) -> Iterator[np.ndarray]:
    while left:
        data = file.read(min(PIECE, left))
        if not data:
            raise damaged_parts(Path(file.name))
        left -= len(data)
        yield np.frombuffer(data, dtype=kind)
