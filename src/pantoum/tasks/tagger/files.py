"""The files of a tagger: that of training, and further ones with the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pantoum.config import DataConfig, GivenFormat, Scheme, SpanScheme
from pantoum.data import (
    DataFile,
    Sentence,
    TokenFile,
    count_invalid_tags,
    read_token_file,
)
from pantoum.data.columns import is_number
from pantoum.data.data_file import opened, path_of
from pantoum.data.file_format import TOKEN_FORMATS
from pantoum.data.lines import where
from pantoum.data.scheme_detection import right_spelling
from pantoum.data.schemes import PREFIXES, in_scheme, split_tag
from pantoum.errors import PantoumError

# So many lines are named beside the first.
MOST_NAMED = 5


def read_tokens(paths: Sequence[Path | DataFile], data: DataConfig) -> TokenFile:
    """The one file of words and tags to learn from.

    Raises: PantoumError for a file that cannot be read so, and for several.
    """
    if len(paths) != 1:
        raise PantoumError(
            f"{len(paths)} data files: a tagger learns from one file of words and tags",
            setting="paths",
            rule="one file",
            value=[str(path) for path in paths],
            remedy="join them, or give the second one to --dev",
        )
    columns = data.tag_columns.split(",") if data.tag_columns else None
    return read_token_file(paths[0], data.words_column or None, columns)


def read_same_columns(
    path: Path | DataFile, words: str, tags: Sequence[str], *, need_tags: bool = True
) -> TokenFile:
    """A further file of words and tags, with the columns of the training data.

    Args:
        words: the column of the words, as the training data's `TokenFile.columns` names it.
        tags: the columns of tags, named so, too.
        need_tags: see `read_token_file`.
    Raises: PantoumError for a file that cannot be read so, and for one of the other format.
    """
    opened_file = opened(path, expected=TOKEN_FORMATS)
    if not _same_format(opened_file, words):
        expected, actual = (
            ("CoNLL columns", "CoNLL-U") if is_number(words) else ("CoNLL-U", "CoNLL columns")
        )
        raise PantoumError(
            f"a file of {actual}, but the model learned from {expected} (words {words}, tags "
            f"{', '.join(tags)})",
            where=str(opened_file.path),
            remedy="convert it; its words alone are read by pantoum predict --format tsv",
        )
    return read_token_file(opened_file, words, tags, need_tags=need_tags)


def read_right_tags(
    path: Path | DataFile, words: str, schemes: Mapping[str, Scheme]
) -> list[Sentence]:
    """The sentences of a further file, whose tags are right ones; see `as_schemes`.

    Args:
        words, schemes: the columns of the words and of the tags, as for `read_same_columns`, and
            the scheme of each of these.
    Raises: PantoumError as `read_same_columns` and `as_schemes`.
    """
    return as_schemes(read_same_columns(path, words, list(schemes)), schemes).sentences


class NotedSentences(NamedTuple):
    """Sentences with their right tags, and what the user should check of them, in words."""

    sentences: list[Sentence]
    notes: Sequence[str] = ()


def read_test_sentences(
    paths: Sequence[Path | DataFile],
    words: str,
    schemes: Mapping[str, Scheme],
    form: GivenFormat = "auto",
) -> NotedSentences:
    """The sentences of further files with their right tags, and what the user should check.

    Args:
        words, schemes: as for `read_right_tags`.
        form: the format of the files, where a user says it.
    Raises: PantoumError for files that cannot be read so, and for tags that do not fit a scheme.
    """
    sentences: list[Sentence] = []
    notes: list[str] = []
    for path in paths:
        opened_file = opened(path, form, TOKEN_FORMATS)
        file = read_same_columns(opened_file, words, list(schemes))
        sentences += as_schemes(file, schemes).sentences
        own = [*file.notes]
        for name, scheme in schemes.items():
            own += invalid_tag_notes(file, name, scheme)
        notes += [f"{path_of(path)}: {note}" for note in own] if len(paths) > 1 else own
    return NotedSentences(sentences, notes)


def read_words(path: Path | DataFile, words: str) -> TokenFile:
    """The words alone of a further file; in one of the other format they stand where it has them by
    default.
    """
    file = opened(path, expected=TOKEN_FORMATS)
    return read_token_file(file, words if _same_format(file, words) else None, (), need_tags=False)


def _check_annotated(file: TokenFile) -> None:
    """Refuse a column that holds nothing but "_": by convention there are no tags in it."""
    for place, name in enumerate(file.columns.tags):
        if all(tag == "_" for _, tag in _tags(file, place)):
            raise PantoumError(
                f"column {name!r} is not annotated: all its cells are '_'",
                where=str(file.path),
                remedy="name other columns with --data.tag_columns when training, and give a "
                "file with tags to score",
            )


def _check_spans(file: TokenFile, schemes: Mapping[str, Scheme]) -> None:
    """Refuse a tag without a prefix in a column whose tags write spans."""
    for place, (name, scheme) in enumerate(schemes.items()):
        if scheme == "none":
            continue
        strays = [(line, tag) for line, tag in _tags(file, place) if split_tag(tag) is None]
        if strays:
            raise _no_span(file.path, name, scheme, strays)


def _no_span(
    path: Path, name: str, scheme: SpanScheme, strays: Sequence[tuple[int, str]]
) -> PantoumError:
    """The error for tags that mark no span.

    Args:
        strays: their lines and the tags themselves.
    """
    line, tag = strays[0]
    more = [f"{number}" for number, _ in strays[1:]]
    named = ", ".join([*more[:MOST_NAMED], *["..."] * (len(more) > MOST_NAMED)])
    verb = f"nor do {len(more):,} more, in lines" if len(more) > 1 else "nor does one more, in line"
    further = f" ({verb} {named})" if more else ""
    known = [f"{prefix}-" for prefix in PREFIXES[scheme]]
    usual = f"O, or {', '.join(known[:-1])} or {known[-1]} before the type of a span"
    return PantoumError(
        f"the tag {tag[:40]!r} in column {name!r} marks no span, as {scheme} does{further}",
        where=where(path, line),
        remedy=f"write {right_spelling(tag) or usual}, or train with --data.tag_scheme none",
    )


def as_schemes(file: TokenFile, schemes: Mapping[str, Scheme]) -> TokenFile:
    """The file, if all of its tags can be learned and compared with, and all spans written in the
    scheme of their column; sentences that have prefixes of no other scheme stay as they are.

    Args:
        schemes: of each column, by its name.
    Raises: PantoumError, with its name, for a column that is not annotated, and, with its line, for
        a tag without a prefix in a column of spans.
    """
    _check_annotated(file)
    _check_spans(file, schemes)
    if set(schemes.values()) == {"none"}:
        return file
    sentences = [
        sentence._replace(
            tags=tuple(
                tags if scheme == "none" else tuple(in_scheme(tags, scheme))
                for tags, scheme in zip(sentence.tags, schemes.values(), strict=True)
            )
        )
        for sentence in file.sentences
    ]
    return replace(file, sentences=sentences)


def invalid_tag_notes(file: TokenFile, name: str, scheme: Scheme) -> list[str]:
    """A word on the tags of a column that do not follow its scheme, if there are some."""
    place = file.columns.tags.index(name)
    invalid = count_invalid_tags([one.tags[place] for one in file.sentences], scheme)
    if invalid.first is None:
        return []
    sentence, word = invalid.first
    many = f"{invalid.tags:,} tags do not follow {scheme}, the first"
    what = f"one tag does not follow {scheme}," if invalid.tags == 1 else many
    line = file.lines[sentence][word]
    return [f"column {name}: {what} in line {line}; read as conlleval reads such tags"]


def _tags(file: TokenFile, place: int) -> Iterator[tuple[int, str]]:
    """The tags of a column and their lines."""
    for sentence, lines in zip(file.sentences, file.lines, strict=True):
        yield from zip(lines, sentence.tags[place], strict=True)


def _same_format(file: DataFile, words: str) -> bool:
    """Whether a file has columns like the one that is so named: names in CoNLL-U, else numbers."""
    return file.format not in TOKEN_FORMATS or (file.format == "conllu") != is_number(words)
