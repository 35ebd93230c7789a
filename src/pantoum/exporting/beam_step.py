"""One step of `pantoum.search.beam_search` as the body of a loop.

Axes: rows, the inputs that are still searched; alive, the partial hypotheses of all of them, in one
batch; slots, the `beam` outputs that each of all inputs may have.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from onnx import GraphProto, TensorProto, helper

from pantoum.config import SearchConfig
from pantoum.exporting.graph import Graph, Shape
from pantoum.exporting.scoring import coverage_score, length_divisor
from pantoum.exporting.traced_steps import TracedSteps
from pantoum.symbols import EOS

FLOAT = TensorProto.FLOAT
INT = TensorProto.INT64
BOOL = TensorProto.BOOL
MINUS_INFINITY = float("-inf")


class Settings(NamedTuple):
    """The names of what a search is given, and what is fixed in it.

    beam, nbest [1]; length_penalty []; search: the rest; shortest: the fewest symbols of each
    output [batch], if there is such a limit; attention: whether the outputs have their weights.
    What follows from the beam is computed once, before the loop: each [1], how many continuations
    of a partial hypothesis are looked at; columns [beam], the numbers of a row's places; one_row,
    all_of_row [2], the shapes of tables with one value, or `each` many, for each place of a row.
    """

    beam: str
    nbest: str
    length_penalty: str
    search: SearchConfig
    shortest: str | None
    attention: bool
    each: str
    columns: str
    one_row: str
    all_of_row: str


class Candidates(NamedTuple):
    """The likeliest continuations of each row [rows, beam]: the place among the alive of what each
    continues, its new symbol, its log-probability and what it ranks by if it ends here.
    """

    parents: str
    tokens: str
    totals: str
    scores: str

    def picked(self, graph: Graph, at: str) -> Candidates:
        """Some of them, counted through all rows [picked]."""
        flat = graph.constant([-1])
        return Candidates(
            *(graph.add("Gather", graph.add("Reshape", part, flat), at) for part in self)
        )


class BeamStep:
    """Writes the body of the loop.

    Args:
        around: the graph that the loop stands in.
        steps: the model's.
        memories: what steps only read, of all inputs, in `around`.
        settings: of the search.
        carried: number type and shape of what goes from step to step, by name.
    """

    def __init__(
        self,
        around: Graph,
        steps: TracedSteps,
        memories: list[str],
        settings: Settings,
        carried: dict[str, tuple[int, Shape]],
    ) -> None:
        self._body = Graph("step", around)
        self._steps = steps
        self._memories = memories
        self._settings = settings
        self._search = settings.search
        self._carried = carried
        iteration = self._body.input("step/iteration", INT, [])
        self._body.input("step/condition", BOOL, [])
        self._now = {
            name: self._body.input(f"step/{name}", dtype, shape)
            for name, (dtype, shape) in carried.items()
        }
        self._symbols = self._body.add("Add", iteration, self._body.constant(1))

    def write(self) -> GraphProto:
        """The body."""
        log_probabilities, weights, states = self._model_step()
        coverage = ""
        if self._search.coverage_penalty:
            coverage = self._add("Add", self._now["coverage"], weights)
        candidates = self._candidates(log_probabilities, coverage)
        taken, ended = self._taken(candidates)
        finished, going = self._finished(taken, ended)
        best = self._best_scores(candidates.scores, ended)
        going = self._add("And", going, self._can_win(candidates.totals, going, best))
        after = self._slots(candidates, weights, finished)
        after |= self._following(candidates, going, ended, best)
        parent = after.pop("parent")
        if self._settings.attention:
            after["weights"] = self._with_weights(self._now["weights"], weights, parent)
        if self._search.coverage_penalty:
            after["coverage"] = self._add("Gather", coverage, parent)
        for number, state in enumerate(states):
            after[f"state_{number}"] = self._add("Gather", state, parent)
        more = self._add("Greater", self._add("Size", after["tokens"]), self._constant(0))
        self._body.output("step/more", more, BOOL, [])
        for name, (dtype, shape) in self._carried.items():
            self._body.output(f"step/{name}_after", after[name], dtype, shape)
        return self._body.to_proto()

    def _model_step(self) -> tuple[str, str, list[str]]:
        """Log-probabilities [alive, symbols] of what may come next, the attention weights [alive,
        source], "" without attention, and the new states.
        """
        inputs = {"tokens": self._now["tokens"]}
        for number in range(len(self._steps.states)):
            inputs[f"state_{number}"] = self._now[f"state_{number}"]
        for number, memory in enumerate(self._memories):
            inputs[f"memory_{number}"] = self._add("Gather", memory, self._now["reads"])
        log_probabilities, *rest = self._body.include(self._steps.step, inputs)
        weights = rest.pop(0) if self._steps.attends else ""
        costs = np.zeros(self._steps.vocabulary, np.float32)
        costs[:EOS] = -np.inf  # <pad>, the unknown symbol and <s> never come
        possible = self._add("Add", log_probabilities, self._constant(costs, np.float32))
        if self._settings.shortest is not None:
            possible = self._without_early_ends(possible, self._settings.shortest)
        return possible, weights, rest

    def _without_early_ends(self, scores: str, shortest: str) -> str:
        least = self._add("Gather", shortest, self._now["reads"])
        early = self._column(self._add("LessOrEqual", self._symbols, least))
        end = np.zeros(self._steps.vocabulary, bool)
        end[EOS] = True
        forbidden = self._add("And", early, self._constant(end, bool))
        return self._add("Where", forbidden, self._floor, scores)

    def _candidates(self, log_probabilities: str, coverage: str) -> Candidates:
        """The likeliest continuations of all partial hypotheses of each row, the likeliest first;
        minus infinity where there are too few.

        Args:
            coverage: of each partial hypothesis [alive, source], where that counts.
        """
        each = self._settings.each
        beam = self._settings.beam
        best, columns = self._top(log_probabilities, each)
        totals = self._add("Add", best, self._column(self._now["totals"]))
        of_each = self._of_rows(totals, MINUS_INFINITY, FLOAT, each)
        if self._search.diversity:
            cost = self._constant(self._search.diversity, np.float32)
            ranks = self._body.cast(self._count(each), FLOAT)
            ranked_by = self._add("Sub", totals, self._add("Mul", ranks, cost))
            _, order = self._top(self._of_rows(ranked_by, MINUS_INFINITY, FLOAT, each), beam)
            chosen = self._add("GatherElements", of_each, order, axis=1)
        else:
            chosen, order = self._top(of_each, beam)
        alive = self._count(self._add("Shape", self._now["tokens"]))
        prefixes = self._add("Div", order, each)
        parents = self._add("GatherElements", self._of_rows(alive, 0, INT), prefixes, axis=1)
        tokens = self._of_rows(columns, 0, INT, each)
        tokens = self._add("GatherElements", tokens, order, axis=1)
        scores = self._add("Div", chosen, self._divisor(self._symbols))
        if coverage:
            penalties = coverage_score(self._body, coverage, self._search)
            scores = self._add("Add", scores, self._add("Gather", penalties, parents))
        return Candidates(parents, tokens, chosen, scores)

    def _of_rows(self, values: str, empty: float | int, dtype: int, each: str | None = None) -> str:
        """Values of the alive, each one or `each` many, at their places in a table [rows, ...]."""
        slots = self._add("Mul", self._add("Shape", self._now["open"], end=1), self._settings.beam)
        shape = slots if each is None else self._add("Concat", slots, each, axis=0)
        per_row = self._settings.one_row if each is None else self._settings.all_of_row
        table = self._add("ConstantOfShape", shape, value=_one(empty, dtype))
        filled = self._add("ScatterND", table, self._now["places"], values)
        return self._add("Reshape", filled, per_row)

    def _taken(self, candidates: Candidates) -> tuple[str, str]:
        """Which candidates get an open slot of their row, and which of them end with </s>."""
        impossible = self._add("Equal", candidates.totals, self._floor)
        first = self._add("Less", self._settings.columns, self._now["open"])
        taken = self._add("And", first, self._add("Not", impossible))
        at_end = self._add("Equal", candidates.tokens, self._constant(EOS))
        return taken, self._add("And", taken, at_end)

    def _finished(self, taken: str, ended: str) -> tuple[str, str]:
        """Which candidates are outputs now, by themselves or at the longest output, and which are
        not.
        """
        last = self._add("Equal", self._now["limits"], self._symbols)
        finished = self._add("Or", ended, self._add("And", taken, last))
        return finished, self._add("And", taken, self._add("Not", finished))

    def _best_scores(self, scores: str, ended: str) -> str:
        """The best scores of each row's outputs that ended by themselves [rows, nbest]."""
        new = self._add("Where", ended, scores, self._floor)
        both = self._add("Concat", self._now["best"], new, axis=1)
        return self._top(both, self._settings.nbest)[0]

    def _can_win(self, totals: str, going: str, best: str) -> str:
        """Whether any partial hypothesis of a row may still end better than the last of its best
        outputs [rows, 1].
        """
        possible = self._add("Where", going, totals, self._floor)
        highest = self._add("ReduceMax", possible, self._constant([1]), keepdims=1)
        bound = self._add("Div", highest, self._now["limit_divisors"])
        end = self._constant([np.iinfo(np.int64).max])
        worst = self._add("Slice", best, self._constant([-1]), end, self._constant([1]))
        return self._add("Greater", bound, worst)

    def _slots(self, candidates: Candidates, weights: str, finished: str) -> dict[str, str]:
        """The slots of all inputs, once what is finished has one: the first free ones of its
        input.
        """
        numbers = self._body.cast(finished, INT)
        before = self._add("CumSum", numbers, self._constant(1), exclusive=1)
        free = self._add("Sub", self._now["end_of_slots"], self._now["open"])
        place = self._add("Reshape", self._add("Add", free, before), self._constant([-1, 1]))
        at = self._where(finished)
        place = self._add("Gather", place, at)
        ended = candidates.picked(self._body, at)
        new = {
            "slot_totals": ended.totals,
            "slot_scores": ended.scores,
            "slot_symbols": self._add("Expand", self._symbols, self._add("Shape", at)),
            "slot_ids": self._with_token(ended.parents, ended.tokens),
        }
        tables = dict(self._now)
        tables["slot_ids"] = self._add("Pad", self._now["slot_ids"], self._constant([0, 0, 0, 1]))
        if self._settings.attention:
            room = self._constant([0, 0, 0, 0, 1, 0])
            tables["slot_weights"] = self._add("Pad", self._now["slot_weights"], room)
            new["slot_weights"] = self._with_weights(self._now["weights"], weights, ended.parents)
        return {
            name: self._add("ScatterND", tables[name], place, values)
            for name, values in new.items()
        }

    def _following(
        self, candidates: Candidates, going: str, ended: str, best: str
    ) -> dict[str, str]:
        """What the next step searches, and under "parent" what each of it continues."""
        beam = self._settings.beam
        at = self._where(going)
        following = candidates.picked(self._body, at)
        any_going = self._add(
            "ReduceMax", self._body.cast(going, INT), self._constant([1]), keepdims=0
        )
        kept = self._add("Squeeze", self._add("NonZero", any_going), self._constant([0]))
        ends = self._add("ReduceSum", self._body.cast(ended, INT), self._constant([1]), keepdims=1)
        numbers = self._add("CumSum", any_going, self._constant(0), exclusive=1)
        row = self._add("Gather", numbers, self._add("Div", at, beam))
        place = self._add("Add", self._add("Mul", row, beam), self._add("Mod", at, beam))
        of_rows = {"open": self._add("Sub", self._now["open"], ends), "best": best}
        of_rows |= {name: self._now[name] for name in ("limits", "limit_divisors", "end_of_slots")}
        return {
            "parent": following.parents,
            **{name: self._add("Gather", values, kept) for name, values in of_rows.items()},
            "tokens": following.tokens,
            "totals": following.totals,
            "places": self._column(place),
            "reads": self._add("Gather", self._now["reads"], following.parents),
            "ids": self._with_token(following.parents, following.tokens),
        }

    def _with_token(self, parent: str, tokens: str) -> str:
        before = self._add("Gather", self._now["ids"], parent)
        return self._add("Concat", before, self._column(tokens), axis=1)

    def _with_weights(self, before: str, weights: str, parent: str) -> str:
        last = self._column(self._add("Gather", weights, parent))
        return self._add("Concat", self._add("Gather", before, parent), last, axis=1)

    def _divisor(self, symbols: str) -> str:
        return length_divisor(self._body, symbols, self._settings.length_penalty, self._search)

    def _add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        return self._body.add(operator, *inputs, **attributes)

    def _constant(self, value: object, dtype: type = np.int64) -> str:
        return self._body.constant(value, dtype)

    @property
    def _floor(self) -> str:
        return self._constant(MINUS_INFINITY, np.float32)

    def _top(self, values: str, count: str) -> tuple[str, str]:
        """The largest of the last axis, the largest first and the first of equals, and where they
        are.
        """
        options = {"axis": -1, "largest": 1, "sorted": 1}
        best, places = self._body.add("TopK", values, count, outputs=2, **options)
        return best, places

    def _column(self, values: str) -> str:
        return self._add("Unsqueeze", values, self._constant([1]))

    def _count(self, size: str) -> str:
        """0, 1, ... below a size [1]."""
        return self._add("Range", self._constant(0), self._add("Squeeze", size), self._constant(1))

    def _where(self, mask: str) -> str:
        """Where a mask [rows, beam] is true, counted through it."""
        flat = self._add("Reshape", mask, self._constant([-1]))
        return self._add("Squeeze", self._add("NonZero", flat), self._constant([0]))


def _one(value: float | int, dtype: int) -> TensorProto:
    array = np.array([value], helper.tensor_dtype_to_np_dtype(dtype))
    return helper.make_tensor("value", dtype, [1], array)
