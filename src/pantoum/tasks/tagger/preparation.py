"""From files of words and tags to everything a run needs: vocabularies, corpora and a complete
configuration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pantoum.config import Config, DataConfig, Scheme, resolve
from pantoum.data import (
    DataFile,
    DetectedScheme,
    Sentence,
    SentenceCorpus,
    TokenFile,
    WordVocabulary,
    detect_scheme,
    hold_out,
    read_vectors,
)
from pantoum.data.data_file import opened
from pantoum.data.file_format import TOKEN_FORMATS
from pantoum.errors import PantoumError
from pantoum.tasks.choices import chosen_note, facts_of
from pantoum.tasks.contract import Prepared
from pantoum.tasks.tagger.columns import TagColumn
from pantoum.tasks.tagger.files import as_schemes, invalid_tag_notes, read_same_columns
from pantoum.tasks.tagger.scores import unknown_notes
from pantoum.tasks.tagger.task import TaggerTask


class Parts(NamedTuple):
    """Training and development sentences, and what was inferred, in words."""

    train: list[Sentence]
    dev: list[Sentence]
    notes: list[str]


def prepare(
    file: TokenFile, dev: TokenFile | None, config: Config, start: TaggerTask | None = None
) -> Prepared[TaggerTask]:
    """Infer what the configuration leaves open and encode both parts.

    Args:
        file: the training data.
        dev: the development data; None holds out a part of the training data.
        start: the task whose vocabularies are extended; None for new ones.
    Raises: PantoumError for data that cannot be read, or settings that cannot work.
    """
    detected = _detected(file, config.data)
    if start is not None:
        detected = _as_learned(file, config.data, detected, start.columns)
    schemes: dict[str, Scheme] = {name: one.scheme for name, one in detected.items()}
    parts = _part(
        as_schemes(file, schemes), None if dev is None else as_schemes(dev, schemes), config
    )
    task = _task(parts.train, schemes, config, start)
    corpus, dev_corpus = (encode(task, sentences) for sentences in (parts.train, parts.dev))
    longest = int(corpus.lengths.max())
    if start is not None:
        longest = max(longest, start.longest_source or 0)
    task = replace(task, longest_source=longest)
    data = replace(
        config.data, words_column=file.columns.words, tag_columns=",".join(file.columns.tags)
    )
    chosen = resolve(replace(config, data=data), TaggerTask.name, facts_of([corpus.lengths]))
    notes = [
        *parts.notes,
        *_column_notes(file, detected),
        *unknown_notes(task.columns, parts.dev, "dev"),
    ]
    notes += chosen_note(config, chosen)
    return Prepared(chosen, task, corpus, dev_corpus, parts.dev, notes)


def encode(task: TaggerTask, sentences: Sequence[Sentence]) -> SentenceCorpus:
    """The ids of sentences and of their tags."""
    tags = [[sentence.tags[place] for sentence in sentences] for place in range(len(task.columns))]
    return task.encode([sentence.words for sentence in sentences], tags)


def read_dev_tokens(
    paths: Sequence[Path | DataFile], training: TokenFile, config: Config
) -> TokenFile:
    """A file with the columns of the training data; what stands in them `prepare` checks.

    Raises: PantoumError for a file that cannot be read so, and for several.
    """
    if len(paths) != 1:
        raise PantoumError(
            f"{len(paths)} files, but a tagger takes one file of words and tags",
            where="--dev",
            remedy="join them",
        )
    file = opened(paths[0], config.format, TOKEN_FORMATS)
    return read_same_columns(file, training.columns.words, training.columns.tags)


def _detected(file: TokenFile, data: DataConfig) -> dict[str, DetectedScheme]:
    """The scheme of each column of tags, by its name, and what it rests on."""
    return {
        name: detect_scheme(sentence.tags[place] for sentence in file.sentences)
        if data.tag_scheme == "auto"
        else DetectedScheme(data.tag_scheme, "")
        for place, name in enumerate(file.columns.tags)
    }


def _as_learned(
    file: TokenFile,
    data: DataConfig,
    detected: Mapping[str, DetectedScheme],
    columns: Sequence[TagColumn],
) -> dict[str, DetectedScheme]:
    """The schemes of columns that a trained model goes on with: spans where it has learned spans,
    and nowhere else.

    Raises: PantoumError for other columns than the model has, or a scheme that does not fit them.
    """
    names = list(detected)
    known = [column.name for column in columns]
    if len(names) != len(known) or (names != known and sorted(names) == sorted(known)):
        raise PantoumError(
            f"tags in {', '.join(names)}, but the model to start from has {', '.join(known)};",
            setting="data.tag_columns",
            where=str(file.path),
            rule=f"as many as, and in the order of, {','.join(known)}",
            value=",".join(names),
            remedy="name the columns of the same kinds, in that order, with data.tag_columns",
        )
    schemes = {}
    for column, (name, one) in zip(columns, detected.items(), strict=True):
        fits = column.has_spans == (one.scheme != "none")
        if not fits and data.tag_scheme != "auto":
            learned = column.learned if column.has_spans else "none"
            raise PantoumError(
                f"data.tag_scheme is {one.scheme}, but the model to start from has learned "
                f"{learned} for {name}",
                setting="data.tag_scheme",
                rule="a scheme of spans" if column.has_spans else "none",
                value=one.scheme,
                remedy="leave it out",
            )
        same = DetectedScheme(column.scheme, "as the model to start from has them")
        schemes[name] = one if fits else same
    return schemes


def _part(file: TokenFile, dev: TokenFile | None, config: Config) -> Parts:
    taken = file.columns
    notes = [*file.notes, f"columns: words {taken.words}, tags {', '.join(taken.tags)}"]
    if dev is None:
        train, held = hold_out(
            file.sentences, config.seed, file.path, lambda sentence: sentence.words
        )
        count = f"{len(held):,}" if len(held) > 1 else "one"
        return Parts(
            train,
            held,
            [*notes, f"dev set: {count} of the sentences, held out (--dev gives your own)"],
        )
    return Parts(file.sentences, dev.sentences, notes)


def _task(
    sentences: Sequence[Sentence],
    schemes: Mapping[str, Scheme],
    config: Config,
    start: TaggerTask | None,
) -> TaggerTask:
    """The vocabularies of the training sentences, and the pretrained vectors."""
    tokens = chain.from_iterable(sentence.words for sentence in sentences)
    min_count = max(config.data.min_count, 1)
    size = config.data.vocabulary_size or None  # 0: all words
    if start is not None:
        kinds = zip(start.columns, schemes.items(), strict=True)
        columns = tuple(
            column.extended(name, scheme, [sentence.tags[place] for sentence in sentences])
            for place, (column, (name, scheme)) in enumerate(kinds)
        )
        words = start.words.extended(tokens, min_count=min_count, size=size)
        return TaggerTask(words, columns, start.vectors)
    words = WordVocabulary.train(
        tokens,
        lower=config.tagger.lowercase,
        min_count=min_count,
        size=size,
        normalization=config.data.normalization,
        affixes=config.tagger.affixes,
    )
    columns = tuple(
        TagColumn.train(
            name, scheme, config.tagger.scheme, [sentence.tags[place] for sentence in sentences]
        )
        for place, (name, scheme) in enumerate(schemes.items())
    )
    if not config.tagger.vectors:
        return TaggerTask(words, columns)
    return TaggerTask(words, columns, *read_vectors(Path(config.tagger.vectors)))


def _column_notes(file: TokenFile, schemes: Mapping[str, DetectedScheme]) -> list[str]:
    """What was inferred about each column and why, and tags that do not follow its scheme."""
    notes = []
    for place, (name, (scheme, reason)) in enumerate(schemes.items()):
        sequences = [sentence.tags[place] for sentence in file.sentences]
        different = len(set(chain.from_iterable(sequences)))
        kind = "no spans" if scheme == "none" else f"spans in {scheme}"
        kind += f": {reason}" if reason else ""
        notes.append(f"column {name}: {different:,} different tags ({kind})")
        notes += invalid_tag_notes(file, name, scheme)
    return notes
