"""From files of words and tags to everything a run needs: vocabularies, corpora and a complete configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from weft.config import Config, DataConfig
from weft.data import (
    Sentence,
    SentenceCorpus,
    TokenFile,
    WordVectors,
    WordVocabulary,
    count_broken,
    detect_scheme,
    hold_out,
    read_token_file,
    read_vectors,
)
from weft.errors import WeftError
from weft.tasks.contract import Prepared
from weft.tasks.sizes import chosen_note
from weft.tasks.tagger.columns import TagColumn
from weft.tasks.tagger.recipe import choose
from weft.tasks.tagger.task import TaggerTask
from weft.tasks.tagger.unknown import unknown_notes


class Parts(NamedTuple):
    """Training and development sentences, and what was inferred, in words."""

    train: list[Sentence]
    dev: list[Sentence]
    notes: list[str]


def read_tokens(paths: Sequence[Path], data: DataConfig) -> TokenFile:
    """The one file of words and tags.

    Raises: WeftError for a file that cannot be read so, and for several.
    """
    if len(paths) != 1:
        raise WeftError(f"{len(paths)} data files: a tagger learns from one file of words and tags")
    columns = data.tag_columns.split(",") if data.tag_columns else None
    return read_token_file(paths[0], data.words_column, columns)


def prepare(file: TokenFile, dev: Sequence[Path], config: Config) -> Prepared[TaggerTask]:
    """Infer what the configuration leaves open and encode both parts.

    Args:
        file: the training data.
        dev: a file of the same columns; without it a part of the training data is held out.
    Raises: WeftError for data that cannot be read, or settings that cannot work.
    """
    parts = _part(file, dev, config)
    columns = tuple(_column(file, place, config) for place in range(len(file.columns.tags)))
    vectors = read_vectors(Path(config.tagger.vectors)) if config.tagger.vectors else None
    words = WordVocabulary.train(
        chain.from_iterable(sentence.words for sentence in parts.train),
        lower=config.tagger.lower,
        min_count=config.data.min_count or 1,
        size=config.data.vocabulary_size,
        normalization=config.data.normalization,
        affixes=config.tagger.affixes,
    )
    task = _task(words, columns, vectors)
    corpus, dev_corpus = (encode(task, sentences) for sentences in (parts.train, parts.dev))
    data = replace(
        config.data,
        words_column=file.columns.words,
        tag_columns=",".join(file.columns.tags),
    )
    chosen = choose(replace(config, task=TaggerTask.name, data=data), corpus)
    notes = [*parts.notes, *_column_notes(file, columns), *unknown_notes(columns, parts.dev, "dev")]
    notes += chosen_note(config, chosen)
    return Prepared(chosen, task, corpus, dev_corpus, parts.dev, notes)


def encode(task: TaggerTask, sentences: Sequence[Sentence]) -> SentenceCorpus:
    """The ids of sentences and of their tags."""
    tags = [[sentence.tags[place] for sentence in sentences] for place in range(len(task.columns))]
    return task.encode([sentence.words for sentence in sentences], tags)


def _part(file: TokenFile, dev: Sequence[Path], config: Config) -> Parts:
    taken = file.columns
    notes = [f"columns: words {taken.words}, tags {', '.join(taken.tags)}"]
    if not dev:
        train, held = hold_out(file.sentences, config.seed, file.path, lambda sentence: sentence.words)
        count = f"{len(held):,}" if len(held) > 1 else "one"
        return Parts(train, held, [*notes, f"dev set: {count} of the sentences, held out (--dev gives your own)"])
    if len(dev) != 1:
        raise WeftError(f"--dev: {len(dev)} files, but a tagger takes one file of words and tags")
    return Parts(file.sentences, read_token_file(dev[0], taken.words, taken.tags).sentences, notes)


def _column(file: TokenFile, place: int, config: Config) -> TagColumn:
    sequences = [sentence.tags[place] for sentence in file.sentences]
    scheme = config.data.tag_scheme or detect_scheme(sequences)
    return TagColumn.train(file.columns.tags[place], scheme, config.tagger.scheme, sequences)


def _task(words: WordVocabulary, columns: tuple[TagColumn, ...], vectors: WordVectors | None) -> TaggerTask:
    if vectors is None:
        return TaggerTask(words, columns)
    return TaggerTask(words, columns, vectors.words, vectors.table)


def _column_notes(file: TokenFile, columns: Sequence[TagColumn]) -> list[str]:
    """What was found out about each column, and tags that do not follow its scheme."""
    notes = []
    for place, column in enumerate(columns):
        sequences = [sentence.tags[place] for sentence in file.sentences]
        different = len(set(chain.from_iterable(sequences)))
        kind = f"spans in {column.scheme}" if column.has_spans else "no spans"
        notes.append(f"{column.name}: {different:,} different tags ({kind})")
        broken = count_broken(sequences, column.scheme)
        if broken.first is not None:
            sentence, word = broken.first
            notes.append(
                f"{column.name}: {broken.tags:,} tags do not follow {column.scheme}, the first in line "
                f"{file.lines[sentence][word]}; they are read as conlleval reads them"
            )
    return notes
