"""A beam search as an ONNX graph: `pantoum.search.beam_search`, whose loop the graph holds itself.

Axes: batch, the inputs; rows, those still searched; alive, all partial hypotheses of these, in one
batch; slots, the `beam` outputs that an input may have.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper

from pantoum.config import SearchConfig
from pantoum.export.graph import Graph
from pantoum.search.limit import LONGEST_OUTPUT, OutputLimit
from pantoum.search.ranking import LEAST_COVERAGE
from pantoum.symbols import BOS, EOS

FLOAT = TensorProto.FLOAT
INT = TensorProto.INT64
BOOL = TensorProto.BOOL
DOUBLE = TensorProto.DOUBLE
MINUS_INFINITY = np.float32(-np.inf)


class StepGraph(NamedTuple):
    """One step of a model, traced.

    model: inputs ``tokens``, ``state_0`` ..., ``memory_0`` ...; outputs the log-probabilities [alive,
    vocabulary], the attention weights [alive, source] where there is attention, and the new states;
    states: number types and sizes, but for the first axis, of the tensors that a step changes;
    memories: how many tensors it only reads; vocabulary: output symbols.
    """

    model: onnx.ModelProto
    states: list[tuple[int, list[int | None]]]
    memories: int
    vocabulary: int
    attention: bool
    unknown: bool = False


class Outputs(NamedTuple):
    """Names of what a search gives: ids [batch, nbest, symbols], symbols [batch, nbest], complete
    [batch, nbest], log_probability and score [batch, nbest], attention [batch, nbest, symbols,
    source]; rows of fewer outputs end with ones of score minus infinity.
    """

    ids: str
    symbols: str
    complete: str
    log_probability: str
    score: str
    attention: str | None


def longest_outputs(graph: Graph, lengths: str, limit: OutputLimit, search: SearchConfig) -> str:
    """The most symbols of each output, </s> included [batch]."""
    add, constant = graph.add, graph.constant
    if search.max_length_ratio:
        symbols = graph.cast(add("Sub", lengths, constant([1])), DOUBLE)
        scaled = add("Mul", symbols, constant(search.max_length_ratio, np.float64))
        whole = graph.cast(add("Floor", scaled), INT)
        return add("Add", add("Max", whole, constant([1])), constant([1]))
    scaled = add("Mul", graph.cast(lengths, DOUBLE), constant(limit.ratio, np.float64))
    whole = add("Add", graph.cast(add("Floor", scaled), INT), constant([limit.extra]))
    return add("Min", whole, constant([LONGEST_OUTPUT]))


class BeamSearch:
    """Writes the loop of a beam search.

    Args:
        graph: the outer graph.
        step: the model's.
        search: how scores are computed from log-probabilities.
        beam, nbest, length_penalty: names of these values in the graph, the first two [1].
        attention: whether the outputs have their attention weights.
    """

    def __init__(
        self,
        graph: Graph,
        step: StepGraph,
        search: SearchConfig,
        beam: str,
        nbest: str,
        length_penalty: str,
        *,
        attention: bool,
    ) -> None:
        self.graph = graph
        self.step = step
        self.search = search
        self.beam = beam
        self.nbest = nbest
        self.length_penalty = length_penalty
        self.attention = attention
        self.coverage = bool(search.coverage_penalty)

    def write(
        self, lengths: str, limits: str, states: list[str], memories: list[str], width: str
    ) -> Outputs:
        """The best outputs of each input.

        Args:
            lengths: of the inputs; limits: of their outputs; width: the longest of the inputs [1].
            states, memories: the model's after reading the inputs.
        """
        graph = self.graph
        add, constant = graph.add, graph.constant
        batch = add("Shape", lengths)
        every = add("Range", constant(0), add("Squeeze", batch), constant(1))
        slots = add("Mul", batch, self.beam)

        def filled(shape: list[str], value: float, dtype: int) -> str:
            array = np.array([value], helper.tensor_dtype_to_np_dtype(dtype))
            tensor = helper.make_tensor("value", dtype, [1], array)
            whole = add("Concat", *shape, axis=0) if len(shape) > 1 else shape[0]
            return add("ConstantOfShape", whole, value=tensor)

        zero = constant([0])
        carried: dict[str, tuple[str, int, list[int | str | None]]] = {
            "inputs": (every, INT, [None]),
            "limits": (limits, INT, [None]),
            "open": (add("Expand", self.beam, batch), INT, [None]),
            "best": (filled([batch, self.nbest], -np.inf, FLOAT), FLOAT, [None, None]),
            "tokens": (filled([batch], BOS, INT), INT, [None]),
            "totals": (filled([batch], 0.0, FLOAT), FLOAT, [None]),
            "places": (add("Mul", every, self.beam), INT, [None]),
            "reads": (every, INT, [None]),
            "ids": (filled([batch, zero], 0, INT), INT, [None, None]),
            "slot_ids": (filled([slots, zero], 0, INT), INT, [None, None]),
            "slot_symbols": (filled([slots], 0, INT), INT, [None]),
            "slot_complete": (filled([slots], 0, FLOAT), FLOAT, [None]),
            "slot_totals": (filled([slots], -np.inf, FLOAT), FLOAT, [None]),
            "slot_scores": (filled([slots], -np.inf, FLOAT), FLOAT, [None]),
        }
        if self.attention:
            none = filled([batch, zero, width], 0.0, FLOAT)
            carried["weights"] = (none, FLOAT, [None, None, None])
            none = filled([slots, zero, width], 0.0, FLOAT)
            carried["slot_weights"] = (none, FLOAT, [None, None, None])
        if self.coverage:
            steps = add("Range", constant(0), add("Squeeze", width), constant(1))
            padding = add("GreaterOrEqual", steps, add("Unsqueeze", lengths, constant([1])))
            carried["coverage"] = (graph.cast(padding, FLOAT), FLOAT, [None, None])
        for place, (value, (dtype, sizes)) in enumerate(zip(states, self.step.states, strict=True)):
            carried[f"state_{place}"] = (value, dtype, [None, *sizes])
        body = self._body({name: one[1:] for name, one in carried.items()}, memories, lengths)
        longest = add("ReduceMax", limits, keepdims=0)
        some = add("Greater", add("Size", lengths), constant(0))
        first = [value for value, _, _ in carried.values()]
        final = add("Loop", longest, some, *first, outputs=len(first), body=body)
        return self._ranked(dict(zip(carried, final, strict=True)), batch)

    def _body(
        self,
        carried: dict[str, tuple[int, list[int | str | None]]],
        memories: list[str],
        lengths: str,
    ) -> onnx.GraphProto:
        """One step of all partial hypotheses."""
        body = Graph("step", self.graph)
        add, constant = body.add, body.constant
        iteration = body.input("step/iteration", INT, [])
        body.input("step/condition", BOOL, [])
        now = {
            name: body.input(f"step/{name}", dtype, shape)
            for name, (dtype, shape) in carried.items()
        }
        after: dict[str, str] = {}
        log_probabilities, weights, states = self._model_step(body, now, memories)
        symbols = add("Add", iteration, constant(1))
        k = add("Min", self.beam, constant([self.step.vocabulary]))
        alive = add("Shape", now["tokens"])
        rows = add("Shape", now["inputs"])

        # The likeliest continuations of each partial hypothesis, then those of each input.
        possible = add("Add", log_probabilities, self._forbidden(body))
        if self.search.min_length_ratio:
            possible = self._without_early_ends(body, possible, now, lengths, symbols)
        best, columns = add("TopK", possible, k, outputs=2, axis=-1, largest=1, sorted=1)
        totals = add("Add", best, add("Unsqueeze", now["totals"], constant([1])))
        places = add("Unsqueeze", now["places"], constant([1]))
        slots = add("Mul", rows, self.beam)
        per_row = add("Concat", constant([-1]), add("Mul", self.beam, k), axis=0)

        def of_rows(values: str, empty: float, dtype: int, shape: str | None = None) -> str:
            """Values of the partial hypotheses at their places [rows, ...]."""
            array = np.array([empty], helper.tensor_dtype_to_np_dtype(dtype))
            sizes = slots if shape is None else add("Concat", slots, k, axis=0)
            table = add(
                "ConstantOfShape", sizes, value=helper.make_tensor("value", dtype, [1], array)
            )
            return add(
                "Reshape", add("ScatterND", table, places, values), shape or self._beams(body)
            )

        all_totals = of_rows(totals, -np.inf, FLOAT, per_row)
        if self.search.diversity:
            ranks = add("Range", constant(0), add("Squeeze", k), constant(1))
            cost = constant(self.search.diversity, np.float32)
            ranked_by = add("Sub", totals, add("Mul", body.cast(ranks, FLOAT), cost))
            ranked_by = of_rows(ranked_by, -np.inf, FLOAT, per_row)
            _, order = add("TopK", ranked_by, self.beam, outputs=2, axis=-1, largest=1, sorted=1)
            totals = add("GatherElements", all_totals, order, axis=1)
        else:
            totals, order = add(
                "TopK", all_totals, self.beam, outputs=2, axis=-1, largest=1, sorted=1
            )
        numbers = add("Range", constant(0), add("Squeeze", alive), constant(1))
        parents = add("GatherElements", of_rows(numbers, 0, INT), add("Div", order, k), axis=1)
        tokens = add("GatherElements", of_rows(columns, 0, INT, per_row), order, axis=1)

        # Which of them take slots, which end, which go on.
        slot = add("Range", constant(0), add("Squeeze", self.beam), constant(1))
        open_slots = add("Unsqueeze", now["open"], constant([1]))
        infinite = add("Equal", totals, constant(MINUS_INFINITY, np.float32))
        taken = add("And", add("Less", slot, open_slots), add("Not", infinite))
        ended = add("And", taken, add("Equal", tokens, constant(EOS)))
        last = add("Unsqueeze", add("Equal", now["limits"], symbols), constant([1]))
        finished = add("Or", ended, add("And", taken, last))
        going = add("And", taken, add("Not", finished))
        scores = add("Div", totals, self._divisor(body, symbols))
        if self.coverage:
            coverage = add("Add", now["coverage"], weights)
            penalty = self._coverage_score(body, coverage)
            scores = add("Add", scores, add("Gather", penalty, parents))
        floor = constant(MINUS_INFINITY, np.float32)
        by_itself = add("Where", ended, scores, floor)
        best, _ = add(
            "TopK",
            add("Concat", now["best"], by_itself, axis=1),
            self.nbest,
            outputs=2,
            axis=-1,
            largest=1,
            sorted=1,
        )
        highest = add("ReduceMax", add("Where", going, totals, floor), constant([1]), keepdims=1)
        divisor = add("Unsqueeze", self._divisor(body, now["limits"]), constant([1]))
        worst = add("Slice", best, constant([-1]), constant([2**31]), constant([1]))
        can_win = add("Greater", add("Div", highest, divisor), worst)
        going = add("And", going, can_win)
        count = add("ReduceSum", body.cast(ended, INT), constant([1]), keepdims=0)

        # What ends goes to a slot of its own.
        order_of_end = add("CumSum", body.cast(finished, INT), constant(1), exclusive=1)
        used = add("Sub", self.beam, open_slots)
        base = add("Mul", add("Unsqueeze", now["inputs"], constant([1])), self.beam)
        place = add("Add", add("Add", base, used), order_of_end)
        at = self._where(body, finished)
        place = add("Unsqueeze", self._picked(body, place, at), constant([1]))
        parent = self._picked(body, parents, at)
        token = self._picked(body, tokens, at)
        length = add("Expand", add("Reshape", symbols, constant([1])), add("Shape", at))
        complete = body.cast(self._picked(body, ended, at), FLOAT)

        def at_slots(name: str, values: str) -> None:
            after[name] = add("ScatterND", now[name], place, values)

        at_slots("slot_symbols", length)
        at_slots("slot_complete", complete)
        at_slots("slot_totals", self._picked(body, totals, at))
        at_slots("slot_scores", self._picked(body, scores, at))
        longer = self._longer(body, now["slot_ids"])
        outputs = self._appended(body, now["ids"], parent, token)
        after["slot_ids"] = add("ScatterND", longer, place, outputs)
        if self.attention:
            longer = self._longer(body, now["slot_weights"])
            outputs = self._attended(body, now["weights"], weights, parent)
            after["slot_weights"] = add("ScatterND", longer, place, outputs)

        # What goes on.
        at = self._where(body, going)
        parent = self._picked(body, parents, at)
        searched = add("ReduceMax", body.cast(going, INT), constant([1]), keepdims=0)
        kept = add("Squeeze", add("NonZero", searched), constant([0]))
        for name, value in (
            ("inputs", now["inputs"]),
            ("limits", now["limits"]),
            ("open", add("Sub", now["open"], count)),
            ("best", best),
        ):
            after[name] = add("Gather", value, kept)
        number = add("Sub", add("CumSum", searched, constant(0)), constant(1))
        row = add("Gather", number, add("Div", at, self.beam))
        after["places"] = add("Add", add("Mul", row, self.beam), add("Mod", at, self.beam))
        after["tokens"] = self._picked(body, tokens, at)
        after["totals"] = self._picked(body, totals, at)
        after["reads"] = add("Gather", now["reads"], parent)
        after["ids"] = self._appended(body, now["ids"], parent, after["tokens"])
        if self.attention:
            after["weights"] = self._attended(body, now["weights"], weights, parent)
        if self.coverage:
            after["coverage"] = add("Gather", coverage, parent)
        for place_of, value in enumerate(states):
            after[f"state_{place_of}"] = add("Gather", value, parent)
        more = add("Greater", add("Size", after["tokens"]), constant(0))
        body.output("step/more", more, BOOL, [])
        for name, (dtype, shape) in carried.items():
            body.output(f"step/{name}_after", after[name], dtype, shape)
        return body.to_proto()

    def _model_step(
        self, body: Graph, now: dict[str, str], memories: list[str]
    ) -> tuple[str, str, list[str]]:
        """Log-probabilities, attention weights ("" without attention) and new states."""
        inputs = {"tokens": now["tokens"]}
        for place in range(len(self.step.states)):
            inputs[f"state_{place}"] = now[f"state_{place}"]
        for place, memory in enumerate(memories):
            inputs[f"memory_{place}"] = body.add("Gather", memory, now["reads"])
        log_probabilities, *rest = body.include(self.step.model, inputs)
        weights = rest.pop(0) if self.step.attention else ""
        return log_probabilities, weights, rest

    def _forbidden(self, body: Graph) -> str:
        """Minus infinity for the symbols that no output may hold."""
        costs = np.zeros(self.step.vocabulary, np.float32)
        costs[:EOS] = -np.inf  # <pad>, the unknown symbol and <s>
        return body.constant(costs, np.float32)

    def _without_early_ends(
        self, body: Graph, scores: str, now: dict[str, str], lengths: str, symbols: str
    ) -> str:
        """No end before the shortest output."""
        add, constant = body.add, body.constant
        read = body.cast(add("Sub", add("Gather", lengths, now["reads"]), constant([1])), DOUBLE)
        scaled = add("Mul", read, constant(self.search.min_length_ratio, np.float64))
        least = body.cast(add("Ceil", scaled), INT)
        early = add("Unsqueeze", add("LessOrEqual", symbols, least), constant([1]))
        end = np.zeros(self.step.vocabulary, bool)
        end[EOS] = True
        forbidden = add("And", early, constant(end, bool))
        return add("Where", forbidden, constant(MINUS_INFINITY, np.float32), scores)

    def _divisor(self, graph: Graph, symbols: str) -> str:
        """See `pantoum.search.ranking.length_divisor`."""
        length = graph.cast(symbols, FLOAT)
        if self.search.length_formula == "wu":
            five = graph.constant(5, np.float32)
            length = graph.add("Div", graph.add("Add", length, five), graph.constant(6, np.float32))
        return graph.add("Pow", length, self.length_penalty)

    def _coverage_score(self, body: Graph, coverage: str) -> str:
        """See `pantoum.search.ranking.coverage_score`."""
        least = body.constant(LEAST_COVERAGE, np.float32)
        logs = body.add("Log", body.add("Clip", coverage, least, body.constant(1, np.float32)))
        total = body.add("ReduceSum", logs, body.constant([1]), keepdims=0)
        return body.add("Mul", total, body.constant(self.search.coverage_penalty, np.float32))

    def _beams(self, graph: Graph) -> str:
        return graph.add("Concat", graph.constant([-1]), self.beam, axis=0)

    def _where(self, graph: Graph, mask: str) -> str:
        """Where a mask [rows, beam] is true, counted through it."""
        flat = graph.add("Reshape", mask, graph.constant([-1]))
        return graph.add("Squeeze", graph.add("NonZero", flat), graph.constant([0]))

    def _picked(self, graph: Graph, values: str, at: str) -> str:
        return graph.add("Gather", graph.add("Reshape", values, graph.constant([-1])), at)

    def _appended(self, graph: Graph, before: str, parent: str, token: str) -> str:
        last = graph.add("Unsqueeze", token, graph.constant([1]))
        return graph.add("Concat", graph.add("Gather", before, parent), last, axis=1)

    def _attended(self, graph: Graph, before: str, weights: str, parent: str) -> str:
        last = graph.add("Unsqueeze", graph.add("Gather", weights, parent), graph.constant([1]))
        return graph.add("Concat", graph.add("Gather", before, parent), last, axis=1)

    def _longer(self, graph: Graph, table: str) -> str:
        """A table [slots, symbols, ...] with room for one more symbol."""
        rank = 3 if table.endswith("weights") else 2
        pads = [0, 0, 0, 1] if rank == 2 else [0, 0, 0, 0, 1, 0]
        return graph.add("Pad", table, graph.constant(pads))

    def _ranked(self, final: dict[str, str], batch: str) -> Outputs:
        """The best of each input's slots: those that ended by themselves before those that were
        cut, then by score, then what ended first.
        """
        graph = self.graph
        add, constant = graph.add, graph.constant

        shape = add("Concat", batch, self.beam, axis=0)
        scores = add("Reshape", final["slot_scores"], shape)
        complete = add("Reshape", final["slot_complete"], shape)
        options = {"outputs": 2, "axis": -1, "largest": 1, "sorted": 1}
        _, by_score = add("TopK", scores, self.beam, **options)
        _, by_end = add(
            "TopK", add("GatherElements", complete, by_score, axis=1), self.nbest, **options
        )
        order = add("GatherElements", by_score, by_end, axis=1)
        rows = add("Range", constant(0), add("Squeeze", batch), constant(1))
        first = add("Mul", add("Unsqueeze", rows, constant([1])), self.beam)
        places = add("Add", first, order)

        def best(name: str) -> str:
            return add("Gather", final[name], places)

        return Outputs(
            best("slot_ids"),
            best("slot_symbols"),
            add("Cast", best("slot_complete"), to=BOOL),
            best("slot_totals"),
            best("slot_scores"),
            best("slot_weights") if self.attention else None,
        )
