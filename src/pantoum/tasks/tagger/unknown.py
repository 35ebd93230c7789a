"""Tags that training has not seen: a model can never give them."""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.data import Sentence
from pantoum.tasks.tagger.columns import TagColumn

# So many are named.
MOST_NAMED = 5


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
                f"and count as wrong: {', '.join(named)}"
            )
    return notes
