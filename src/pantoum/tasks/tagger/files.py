"""The files of a tagger: that of training, and further ones with the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pantoum.config import DataConfig, Scheme
from pantoum.data import DataFile, TokenFile, read_token_file
from pantoum.data.columns import is_number
from pantoum.data.data_file import opened
from pantoum.data.file_format import TOKEN_FORMATS
from pantoum.data.lines import where
from pantoum.data.schemes import split_tag
from pantoum.errors import PantoumError


def read_tokens(paths: Sequence[Path | DataFile], data: DataConfig) -> TokenFile:
    """The one file of words and tags to learn from.

    Raises: PantoumError for a file that cannot be read so, and for several.
    """
    if len(paths) != 1:
        raise PantoumError(
            f"{len(paths)} data files: a tagger learns from one file of words and tags",
            remedy="join them, or give the second one to --dev",
        )
    columns = data.tag_columns.split(",") if data.tag_columns else None
    return read_token_file(paths[0], data.words_column or None, columns)


def read_alike(
    path: Path | DataFile, words: str, schemes: Mapping[str, Scheme], *, need_tags: bool = True
) -> TokenFile:
    """A further file of words and tags, with the columns of the training data.

    Args:
        words: the column of the words, as the training data's `TokenFile.columns` names it.
        schemes: the columns of tags, named so, too, and the scheme of each.
        need_tags: see `read_token_file`.
    Raises: PantoumError for a file that cannot be read so, one of the other format, and as
        `check_spans`.
    """
    opened_file = opened(path, expected=TOKEN_FORMATS)
    if not _same_format(opened_file, words):
        expected, actual = (
            ("CoNLL columns", "CoNLL-U") if is_number(words) else ("CoNLL-U", "CoNLL columns")
        )
        raise PantoumError(
            f"a file of {actual}, but the model learned from {expected} (words {words}, tags "
            f"{', '.join(schemes)})",
            where=str(opened_file.path),
            remedy="convert it; its words alone are read by pantoum predict --format tsv",
        )
    file = read_token_file(opened_file, words, list(schemes), need_tags=need_tags)
    if need_tags:
        check_spans(file, schemes)
    return file


def read_words(path: Path | DataFile, words: str) -> TokenFile:
    """The words alone of a further file; in one of the other format they stand where it has them by
    default.
    """
    file = opened(path, expected=TOKEN_FORMATS)
    return read_token_file(file, words if _same_format(file, words) else None, (), need_tags=False)


def check_spans(file: TokenFile, schemes: Mapping[str, Scheme]) -> None:
    """Refuse a tag without a prefix in a column whose tags write spans.

    Raises: PantoumError, with the tag's line.
    """
    for place, (name, scheme) in enumerate(schemes.items()):
        for line, tag in _tags(file, place) if scheme != "none" else ():
            if split_tag(tag) is None:
                raise PantoumError(
                    f"the tag {tag[:40]!r} in column {name!r} marks no span, as {scheme} does",
                    where=where(file.path, line),
                    remedy="write O, or B-, I-, E- or S- before the type of a span, or train with "
                    "--data.tag_scheme none",
                )


def _tags(file: TokenFile, place: int) -> Iterator[tuple[int, str]]:
    """The tags of a column and their lines."""
    for sentence, lines in zip(file.sentences, file.lines, strict=True):
        yield from zip(lines, sentence.tags[place], strict=True)


def _same_format(file: DataFile, words: str) -> bool:
    """Whether a file has columns like the one that is so named: names in CoNLL-U, else numbers."""
    return file.format not in TOKEN_FORMATS or (file.format == "conllu") != is_number(words)
