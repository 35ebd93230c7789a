"""From files of pairs to an index: what is inferred from their beginning, the vocabularies, and the
notes for the user.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.config import Config, DataConfig
from pantoum.data import Columns, SourceTokenizer, Tokenizer, Units, Unknown, UnknownSymbols
from pantoum.data.indexing.build import Done, Source, counts_of, no_room, read_pairs_into
from pantoum.data.indexing.files import CorpusFiles, corpus_files, describe_source
from pantoum.data.indexing.finish import (
    put_in_place,
    remove_parts,
    table_of,
    write_arrays,
    write_places,
)
from pantoum.data.indexing.head import read_head
from pantoum.data.indexing.numbering import FIRST
from pantoum.data.indexing.pair_blocks import pair_blocks
from pantoum.data.indexing.parts import (
    BUILDING,
    SIDES,
    Parts,
    State,
    begin_parts,
    write_text,
)
from pantoum.data.indexing.stored import INDEX, VERSION
from pantoum.errors import PantoumError
from pantoum.files import remove_leftovers
from pantoum.locks import locked
from pantoum.symbols import UNK
from pantoum.tasks.index_folder import LOCK, check_folder, identity_of, remove_others
from pantoum.tasks.index_settings import check_config, check_task
from pantoum.tasks.pairs import Pairs, columns_note
from pantoum.tasks.quality import quality_notes
from pantoum.tasks.seq2seq.preparation import long_pairs_note, no_short_pair, rare_notes, units_of
from pantoum.tasks.vocabulary import tokenizer_of_counts, train_tokenizer

# Bytes of files whose digest takes a while.
LARGE = 1 << 30


class Made(NamedTuple):
    """An index that was made: how many pairs it has, and the notes on them.

    new: whether there was something to do.
    """

    pairs: int
    notes: list[str]
    new: bool


class Inferred(NamedTuple):
    """What the first pairs of a corpus tell.

    pairs: these; units: of both sides; data: the settings with all that was inferred; whole:
    whether there are no other pairs.
    """

    pairs: Pairs
    units: Units
    data: DataConfig
    whole: bool


def make_index(
    train: Sequence[Path],
    folder: Path,
    config: Config,
    *,
    overwrite: bool = False,
    leave_out: bool = False,
    report: Callable[[Done], None] = lambda done: None,
    announce: Callable[[str], None] = lambda text: None,
) -> Made:
    """Make the index of a corpus, or go on with one that was begun.

    Args:
        train: a file with columns, several of them or a folder of them, or two line-aligned files.
        folder: where it is written.
        config: the settings of the data, and the format of the files.
        overwrite: replace an index that is there.
        leave_out: leave out lines that cannot be used, instead of an error.
        report: is told how far the reading is, after each block of lines.
        announce: is given a sentence before something that takes a while.

    Raises: PantoumError for data that cannot be read, settings that an index cannot have, a folder
        that holds something else, a disk without room. What was done stays, and is gone on with.
    """
    check_config(config)
    files = corpus_files(train, config.format)
    if sum(path.stat().st_size for path in files.paths) >= LARGE:
        announce(f"reading {_counted(files.paths)} for {_their(files.paths)} digest")
    sources = [describe_source(path) for path in files.paths]
    identity = identity_of(sources, files.format, config.data)
    found = check_folder(folder, identity, overwrite)
    if found is not None and not (folder / BUILDING).exists():
        return Made(found["pairs"], found["notes"], new=False)
    inferred = _infer(files, config, leave_out)
    in_use = PantoumError(
        "another process is making an index there;",
        where=str(folder),
        remedy="wait until it has ended, or give another --output",
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / LOCK, in_use):
            found = check_folder(folder, identity, overwrite)  # another one may have ended since
            if found is not None:
                remove_parts(folder)  # a killed command may have left them
                return Made(found["pairs"], found["notes"], new=False)
            if overwrite:
                remove_others(folder, identity)
            begin_parts(folder, identity)
            data = inferred.data
            source = Source(
                files,
                inferred.pairs.columns,
                identity,
                {"source": inferred.units.source, "target": inferred.units.target},
                data.normalization,
                data.max_length,
                _byte_pairs(folder, files, data, inferred.pairs.columns, leave_out, announce),
                leave_out,
            )
            parts = Parts(folder, read_pairs_into(folder, source, report))
            return _finish(parts, source, inferred, sources)
    except OSError as error:
        raise no_room(folder, error) from error


def _infer(files: CorpusFiles, config: Config, leave_out: bool) -> Inferred:
    """What the beginning of a corpus tells.

    Raises: PantoumError for pairs that an index is not made for.
    """
    head = read_head(files, config.data, leave_out=leave_out)
    pairs = Pairs(files.paths, head.examples, head.columns, head.notes)
    check_task(pairs, config)
    units = units_of(config.data, pairs.examples)
    columns = {f"{role}_column": column for role, column in head.columns._asdict().items()}
    data = replace(config.data, **columns, source_units=units.source, target_units=units.target)
    return Inferred(pairs, units, data, head.whole)


def _finish(
    parts: Parts, source: Source, inferred: Inferred, sources: list[dict[str, Any]]
) -> Made:
    """Write what is known once all pairs are read.

    Raises: OSError where it cannot be written, PantoumError where there is no pair or no word.
    """
    state, data = parts.state, inferred.data
    if not state.pairs:
        raise no_short_pair(data.max_length, state.longest)
    vocabularies: dict[str, Tokenizer] = {}
    unknown: dict[str, Unknown] = {}
    for side in SIDES:
        vocabularies[side], unknown[side] = _encode(parts, side, source, data)
    write_places(parts)
    notes = _notes(state, inferred, vocabularies, unknown)
    texts = {
        "source.json": SourceTokenizer(vocabularies["source"]).to_json(),
        "target.json": vocabularies["target"].to_json(),
    }
    described = {
        "version": VERSION,
        "task": "seq2seq",
        "pairs": state.pairs,
        "data": asdict(data),
        "columns": list(source.columns),
        "sources": _with_first_pairs(sources, state),
        "notes": notes,
        "digest": _digest(state, data, texts),
        "identity": source.identity,
    }
    folder = parts.folder.parent
    (folder / INDEX).unlink(missing_ok=True)  # what it describes is replaced now
    put_in_place(parts)
    for name, text in {**texts, INDEX: _json(described)}.items():
        remove_leftovers(folder / name)  # of a process that was killed just here
        write_text(folder / name, text)
    remove_parts(folder)
    return Made(state.pairs, notes, new=True)


def _encode(parts: Parts, side: str, source: Source, data: DataConfig) -> tuple[Tokenizer, Unknown]:
    """Write the arrays of a side; its vocabulary, and what that leaves out."""
    if side in source.known:
        write_arrays(parts, side, None, source.known[side].size)
        return source.known[side], Unknown()
    pieces, numbers = counts_of(parts, side)
    # A letter that is only met with a mark has a number of its own, and no count.
    met = zip(pieces, numbers.tolist(), strict=True)
    counts = Counter({piece: count for piece, count in met if count})
    vocabulary = tokenizer_of_counts(data, source.units[side], counts, side)
    table = table_of(pieces, vocabulary)
    write_arrays(parts, side, table, vocabulary.size)
    ids = dict(zip(pieces, table[FIRST:].tolist(), strict=True))
    left_out = {piece: count for piece, count in counts.items() if ids[piece] == UNK}
    return vocabulary, Unknown(Counter(left_out), counts.total())


def _notes(
    state: State,
    inferred: Inferred,
    vocabularies: dict[str, Tokenizer],
    unknown: dict[str, Unknown],
) -> list[str]:
    """What the user should check, in words."""
    pairs = inferred.pairs
    notes = [columns_note(pairs.columns, pairs.examples[0])] if len(pairs.paths) == 1 else []
    notes += pairs.notes
    notes += [inferred.units.why] if inferred.units.why else []
    of_sides = UnknownSymbols(unknown["source"], unknown["target"])
    notes += rare_notes(of_sides, vocabularies["source"], vocabularies["target"])
    if state.refused:
        lines = "line" if state.refused == 1 else "lines"
        notes.append(
            f"left out: {state.refused:,} {lines} that cannot be used, the first: "
            f"{state.first_refused}"
        )
    if state.left_out:
        notes.append(long_pairs_note(state.left_out, inferred.data.max_length, state.longest))
    quality = quality_notes(pairs.examples, [])
    if inferred.whole:
        return [*notes, *quality]
    first = f"the first {len(pairs.examples):,} pairs"
    return [
        *notes,
        f"columns and units were inferred from {first}",
        *(f"{note}, of {first}" for note in quality),
    ]


def _with_first_pairs(sources: list[dict[str, Any]], state: State) -> list[dict[str, Any]]:
    """The files with the number of the first pair of each; the second of two line-aligned files,
    which has the outputs of all, and files without a pair have that of the end.
    """
    firsts = [*state.files, *[state.pairs] * len(sources)]
    return [{**one, "first_pair": first} for one, first in zip(sources, firsts, strict=False)]


def _digest(state: State, data: DataConfig, texts: dict[str, str]) -> str:
    """What stands for the arrays: the source, the settings and the vocabularies decide them."""
    made_of = [VERSION, state.identity, asdict(data), state.pairs, state.refused, texts]
    return hashlib.sha256(_json(made_of).encode()).hexdigest()


def _byte_pairs(
    folder: Path,
    files: CorpusFiles,
    data: DataConfig,
    columns: Columns,
    leave_out: bool,
    announce: Callable[[str], None],
) -> dict[str, Tokenizer]:
    """The vocabularies of byte pairs, which are learned from all texts before these are encoded;
    what was learned before is taken.
    """
    known: dict[str, Tokenizer] = {}
    for side, units in zip(SIDES, (data.source_units, data.target_units), strict=True):
        if units != "bpe":
            continue
        path = folder / BUILDING / f"{side}.json"
        if not path.exists():
            announce(f"learning the byte pairs of the {side}")
            texts = _texts(files, columns, side, leave_out)
            learned = train_tokenizer(data, units, texts, side)
            write_text(path, learned.to_json())
        known[side] = Tokenizer.from_json(path.read_text(encoding="utf-8"))
    return known


def _texts(files: CorpusFiles, columns: Columns, side: str, leave_out: bool) -> Iterator[str]:
    for block in pair_blocks(files, columns, refuse=_told_later if leave_out else None):
        yield from block.sources if side == "source" else block.targets


def _told_later(error: PantoumError) -> None:
    """Lines that cannot be used are told of when they are encoded."""


def _counted(paths: Sequence[Path]) -> str:
    return str(paths[0]) if len(paths) == 1 else f"{len(paths):,} files"


def _their(paths: Sequence[Path]) -> str:
    return "its" if len(paths) == 1 else "their"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
