"""Models keep the parameters that those of earlier versions were saved with."""

import json

import pytest
from tests.models.parameter_trees import FILE, MODELS, tree_of

STORED = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


@pytest.mark.parametrize("name", MODELS)
def test_names_shapes_and_types_are_those_of_stored_models(name: str):
    assert tree_of(MODELS[name]()) == STORED[name]


def test_no_tree_is_left_over():
    assert STORED.keys() == MODELS.keys()
