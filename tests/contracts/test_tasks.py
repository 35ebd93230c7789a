"""Every task keeps the contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.contracts import tasks
from tests.labelling import labelled
from tests.reversing import TINY, reversals, tiny, write_tsv
from tests.tagging import clauses, names, tiny_tagger, write_conll, write_conllu
from tests.writing import TINY_WRITER, texts, write_text

from pantoum.config import Config
from pantoum.tasks import Prepared, prepare

SMALL = {"training.batch_tokens": 60}


def of_pairs(folder: Path) -> tuple[Path, Config]:
    return write_tsv(folder / "pairs.tsv", reversals()[:60]), tiny(SMALL, base=TINY)


def of_labels(folder: Path) -> tuple[Path, Config]:
    settings = {name: value for name, value in TINY.items() if not name.startswith("search.")}
    return write_tsv(folder / "labels.tsv", labelled()[:60]), tiny(SMALL, base=settings)


def of_text(folder: Path) -> tuple[Path, Config]:
    return write_text(folder / "lines.txt", texts()[:60]), tiny(SMALL, base=TINY_WRITER)


def of_clauses(folder: Path) -> tuple[Path, Config]:
    path = write_conllu(folder / "clauses.conllu", clauses())
    return path, tiny_tagger({"data.tag_columns": "upos,xpos"})


def of_names(folder: Path) -> tuple[Path, Config]:
    return write_conll(folder / "names.conll", names()[:60]), tiny_tagger()


DATA: dict[str, Callable[[Path], tuple[Path, Config]]] = {
    "seq2seq": of_pairs,
    "classifier": of_labels,
    "language_model": of_text,
    "tagger of two columns": of_clauses,
    "tagger of spans": of_names,
}


@pytest.fixture(scope="module", params=DATA)
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path, config = DATA[request.param](tmp_path_factory.mktemp("data"))
    return prepare([path], [path], config)


@pytest.mark.parametrize("check", tasks.CHECKS)
def test_contract(prepared: Prepared[Any], check: Any) -> None:
    check(prepared)


def test_files_and_weights_give_the_same_evaluation(
    prepared: Prepared[Any], tmp_path: Path
) -> None:
    tasks.check_saved_and_loaded(prepared, tmp_path)
