"""What is too rare to be learned: symbols seen once, and labels or tags with few examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pantoum.data.inference import infer_side
from pantoum.data.lines import printable
from pantoum.data.quality.finding import Finding, counted, first_places
from pantoum.data.quality.items import Item, Part, normal
from pantoum.data.units import count_units

# Fewer examples than this hardly show what a class has in common.
ENOUGH_OF_A_CLASS = 5
MOST_NAMED = 8


def check_symbols(part: Part) -> Iterator[Finding]:
    """Characters or spaced symbols that come once; rare words are usual and not counted."""
    for side, texts in _sides(part):
        units, _ = infer_side(texts)
        if units == "words":
            continue
        counts = count_units(texts, units)
        once = sorted(symbol for symbol, count in counts.items() if count == 1)
        known = set(once)
        if once:
            places = (
                item.place
                for item in part.items
                if not known.isdisjoint(count_units([_text(side, item)], units))
            )
            yield Finding(
                "seen_once",
                "note",
                len(once),
                f"{counted(len(once), 'symbol')} of the {side}s of {part.name} "
                f"{'comes' if len(once) == 1 else 'come'} once: {_named(once)}",
                "look for typing mistakes: what comes once can hardly be learned",
                first_places(places),
            )


def check_classes(part: Part) -> Iterator[Finding]:
    """Labels, or tags, with few examples.

    Args:
        part: of labelled texts, or of words and tags.
    """
    targets = [normal(item.target or "") for item in part.items]
    labels = [tag for text in targets for tag in text.split()] if part.kind == "tokens" else targets
    rare = {label: count for label, count in Counter(labels).items() if count < ENOUGH_OF_A_CLASS}
    if rare:
        what = "tag" if part.kind == "tokens" else "label"
        known = set(rare)
        places = (
            item.place
            for item, text in zip(part.items, targets, strict=True)
            if known & ({*text.split()} if part.kind == "tokens" else {text})
        )
        yield Finding(
            "rare_classes",
            "warning",
            len(rare),
            f"{counted(len(rare), what)} of {part.name} with fewer than {ENOUGH_OF_A_CLASS} "
            f"examples: {_named(sorted(rare))}",
            "add examples, or join rare ones with others",
            first_places(places),
        )


def _sides(part: Part) -> Iterator[tuple[str, list[str]]]:
    sources = [item.source for item in part.items if item.source]
    if sources and part.kind != "tokens":
        yield "input", sources
    targets = [item.target for item in part.items if item.target]
    if targets and part.kind == "pairs":
        yield "output", targets


def _text(side: str, item: Item) -> str:
    return item.source if side == "input" else item.target or ""


def _named(names: list[str]) -> str:
    shown = " ".join(printable(name[:40]) for name in names[:MOST_NAMED])
    return f"{shown} …" if len(names) > MOST_NAMED else shown
