"""Compare the tags of two systems: taggers, or files of words and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pantoum.config import Scheme
from pantoum.data import (
    DataFile,
    LabelVocabulary,
    Sentence,
    detect_scheme,
    read_token_file,
)
from pantoum.errors import PantoumError
from pantoum.evaluation import Comparison, assess_tags, compare_assessments
from pantoum.tasks.tagger import TagColumn, read_right_tags

# Between the tags of several columns, where they are shown.
BETWEEN_COLUMNS = " | "


def compare_tags(
    systems: Sequence[tuple[Any, Any]], paths: Sequence[Path | DataFile], seed: int = 1
) -> Comparison:
    """Compare two taggers, or what they wrote, on files of words and tags.

    Args:
        systems: of each the model, or else its outputs: a file of the same words, or the tags of
            all sentences for each column.
        paths: the files with the right tags; with outputs in a file, one.
        seed: of the bootstrap.
    Raises: PantoumError for files that cannot be read, that have other words, and for models of
        other columns.
    """
    models = [model for model, _ in systems if model is not None]
    words, schemes = _columns(models, paths[0])
    files = [read_right_tags(path, words, schemes) for path in paths]
    sentences = [sentence for file in files for sentence in file]
    columns = models[0].columns if models else _tag_columns(schemes)
    predicted = [_tags(model, outputs, sentences, words, schemes) for model, outputs in systems]
    judged = [
        assess_tags(columns, sentences, tags, models[0].knows if len(models) == 2 else None)
        for tags in predicted
    ]
    texts = [
        (
            " ".join(sentence.words),
            _shown(sentence.tags),
            _shown([column[place] for column in predicted[0]]),
            _shown([column[place] for column in predicted[1]]),
        )
        for place, sentence in enumerate(sentences)
    ]
    of_a, of_b = judged
    return compare_assessments(of_a, of_b, texts, seed=seed)


def _columns(models: Sequence[Any], test: Path | DataFile) -> tuple[str, dict[str, Scheme]]:
    """The column of the words, and those of the tags with their schemes: of the models, or as they
    are inferred from the test file.
    """
    if models:
        if len(models) == 2 and models[0].schemes != models[1].schemes:
            raise PantoumError(
                "the two taggers give other columns of tags: "
                f"{', '.join(models[0].schemes)} and {', '.join(models[1].schemes)}",
                setting="b",
                remedy="compare two taggers of the same columns",
            )
        return models[0].words_column, models[0].schemes
    file = read_token_file(test)
    schemes: dict[str, Scheme] = {
        name: detect_scheme(sentence.tags[place] for sentence in file.sentences).scheme
        for place, name in enumerate(file.columns.tags)
    }
    return file.columns.words, schemes


def _tag_columns(schemes: Mapping[str, Scheme]) -> list[TagColumn]:
    return [
        TagColumn(name, scheme, scheme, LabelVocabulary([])) for name, scheme in schemes.items()
    ]


def _tags(
    model: Any,
    outputs: Any,
    sentences: Sequence[Sentence],
    words: str,
    schemes: Mapping[str, Scheme],
) -> list[list[list[str]]]:
    """For each column the tags that a system gives to all sentences."""
    if model is not None:
        return model.tags([sentence.words for sentence in sentences])
    if not isinstance(outputs, Path):
        return [[list(tags) for tags in column] for column in outputs]
    written = read_right_tags(outputs, words, schemes)
    if len(written) != len(sentences):
        raise PantoumError(
            f"there are {len(written):,} sentences, but {len(sentences):,} in the test data",
            where=str(outputs),
            remedy="give the same sentences, in their order",
        )
    for one, right in zip(written, sentences, strict=True):
        if one.words != right.words:
            raise PantoumError(
                "the sentence has other words than that of the test data",
                where=f"{outputs}, line {one.line}",
                remedy="give the same sentences, in their order",
            )
    return [[list(sentence.tags[place]) for sentence in written] for place in range(len(schemes))]


def _shown(tags: Sequence[Sequence[str]]) -> str:
    return BETWEEN_COLUMNS.join(" ".join(of_column) for of_column in tags)
