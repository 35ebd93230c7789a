"""From files of pairs to an index: what is inferred from their beginning, the vocabularies, and the
notes for the user.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.config import Config, DataConfig, UnitName, validate
from pantoum.data import Columns, SourceTokenizer, Tokenizer, Unknown, UnknownSymbols
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
from pantoum.data.indexing.pair_blocks import pair_blocks
from pantoum.data.indexing.parts import (
    BUILDING,
    SIDES,
    Parts,
    State,
    begin_parts,
    read_state,
)
from pantoum.data.indexing.stored import INDEX, VERSION, describe_index
from pantoum.errors import PantoumError
from pantoum.files import write_files
from pantoum.symbols import UNK
from pantoum.tasks.pairs import Pairs, columns_note, task_of_pairs
from pantoum.tasks.quality import quality_notes
from pantoum.tasks.seq2seq.preparation import long_pairs_note, no_short_pair, rare_notes, units_of
from pantoum.tasks.vocabulary import tokenizer_of_counts, train_tokenizer


class Made(NamedTuple):
    """An index that was made: how many pairs it has, and the notes on them.

    new: whether there was something to do.
    """

    pairs: int
    notes: list[str]
    new: bool


def make_index(
    train: Sequence[Path],
    folder: Path,
    config: Config,
    *,
    overwrite: bool = False,
    report: Callable[[Done], None] = lambda done: None,
    announce: Callable[[str], None] = lambda text: None,
) -> Made:
    """Make the index of a corpus, or go on with one that was begun.

    Args:
        train: a file with columns, several of them or a folder of them, or two line-aligned files.
        folder: where it is written.
        config: the settings of the data, and the format of the files.
        overwrite: replace an index that is there.
        report: is told how far the reading is, after each block of lines.
        announce: is given a sentence before something that takes a while.

    Raises: PantoumError for data that cannot be read, settings that an index cannot have, a folder
        that holds something else, a disk without room. What was done stays, and is gone on with.
    """
    _check_config(config)
    files = corpus_files(train, config.format)
    announce(f"reading {_counted(files.paths)} for {_their(files.paths)} digest")
    sources = [describe_source(path) for path in files.paths]
    identity = _identity(sources, files, config)
    found = _check_folder(folder, identity, overwrite)
    if found is not None:
        return Made(found["pairs"], found["notes"], new=False)
    head = read_head(files, config.data)
    pairs = Pairs(files.paths, head.examples, head.columns, head.notes)
    _check_task(pairs, config)
    units = units_of(config.data, pairs.examples)
    data = _complete(config.data, pairs, units.source, units.target)
    try:
        begin_parts(folder, identity)
        known = _byte_pairs(folder, files, data, pairs.columns, announce)
        source = Source(
            files,
            pairs.columns,
            identity,
            {"source": units.source, "target": units.target},
            data.normalization,
            data.max_length,
            known,
        )
        state = read_pairs_into(folder, source, report)
        notes = [
            *([columns_note(pairs.columns, pairs.examples[0])] if len(files.paths) == 1 else []),
            *pairs.notes,
            *([units.why] if units.why else []),
        ]
        return _finish(folder, state, source, data, sources, head.whole, pairs, notes)
    except OSError as error:
        raise no_room(folder, error) from error


def _finish(
    folder: Path,
    state: State,
    source: Source,
    data: DataConfig,
    sources: list[dict[str, Any]],
    whole: bool,
    pairs: Pairs,
    notes: list[str],
) -> Made:
    """Write what is known once all pairs are read.

    Args:
        whole: whether the head that settings were inferred from is the whole corpus.
        pairs: the head; notes: on it.
    """
    if not state.pairs:
        raise no_short_pair(data.max_length, state.longest)
    parts = Parts(folder, state)
    vocabularies: dict[str, Tokenizer] = {}
    unknown: dict[str, Unknown] = {}
    for side in SIDES:
        table = None
        if side in source.known:
            vocabularies[side] = source.known[side]
            unknown[side] = Unknown()
        else:
            pieces, counts = counts_of(parts, side)
            of_pieces = Counter(dict(zip(pieces, counts.tolist(), strict=True)))
            vocabulary = tokenizer_of_counts(data, source.units[side], of_pieces, side)
            table = table_of(pieces, vocabulary)
            vocabularies[side] = vocabulary
            unknown[side] = _unknown(of_pieces, vocabulary)
        write_arrays(parts, side, table, vocabularies[side].size)
    write_places(parts)
    put_in_place(parts)
    texts = {
        "source.json": SourceTokenizer(vocabularies["source"]).to_json(),
        "target.json": vocabularies["target"].to_json(),
    }
    notes += rare_notes(
        UnknownSymbols(unknown["source"], unknown["target"]),
        vocabularies["source"],
        vocabularies["target"],
    )
    if state.left_out:
        notes.append(long_pairs_note(state.left_out, data.max_length, state.longest))
    notes += _quality(pairs, whole)
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
    write_files(folder, {name: text.encode() for name, text in texts.items()})
    write_files(folder, {INDEX: _json(described).encode()})
    remove_parts(folder)
    return Made(state.pairs, notes, new=True)


def _with_first_pairs(sources: list[dict[str, Any]], state: State) -> list[dict[str, Any]]:
    """The files with the number of the first pair of each; the second of two line-aligned files,
    which has the outputs of all, and files without a pair have that of the end.
    """
    firsts = [*state.files, *[state.pairs] * len(sources)]
    return [{**one, "first_pair": first} for one, first in zip(sources, firsts, strict=False)]


def _quality(pairs: Pairs, whole: bool) -> list[str]:
    notes = quality_notes(pairs.examples, [])
    if whole:
        return notes
    return [
        f"columns and units were inferred from the first {len(pairs.examples):,} pairs",
        *(f"{note}, of the first {len(pairs.examples):,} pairs" for note in notes),
    ]


def _unknown(counts: Counter[str], vocabulary: Tokenizer) -> Unknown:
    """The units that a vocabulary leaves out."""
    ids = zip(counts, vocabulary.ids_of([*counts]), strict=True)
    left_out = {piece: counts[piece] for piece, id in ids if id == UNK}
    return Unknown(Counter(left_out), counts.total())


def _digest(state: State, data: DataConfig, texts: dict[str, str]) -> str:
    """What stands for the arrays: the source, the settings and the vocabularies decide them."""
    made_of = [VERSION, state.identity, asdict(data), state.pairs, texts]
    return hashlib.sha256(_json(made_of).encode()).hexdigest()


def _identity(
    sources: Sequence[dict[str, Any]], files: CorpusFiles, config: Config
) -> dict[str, Any]:
    """What tells an index from others: what it is made of and how."""
    return {
        "version": VERSION,
        "format": files.format,
        "sources": [{name: one[name] for name in ("bytes", "sha256")} for one in sources],
        "data": asdict(config.data),
    }


def _check_folder(folder: Path, identity: dict[str, Any], overwrite: bool) -> dict[str, Any] | None:
    """Refuse a folder that holds something else.

    Returns: what is said of the same index, where it is finished already.
    """
    if overwrite:
        shutil.rmtree(folder / BUILDING, ignore_errors=True)
        (folder / INDEX).unlink(missing_ok=True)
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise PantoumError("is a file;", where=str(folder), remedy="give a directory to --output")
    if (folder / INDEX).exists():
        described = describe_index(folder)
        _check_same(folder, described["identity"], identity, "is an index")
        return described
    state = read_state(folder)
    if state is not None:
        _check_same(folder, state.identity, identity, "has the beginning of an index")
    elif any(path.name != BUILDING and path.suffix != ".npy" for path in folder.iterdir()):
        raise PantoumError(
            "is not empty and holds no index;",
            where=str(folder),
            remedy="give a new directory to --output",
        )
    return None


def _check_same(folder: Path, then: dict[str, Any], now: dict[str, Any], what: str) -> None:
    if then == now:
        return
    changed = [name for name, value in now["data"].items() if then["data"].get(name) != value]
    if then.get("sources") != now["sources"]:
        other = "of other data"
    elif changed:
        name = changed[0]
        other = f"made with data.{name} {then['data'].get(name)!r} (now {now['data'][name]!r})"
    else:
        other = "of another version or format"
    raise PantoumError(
        f"{what} {other};",
        where=str(folder),
        remedy="give --overwrite to make it anew, or another --output",
    )


def _check_config(config: Config) -> None:
    """Refuse settings of which an index knows nothing."""
    validate(config)
    data = config.data
    for name, value, default in (
        ("features_column", data.features_column or "", ""),
        ("group_column", data.group_column, ""),
        ("weight_column", data.weight_column, ""),
        ("group_temperature", data.group_temperature, 1.0),
    ):
        if value != default:
            raise PantoumError(
                f"an index has inputs and outputs alone, but data.{name} is {value!r}",
                setting=f"data.{name}",
                value=value,
                remedy="leave it out, or train from the files themselves",
            )
    if config.task not in (None, "seq2seq"):
        raise PantoumError(
            f"an index is made for an encoder-decoder, but task is {config.task}",
            setting="task",
            value=config.task,
            remedy="train from the files themselves",
        )


def _check_task(pairs: Pairs, config: Config) -> None:
    """Refuse pairs that an encoder-decoder is not for."""
    if pairs.columns.features:
        raise PantoumError(
            f"column {pairs.columns.features} holds features, but an index has inputs and outputs "
            "alone",
            setting="data.features_column",
            where=str(pairs.path),
            value=pairs.columns.features,
            remedy="give --data.features_column '' to leave them out, or train from the files "
            "themselves",
        )
    if config.task is not None:
        return
    task, reason = task_of_pairs(pairs)
    if task != "seq2seq":
        raise PantoumError(
            f"the pairs are for a classifier ({reason}), but an index is made for an "
            "encoder-decoder",
            setting="task",
            where=str(pairs.path),
            remedy="give --task seq2seq if outputs are to be written, or train from the files "
            "themselves",
        )


def _complete(data: DataConfig, pairs: Pairs, source: UnitName, target: UnitName) -> DataConfig:
    """The settings with all that was inferred."""
    columns = {f"{role}_column": column for role, column in pairs.columns._asdict().items()}
    return replace(data, **columns, source_units=source, target_units=target)


def _byte_pairs(
    folder: Path,
    files: CorpusFiles,
    data: DataConfig,
    columns: Columns,
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
            texts = _texts(files, columns, side)
            learned = train_tokenizer(data, units, texts, side)
            write_files(path.parent, {path.name: learned.to_json().encode()})
        known[side] = Tokenizer.from_json(path.read_text(encoding="utf-8"))
    return known


def _texts(files: CorpusFiles, columns: Columns, side: str) -> Iterator[str]:
    for block in pair_blocks(files, columns):
        yield from block.sources if side == "source" else block.targets


def _counted(paths: Sequence[Path]) -> str:
    return str(paths[0]) if len(paths) == 1 else f"{len(paths):,} files"


def _their(paths: Sequence[Path]) -> str:
    return "its" if len(paths) == 1 else "their"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
