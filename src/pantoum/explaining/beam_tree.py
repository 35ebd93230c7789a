"""The tree of a beam search as JSON has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pantoum.data import Tokenizer
from pantoum.explaining.alternatives import prefixes_of
from pantoum.search.beam_trace import BeamNode


def beam_tree(
    nodes: Sequence[BeamNode], width: int, target: Tokenizer, nbest: int
) -> dict[str, Any] | None:
    """All partial hypotheses that a beam has held, with six decimals, each with the text of the
    prefix that makes an output begin so, if there is one; None without a search.

    Args:
        width: of the beam.
        target: whose symbols they are in.
        nbest: how many outputs are asked for; those beyond have no rank.
    """
    if not nodes:
        return None
    prefixes = prefixes_of(target, _beginnings(nodes))
    return {
        "width": width,
        "nodes": [
            {"id": place, **_to_dict(node, target, nbest), "prefix": prefix}
            for place, (node, prefix) in enumerate(zip(nodes, prefixes, strict=True))
        ],
    }


def _beginnings(nodes: Sequence[BeamNode]) -> list[list[int]]:
    """The symbols of each node, without <s>: those of its parent, which stands before it, and its
    own.
    """
    found: list[list[int]] = []
    for node in nodes:
        found.append([] if node.parent is None else [*found[node.parent], node.token])
    return found


def _to_dict(node: BeamNode, target: Tokenizer, nbest: int) -> dict[str, Any]:
    rank = node.rank if node.rank is not None and node.rank <= nbest else None
    return {
        "parent": node.parent,
        "step": node.step,
        "token": target.token(node.token),
        "log_probability": round(node.log_probability, 6),
        "total": round(node.total, 6),
        "state": node.state,
        "score": None if node.score is None else round(node.score, 6),
        "rank": rank,
    }
