"""What an exported file says of itself: all that a host needs beside the graph."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import onnx

from pantoum.config import ResolvedConfig, SearchConfig
from pantoum.exporting.text import side_to_json, source_to_json, tags_to_json
from pantoum.model_dir import CARD, CONFIG, WEIGHTS, TrainedModel, read_records
from pantoum.search.limit import OutputLimit
from pantoum.tasks import ClassifierTask, LanguageModelTask, Seq2SeqTask, TaggerTask
from pantoum.version import __version__

# docs/export.md describes it.
FORMAT = 1
KEY = "pantoum"
LICENSE = re.compile(r"^license:[ \t]*(.+?)[ \t]*$", re.MULTILINE)


def with_metadata(graph: onnx.ModelProto, metadata: dict[str, Any]) -> bytes:
    """The file: a graph and what is said of it."""
    whole = onnx.ModelProto()
    whole.CopyFrom(graph)
    whole.producer_name = "pantoum"
    whole.producer_version = __version__
    entry = whole.metadata_props.add()
    entry.key = KEY
    entry.value = json.dumps(metadata, ensure_ascii=False)
    return whole.SerializeToString(deterministic=True)


def of_all_kinds(trained: Sequence[TrainedModel[Any, Any]]) -> dict[str, Any]:
    """What every exported file says, whatever its kind of model."""
    config = trained[0].config
    return {
        "format": FORMAT,
        "version": __version__,
        "task": trained[0].task.name,
        "models": [_model(one) for one in trained],
        "license": _license(trained[0]),
        "columns": _columns(config),
        "unseen_group": config.data.unseen_group,
    }


def of_seq2seq(
    tasks: Sequence[Seq2SeqTask], limit: OutputLimit, search: SearchConfig, nbest: int
) -> dict[str, Any]:
    """What a file of an encoder-decoder says beside that.

    Args:
        tasks: of the models, or of the first one if all read the same symbols.
        limit: how long outputs may be.
        search: the settings of the search, of which the beam and the length penalty can be given
            to the graph.
        nbest: outputs of each input, if the graph is not given another number.
    """
    return {
        "sources": [source_to_json(task.source) for task in tasks],
        "target": side_to_json(tasks[0].target),
        "search": {**asdict(search), "nbest": nbest},
        "output_limit": limit._asdict(),
        "longest_source": tasks[0].longest_source,
    }


def of_tagger(
    task: TaggerTask, words: Sequence[dict[str, Any]], words_column: str
) -> dict[str, Any]:
    """What a file of a tagger says beside that.

    Args:
        task: of the first model.
        words: what each model knows of words, once if all know the same.
        words_column: the column of the words in a file.
    """
    return {
        "words": list(words),
        "tags": tags_to_json(task.columns),
        "words_column": words_column,
        "longest_source": task.longest_source,
    }


def of_classifier(task: ClassifierTask, sources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a file of a classifier says beside that.

    Args:
        task: of the first model.
        sources: what each model reads, once if all read the same symbols.
    """
    return {
        "sources": list(sources),
        "labels": list(task.labels.labels),
        "longest_source": task.longest_source,
    }


def of_language_model(task: LanguageModelTask, states: Sequence[list[int]]) -> dict[str, Any]:
    """What a file of a language model says beside that.

    Args:
        states: the sizes of each state, those of one text.
    """
    return {
        "text": side_to_json(task.tokenizer),
        "states": list(states),
        "longest_source": task.longest_source,
    }


def _model(trained: TrainedModel[Any, Any]) -> dict[str, Any]:
    """One model: its size, its scores on development data, and a digest of its directory."""
    records = trained.records or read_records(Path(trained.folder), trained.task)
    return {
        "parameters": sum(weights.numel() for weights in trained.model.parameters()),
        "dev": records.scores.get("dev", {}),
        "sha256": _digest(trained),
    }


def _digest(trained: TrainedModel[Any, Any]) -> str | None:
    """SHA-256 of the lines ``name sha256`` of the files that are the model, in the order of their
    names; None for a model that is in memory alone.
    """
    if trained.records is not None or not trained.folder:
        return None
    lines = []
    for name in sorted({CONFIG, WEIGHTS, *trained.task.files()}):
        data = (Path(trained.folder) / name).read_bytes()
        lines.append(f"{name} {hashlib.sha256(data).hexdigest()}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _license(trained: TrainedModel[Any, Any]) -> str | None:
    """The licence that the model card names in its head, between two lines of ``---``."""
    records = trained.records or read_records(Path(trained.folder), trained.task)
    parts = records.texts.get(CARD, "").split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():
        return None
    found = LICENSE.search(parts[1])
    return found[1] if found else None


def _columns(config: ResolvedConfig) -> dict[str, str | None]:
    """The columns of the training data, in whose form files are read."""
    data = config.data
    return {
        "source": data.source_column,
        "target": data.target_column,
        "features": data.features_column,
        "group": data.group_column,
    }
