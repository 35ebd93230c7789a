"""A tagger in words, for its model card."""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.config import ResolvedConfig
from pantoum.data import Sentence
from pantoum.tasks.contract import Summary
from pantoum.tasks.tagger.columns import TagColumn


def summary(
    config: ResolvedConfig, words: int, columns: Sequence[TagColumn], example: Sentence
) -> Summary:
    """What it reads and gives, and its blocks.

    Args:
        config: of the model.
        words: size of the vocabulary.
        example: a sentence that the code of the card is to be tried with.
    """
    model = config.model
    tagger = config.tagger
    directions = "bi-directional" if model.bidirectional else "uni-directional"
    layers = "layer" if model.layers == 1 else "layers"
    spelling = (
        "not read"
        if tagger.characters == "none"
        else f"{tagger.characters.upper()} over characters"
    )
    tags = []
    for column in columns:
        head = "CRF" if column.head_spec(tagger).crf else "softmax"
        tags.append((f"tags: {column.name}", f"{column.labels.size:,} different, {head}"))
    return Summary(
        kind="a sequence tagger",
        rows=[
            ("words", f"{words:,} different"),
            ("spelling", spelling),
            *tags,
            (
                "network",
                f"{model.layers} {directions} {model.cell.upper()} {layers} of {model.hidden}",
            ),
        ],
        how="in per cent",
        call=f"model([{list(example.words)!r}])[0].tags",
    )
