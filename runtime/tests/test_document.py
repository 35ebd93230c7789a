"""The examples of docs/export.md are what the runtime gives."""

import json
import re
from pathlib import Path
from typing import Any

from pantoum_runtime.source import Source
from pantoum_runtime.tags import TagColumn
from pantoum_runtime.text import Side
from pantoum_runtime.words import Words

PAGE = Path(__file__).parents[2] / "docs" / "export.md"


def examples() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each description on the page, with the example behind it."""
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    objects = [json.loads(block) for block in blocks]
    return list(zip(objects[::2], objects[1::2], strict=True))


def test_every_text_has_the_pieces_and_the_ids_of_its_example() -> None:
    sides = [(Side.from_json(side), one) for side, one in examples() if "units" in side]
    assert [side.units for side, _ in sides] == ["characters", "codepoints", "symbols", "bpe"]
    for side, one in sides:
        assert side.tokens(one["text"]) == one["pieces"]
        assert side.encode(one["text"]) == one["ids"]
    assert sides[-1][0].decode(sides[-1][1]["ids"]) == "lo olé"


def test_an_input_has_the_ids_of_its_example() -> None:
    ((source, one),) = [(Source.from_json(of), one) for of, one in examples() if "groups" in of]
    beside = (one["text"], one["features"], one["group"])
    assert source.tokens(*beside) == one["pieces"]
    assert source.encode(*beside) == one["ids"]


def test_sentences_have_the_arrays_of_their_example() -> None:
    ((words, one),) = [(Words.from_json(of), one) for of, one in examples() if "affixes" in of]
    forms = words.forms(one.pop("sentences"))
    assert {name: array.tolist() for name, array in forms._asdict().items()} == one


def test_ids_are_the_tags_of_their_example() -> None:
    ((column, one),) = [(TagColumn.from_json(of), one) for of, one in examples() if "labels" in of]
    assert column.tags(one["ids"]) == one["tags"]


def test_the_rules_for_clusters_are_those_of_the_code() -> None:
    from pantoum_runtime import graphemes

    assert graphemes._CLUSTER.pattern in PAGE.read_text("utf-8")
