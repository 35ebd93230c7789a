"""``pantoum plot`` with a tagger: the probabilities of a sentence's tags, or the confusions in a
file.
"""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.errors import PantoumError

if TYPE_CHECKING:
    from pantoum.data import DataFile
    from pantoum.predictor import TagPredictor

# The flags that it reads, and their defaults; and the picture's name.
FLAGS: dict[str, Any] = {"column": None}
PICTURE = "tags.png"


def run(model: TagPredictor, options: argparse.Namespace) -> tuple[str | None, str]:
    """Draw one sentence, or a file of words and tags; a warning if there is one, and what was drawn
    in words.
    """
    from pantoum.data import open_file
    from pantoum.data.file_format import TOKEN_FORMATS, format_by_name

    names = [column.name for column in model.columns]
    column = options.column or names[0]
    if column not in names:
        raise PantoumError(
            f"no column {column[:40]!r} of tags in this model",
            setting="column",
            value=column,
            remedy=f"choose one of {', '.join(names)}",
        )
    path = Path(options.input)
    given = options.data_format
    if (format_by_name(path) if given == "auto" else given) in TOKEN_FORMATS:
        file = open_file(path, given, TOKEN_FORMATS)
        return _confusions(model, file, names.index(column), options.output)
    from pantoum.plots import plot_tags

    tagging = model(options.input, probabilities=True)
    warning = plot_tags(tagging, options.output, column)
    return warning, f"{' '.join(tagging.words)} -> {' '.join(tagging.columns[column])}"


def _confusions(
    model: TagPredictor, file: DataFile, place: int, picture: Path
) -> tuple[str | None, str]:
    from pantoum.metrics import confusion_matrix
    from pantoum.plots import plot_confusions
    from pantoum.tasks.tagger import read_right_tags

    column = model.columns[place]
    sentences = read_right_tags(file, model.words_column, {column.name: column.scheme})
    right = chain.from_iterable(sentence.tags[0] for sentence in sentences)
    predicted = chain.from_iterable(model.tags([sentence.words for sentence in sentences])[place])
    warning = plot_confusions(confusion_matrix(list(right), list(predicted)), picture)
    return warning, f"{column.name}: right and predicted tags of {file.path}"
