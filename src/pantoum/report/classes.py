"""Labels or tags on a page: the scores of each, and which is taken for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pantoum.metrics import (
    PrecisionRecall,
    class_confusions,
    class_scores,
    confusion_matrix,
    visible,
)
from pantoum.report.error_list import narrowing_link
from pantoum.report.markup import Html, data_text, element
from pantoum.report.tables import count, decimal, label_cell, row_head, scrolling, table

# More labels than this make a matrix that no page is wide enough for.
MOST_IN_MATRIX = 30
MOST_CONFUSIONS = 30
# Shades of the style sheet, from the lightest to the darkest.
SHADES = 9


def by_class_table(caption: str, what: str, scores: Mapping[str, PrecisionRecall]) -> Html:
    """Precision, recall, F1 and support of each class, the most frequent first.

    Args:
        what: a class is, as in "tag".
    """
    ranked = sorted(scores.items(), key=lambda item: (-item[1].gold, item[0]))
    rows = [
        [
            row_head(data_text(visible(name))),
            decimal(one.precision),
            decimal(one.recall),
            decimal(one.f1),
            count(one.gold),
            count(one.predicted),
        ]
        for name, one in ranked
    ]
    heads = (what, "precision", "recall", "F1", "support", "predicted")
    return table(caption, heads, rows, sortable=True)


def class_tables(
    what: str, right: Sequence[str], predicted: Sequence[str], chosen: Mapping[str, str]
) -> list[Html]:
    """The scores of each label, and how they are confused.

    Args:
        what: they are, as in "label".
        right, predicted: the labels; at least one.
        chosen: what links to the list of errors choose there besides.
    """
    scores = class_scores(right, predicted).by_class
    tables = [by_class_table(f"By {what}", what, scores)]
    if right == predicted:
        return tables
    if len(scores) <= MOST_IN_MATRIX:
        tables.append(_matrix(right, predicted, chosen))
    return [*tables, _confusions(right, predicted, chosen)]


def _matrix(right: Sequence[str], predicted: Sequence[str], chosen: Mapping[str, str]) -> Html:
    """How often each label (rows) is taken for each one (columns), the darker the larger its share
    of the row is.
    """
    labels, counts = confusion_matrix(right, predicted)
    names = [visible(label) for label in labels]
    heads = [element("th", data_text(name), scope="col", class_="turned") for name in names]
    rows = []
    for place, of_row in enumerate(counts.tolist()):
        total = max(sum(of_row), 1)
        cells = [
            _matrix_cell(names, (place, column), number, number / total, chosen)
            for column, number in enumerate(of_row)
        ]
        rows.append(element("tr", element("th", data_text(names[place]), scope="row"), *cells))
    caption = "How often each right label (rows) is predicted as each label (columns)"
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", element("th", "right \\ predicted", scope="col"), *heads)),
        element("tbody", *rows),
        class_="matrix",
    )
    return scrolling(made, caption)


def _matrix_cell(
    names: Sequence[str],
    place: tuple[int, int],
    number: int,
    share: float,
    chosen: Mapping[str, str],
) -> Html:
    if not number:
        return element("td")
    right, predicted = (names[one] for one in place)
    shown: Html | str = f"{number:,}"
    if right != predicted:
        shown = _link(right, predicted, number, chosen)
    return element("td", shown, class_=f"number shade-{round(SHADES * share)}")


def _confusions(right: Sequence[str], predicted: Sequence[str], chosen: Mapping[str, str]) -> Html:
    rows = []
    for one in class_confusions(right, predicted, MOST_CONFUSIONS):
        names = visible(one.reference), visible(one.hypothesis)
        rows.append(
            [
                label_cell(one.reference),
                label_cell(one.hypothesis),
                count(one.count, _link(*names, one.count, chosen)),
            ]
        )
    caption = f"Most frequent confusions (at most {MOST_CONFUSIONS})"
    return table(caption, ("right", "predicted", "times"), rows, sortable=True)


def _link(right: str, predicted: str, number: int, chosen: Mapping[str, str]) -> Html:
    return narrowing_link(
        f"{number:,}",
        {**chosen, "right": right, "predicted": predicted},
        f"show the errors: {right}, predicted as {predicted}",
    )
