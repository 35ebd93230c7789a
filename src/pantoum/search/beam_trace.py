"""A beam search over one input as a tree: all partial hypotheses that its beam has held.

A search keeps its steps anyway, to follow the best hypotheses back (`pantoum.search.backpointers`).
Here these are read once more, after the search and only if somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from torch import Tensor

from pantoum.search.backpointers import Backpointers, Candidates
from pantoum.symbols import BOS, EOS, NEG_INF

NodeState = Literal["continued", "finished", "dropped", "cut"]


class BeamNode(NamedTuple):
    """A partial hypothesis that has had a slot of the beam.

    parent: the place in the tree of the one that it continues, None for the empty one; step: its
    number of symbols; token: its last symbol; total: its log-probability, in nats, and
    log_probability that of its last symbol alone; state: whether it went on ("continued"), ended
    with </s> ("finished"), was left as it was at the longest output ("cut"), or lost its slot, also
    because the search was over ("dropped"); score, rank: of an output, by what it is ranked and its
    place among all outputs of the search, from 1.
    """

    parent: int | None
    step: int
    token: int
    log_probability: float
    total: float
    state: NodeState
    score: float | None
    rank: int | None


class BeamTrace:
    """What `pantoum.search.beam.beam_search` leaves its steps in, for a search over one input.

    Where several searches are given the same trace it is of the first one.
    """

    def __init__(self) -> None:
        self._steps: Backpointers | None = None
        self._width = 0

    @property
    def width(self) -> int:
        """How many partial hypotheses the beam has room for; 0 where there was no search."""
        return self._width

    def begin(self, steps: Backpointers, width: int) -> None:
        """Called by a search, with where it keeps its steps."""
        if self._steps is None:
            self._steps = steps
            self._width = width

    def nodes(self) -> list[BeamNode]:
        """The tree, step by step and each step in the order of its slots, so that a parent stands
        before what continues it; empty where there was no search.
        """
        if self._steps is None:
            return []
        nodes = [BeamNode(None, 0, BOS, 0.0, 0.0, "dropped", None, None)]
        alive = [0]
        slots = self._width
        for step, candidates, ended in self._steps.of_one_input():
            added = _taken(step, candidates, ended, slots, nodes, alive)
            first = len(nodes)
            nodes += added
            for node in added:
                if node.parent is not None:
                    nodes[node.parent] = nodes[node.parent]._replace(state="continued")
            alive = [first + place for place, node in enumerate(added) if node.state == "dropped"]
            slots -= sum(node.state == "finished" for node in added)
        return _ranked(nodes)


def best_output(nodes: Sequence[BeamNode]) -> list[int]:
    """The symbols of the best output of a tree, </s> among them if it ended by itself; none where
    no hypothesis has become an output.
    """
    found = next((node for node in nodes if node.rank == 1), None)
    symbols = []
    while found is not None and found.parent is not None:
        symbols.append(found.token)
        found = nodes[found.parent]
    return symbols[::-1]


def _taken(
    step: int,
    candidates: Candidates,
    ended: Tensor,
    slots: int,
    nodes: list[BeamNode],
    alive: list[int],
) -> list[BeamNode]:
    """Those of a step's candidates that got a slot; one that has not ended is dropped unless
    something continues it.

    Args:
        candidates: [slots of the beam], in the order in which they get their slots.
        ended: which of them are outputs.
        slots: how many are open.
        nodes: the tree so far; alive: where in it the partial hypotheses are that the step read.
    """
    added = []
    parents, tokens, totals, scores = (part.tolist() for part in candidates[1:])
    outputs = ended.tolist()
    for place in range(min(slots, len(tokens))):
        total = totals[place]
        if total == NEG_INF:
            continue
        parent = alive[parents[place]]
        state: NodeState = "dropped"
        if outputs[place]:
            state = "finished" if tokens[place] == EOS else "cut"
        score = scores[place] if outputs[place] else None
        own = total - nodes[parent].total
        added.append(BeamNode(parent, step, tokens[place], own, total, state, score, None))
    return added


def _ranked(nodes: list[BeamNode]) -> list[BeamNode]:
    """With the ranks of the outputs: those that ended by themselves first, of equals the one that
    ended earlier.
    """
    outputs = [place for place, node in enumerate(nodes) if node.score is not None]
    outputs.sort(key=lambda place: (nodes[place].token != EOS, -(nodes[place].score or 0.0)))
    ranks = {place: rank for rank, place in enumerate(outputs, start=1)}
    return [node._replace(rank=ranks.get(place)) for place, node in enumerate(nodes)]
