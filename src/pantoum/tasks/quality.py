"""The worst that cheap checks find in the data of a run, in a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from pantoum.data import Example, Sentence
from pantoum.data.quality import Finding, Item, Part, ordered
from pantoum.data.quality.characters import check_invisible, check_scripts
from pantoum.data.quality.items import Kind
from pantoum.data.quality.refusals import NOWHERE
from pantoum.data.quality.repeats import check_conflicts, check_overlap

# So many findings are said; `pantoum check` shows all of them, and where they are.
MOST_SAID = 2
# Those that take one look at each example.
CHEAP: tuple[Callable[[Part], Iterator[Finding]], ...] = (
    check_conflicts,
    check_invisible,
    check_scripts,
)


def quality_notes(
    train: Sequence[Example | Sentence | str], dev: Sequence[Example | Sentence | str]
) -> list[str]:
    """The worst findings, a sentence each.

    Args:
        train: the training data, as they were read.
        dev: development data of the user's own; none where a part of the training data is held
            out, which has no input of the rest.
    """
    parts = [_part("train", train), *([_part("dev", dev)] if dev else [])]
    found = list(chain.from_iterable(check(part) for part in parts for check in CHEAP))
    for other in parts[1:]:
        found += check_overlap(parts[0], other)
    wrong = [finding for finding in found if finding.severity != "note"]
    frequent_first = sorted(wrong, key=lambda finding: -finding.count)
    return [
        f"data: {finding.problem} (`pantoum check` has more)"
        for finding in ordered(frequent_first)[:MOST_SAID]
    ]


def _part(name: str, examples: Sequence[Example | Sentence | str]) -> Part:
    kinds: dict[type, Kind] = {str: "texts", Sentence: "tokens"}
    kind = kinds.get(type(examples[0]), "pairs") if examples else "pairs"
    return Part(name, kind, [_item(one) for one in examples])


def _item(example: Example | Sentence | str) -> Item:
    if isinstance(example, str):
        return Item(example, None, "", NOWHERE)
    if isinstance(example, Sentence):
        tags = " ".join(tag for of_column in example.tags for tag in of_column)
        return Item(" ".join(example.words), tags, "", NOWHERE)
    return Item.of_example(example, NOWHERE)
