"""What a served model says of itself: its kind, what it reads and writes, its card."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def entry_of(predictor: Any, name: str) -> dict[str, Any]:
    """What a list of models says of one.

    Args:
        name: that the model is served by.
    """
    card = card_of(predictor)
    title = TITLE.search(card)
    reads, writes = _units(predictor)
    groups = getattr(predictor, "groups", None)
    return {
        "name": name,
        "task": predictor.task,
        "title": title[1].strip() if title else name,
        "inspect": not predictor.exported,
        "attention": _has_attention(predictor),
        "reads": reads,
        "writes": writes,
        "features": bool(getattr(predictor, "reads_features", False)),
        "groups": None if groups is None else list(groups),
        "search": _search(predictor),
        "examples": examples_in(card),
        "parts": _parts(predictor),
    }


def details_of(predictor: Any) -> dict[str, Any]:
    """What is said of a model alone: card, scores, settings and size."""
    if predictor.exported:
        models = predictor.metadata["models"]
        first = models[0] if models else {}
        sizes = [one["parameters"] for one in models if type(one.get("parameters")) is int]
        return {
            "card": "",
            "scores": {"dev": first.get("dev", {})},
            "settings": {},
            "parameters": sum(sizes) if sizes else None,
        }
    from pantoum.model_dir import SCORES, read_object
    from pantoum.predictor.info import used_settings

    trained = predictor.trained
    return {
        "card": card_of(predictor),
        "scores": read_object(_folder(predictor) / SCORES),
        "settings": used_settings(trained.config),
        "parameters": sum(weights.numel() for weights in trained.model.parameters()),
    }


def card_of(predictor: Any) -> str:
    """The model card; "" where there is none that can be read."""
    if predictor.exported:
        return ""
    from pantoum.model_dir import CARD

    try:
        return (_folder(predictor) / CARD).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _folder(predictor: Any) -> Path:
    return Path(predictor.folders[0])


def examples_in(card: str) -> list[str]:
    """The inputs that the Python code of a model card calls the model with."""
    found = []
    for code in CODE.findall(card):
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError):
            continue
        found += [text for node in ast.walk(tree) if (text := _example(node))]
    return found


def _example(node: ast.AST) -> str | None:
    """The input of a call such as ``model("abc")`` or ``model([["the", "cat"]])``."""
    if not isinstance(node, ast.Call) or not node.args or ast.unparse(node.func) != "model":
        return None
    try:
        given = ast.literal_eval(node.args[0])
    except ValueError:
        return None
    if isinstance(given, list) and given and isinstance(given[0], list):
        return " ".join(map(str, given[0]))
    return given if isinstance(given, str) else None


def _units(predictor: Any) -> tuple[str, str]:
    """What the model reads and writes."""
    if predictor.task == "tagger":
        return "words", "tags"
    if predictor.task == "classifier":
        if predictor.exported:
            return predictor.metadata["sources"][0]["text"]["units"], "labels"
        return predictor.config.data.source_units, "labels"
    if predictor.task == "language_model":
        exported = predictor.exported
        data = predictor.metadata["text"] if exported else vars(predictor.config.data)
        units = data["units" if exported else "target_units"]
        return units, units
    data = predictor.config.data
    return data.source_units, data.target_units


def _has_attention(predictor: Any) -> bool:
    """Whether predictions can have attention weights."""
    if predictor.task != "seq2seq":
        return False
    return predictor.has_attention


def _parts(predictor: Any) -> list[dict[str, Any]]:
    """What of the model can be shown, and switched off."""
    if predictor.exported:
        return []
    from pantoum.explaining import parts_of

    return parts_of(predictor)


def _search(predictor: Any) -> dict[str, Any] | None:
    """How outputs are searched for where a request does not say it; None where nothing is."""
    if predictor.task != "seq2seq":
        return None
    if predictor.exported:
        saved = predictor.metadata["search"]
        return {name: saved[name] for name in ("beam", "length_penalty")}
    search = predictor.config.search
    return {"beam": search.beam, "length_penalty": search.length_penalty}
