"""How good a tagger is: one object of scores for each kind of tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pantoum.data import Sentence
from pantoum.metrics import known_accuracy, span_scores, tag_accuracy
from pantoum.tasks.tagger.columns import TagColumn

COUNTS = ("examples", "words")
# So many are named.
MOST_NAMED = 5


def score_columns(
    columns: Sequence[TagColumn],
    sentences: Sequence[Sentence],
    predicted: Sequence[Sequence[Sequence[str]]],
    known: Callable[[str], bool],
) -> dict[str, dict[str, float]]:
    """For each column by its name: `precision`, `recall` and `f1` of exact spans where its tags
    write some; `accuracy`, `known_accuracy` and `unknown_accuracy` of tags, where there are such
    words; `exact_match` of whole sentences; and `examples` and `words`, how many there are. All but
    the last two in per cent.

    Args:
        sentences: words and right tags.
        predicted: for each column, the predicted tags of all sentences.
        known: whether training has seen a word.
    """
    words = [sentence.words for sentence in sentences]
    return {
        column.name: _score(
            column, words, [sentence.tags[place] for sentence in sentences], predicted[place], known
        )
        for place, column in enumerate(columns)
    }


def flat(scores: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The scores in per cent of one column as they are, those of several behind its name:
    ``upos.accuracy``.
    """
    examples = next(iter(scores.values()))["examples"]
    several = len(scores) > 1
    return {
        f"{column}.{name}" if several else name: value
        for column, values in scores.items()
        for name, value in values.items()
        if name not in COUNTS
    } | {"examples": examples}


def main_scores(columns: Sequence[TagColumn], scores: Mapping[str, float]) -> list[float]:
    """The score that each column is judged by, out of what `flat` gave."""
    names = ["f1" if column.has_spans else "accuracy" for column in columns]
    if len(columns) == 1:
        return [scores[names[0]]]
    return [scores[f"{column.name}.{name}"] for column, name in zip(columns, names, strict=True)]


def _score(
    column: TagColumn,
    words: Sequence[Sequence[str]],
    right: Sequence[Sequence[str]],
    predicted: Sequence[Sequence[str]],
    known: Callable[[str], bool],
) -> dict[str, float]:
    scores: dict[str, float] = {}
    if column.has_spans:
        overall = span_scores(right, predicted, column.scheme).overall
        scores |= {"precision": overall.precision, "recall": overall.recall, "f1": overall.f1}
    accuracy = tag_accuracy(right, predicted)
    scores["accuracy"] = accuracy.accuracy
    parts = known_accuracy(words, right, predicted, known)
    scores |= {
        name: share
        for name, share in (("known_accuracy", parts.known), ("unknown_accuracy", parts.unknown))
        if share is not None
    }
    return scores | {
        "exact_match": accuracy.exact_match,
        "examples": len(right),
        "words": accuracy.words,
    }


def unknown_notes(
    columns: Sequence[TagColumn], sentences: Sequence[Sentence], part: str
) -> list[str]:
    """A line for each column that has such tags: how many, and which.

    Args:
        part: what the sentences are, as in "dev".
    """
    notes = []
    for place, column in enumerate(columns):
        unknown = column.labels.unknown(
            column.to_model(sentence.tags[place]) for sentence in sentences
        )
        if unknown:
            named = [tag for tag, _ in unknown.most_common(MOST_NAMED)] + ["..."] * (
                len(unknown) > MOST_NAMED
            )
            how = f" (in {column.learned})" if column.learned != column.scheme else ""
            notes.append(
                f"column {column.name}: {unknown.total():,} {part} tags{how} are not in the "
                "training data, "
                f"so the model gets them wrong: {', '.join(named)}"
            )
    return notes
