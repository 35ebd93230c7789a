"""The tree of a beam search as JSON has it: each partial output can be forced."""

from __future__ import annotations

from typing import Any

from tests.stored.making import FOLDER

import pantoum
from pantoum.explaining import inspect_input


def test_each_partial_output_has_the_prefix_that_forces_it() -> None:
    model: Any = pantoum.load(FOLDER / "format4" / "additive_lstm", "cpu")
    nodes = inspect_input(model, "abca", parts=["beam"], alternatives=1)["beam"]["nodes"]
    outputs = {0: ""}
    for node in nodes[1:]:
        outputs[node["id"]] = outputs[node["parent"]] + node["token"]
        if node["token"] == "</s>":
            assert node["prefix"] is None
            continue
        assert node["prefix"] == outputs[node["id"]]
        if node["step"] < 3:
            assert model("abca", prefix=node["prefix"]).text.startswith(node["prefix"])
    assert nodes[0]["prefix"] is None
