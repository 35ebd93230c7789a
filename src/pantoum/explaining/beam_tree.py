"""The tree of a beam search as JSON has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pantoum.data import Tokenizer
from pantoum.search.beam_trace import BeamNode


def beam_tree(
    nodes: Sequence[BeamNode], width: int, target: Tokenizer, nbest: int
) -> dict[str, Any] | None:
    """All partial hypotheses that a beam has held, with six decimals; None without a search.

    Args:
        width: of the beam.
        target: whose symbols they are in.
        nbest: how many outputs are asked for; those beyond have no rank.
    """
    if not nodes:
        return None
    return {
        "width": width,
        "nodes": [_to_dict(place, node, target, nbest) for place, node in enumerate(nodes)],
    }


def _to_dict(place: int, node: BeamNode, target: Tokenizer, nbest: int) -> dict[str, Any]:
    rank = node.rank if node.rank is not None and node.rank <= nbest else None
    return {
        "id": place,
        "parent": node.parent,
        "step": node.step,
        "token": target.token(node.token),
        "log_probability": round(node.log_probability, 6),
        "total": round(node.total, 6),
        "state": node.state,
        "score": None if node.score is None else round(node.score, 6),
        "rank": rank,
    }
