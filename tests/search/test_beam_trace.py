"""The tree of a beam search against one that is written as a beam is defined."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
import torch
from tests.search.models import inputs, peaked, started
from tests.search.oracle import Symbols, teacher_forced

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError
from pantoum.models import Seq2Seq
from pantoum.search import beam_search
from pantoum.search.beam_trace import BeamNode, BeamTrace, best_output
from pantoum.search.processors import ForcedPrefix, RequiredPhrases
from pantoum.symbols import BOS, EOS

LONGEST = 6


class Held(NamedTuple):
    """A partial hypothesis of the plain beam."""

    total: float
    state: str
    score: float | None = None


def plain_beam(
    model: Seq2Seq, source: Sequence[int], search: SearchConfig, nbest: int
) -> dict[Symbols, Held]:
    """All that a beam holds, by its symbols."""
    held: dict[Symbols, Held] = {(): Held(0.0, "dropped")}
    alive: list[Symbols] = [()]
    scores: list[float] = []
    for step in range(1, LONGEST + 1):
        read = teacher_forced(model, source, [(*symbols, EOS) for symbols in alive])
        continued = {
            (*symbols, symbol): held[symbols].total + value
            for symbols, steps in zip(alive, read, strict=True)
            for symbol, value in enumerate(steps[-1].tolist())
            if symbol >= EOS
        }
        likeliest = sorted(continued, key=lambda symbols: -continued[symbols])
        alive = []
        for symbols in likeliest[: search.beam - len(scores)]:
            held[symbols[:-1]] = held[symbols[:-1]]._replace(state="continued")
            total = continued[symbols]
            score = total / step**search.length_penalty
            if symbols[-1] == EOS:
                held[symbols] = Held(total, "finished", score)
                scores.append(score)
            elif step == LONGEST:
                held[symbols] = Held(total, "cut", score)
            else:
                held[symbols] = Held(total, "dropped")
                alive.append(symbols)
        best = max((held[symbols].total for symbols in alive), default=-torch.inf)
        full = len(scores) >= nbest
        if not alive or (full and best / LONGEST**search.length_penalty <= sorted(scores)[-nbest]):
            break
    return held


def ranks_of(held: dict[Symbols, Held]) -> dict[Symbols, int]:
    outputs = [symbols for symbols, one in held.items() if one.score is not None]
    outputs.sort(key=lambda symbols: (symbols[-1] != EOS, -(held[symbols].score or 0)))
    return {symbols: rank for rank, symbols in enumerate(outputs, start=1)}


def symbols_of(nodes: Sequence[BeamNode], node: BeamNode) -> Symbols:
    """The path to a node; a parent stands before what continues it."""
    if node.parent is None:
        return ()
    return (*symbols_of(nodes[: node.parent + 1], nodes[node.parent]), node.token)


def traced(
    model: Any, source: Sequence[int], search: SearchConfig, nbest: int, **options: Any
) -> tuple[list[BeamNode], list[Any]]:
    trace = BeamTrace()
    begun = started(model, [source])
    hypotheses = beam_search(*begun, [LONGEST], search, nbest, trace=trace, **options)
    assert trace.width == search.beam
    return trace.nodes(), hypotheses[0]


@pytest.mark.parametrize("beam", [1, 2, 4])
@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
def test_holds_what_a_plain_beam_holds(beam: int, length_penalty: float) -> None:
    search = SearchConfig(beam=beam, length_penalty=length_penalty)
    nbest = min(beam, 2)
    states = set()
    for seed in range(4):
        model = peaked({"attention": "additive"}, seed)
        for source in inputs(3, seed=seed):
            nodes, _ = traced(model, source, search, nbest)
            expected = plain_beam(model, source, search, nbest)
            ranks = ranks_of(expected)
            found = {symbols_of(nodes, node): node for node in nodes}
            assert len(found) == len(nodes)
            assert found.keys() == expected.keys()
            for symbols, node in found.items():
                one = expected[symbols]
                assert node.step == len(symbols)
                assert node.state == one.state
                assert node.total == pytest.approx(one.total, abs=1e-4)
                before = expected[symbols[:-1]].total if symbols else 0.0
                assert node.log_probability == pytest.approx(one.total - before, abs=1e-4)
                assert node.score == (None if one.score is None else pytest.approx(one.score, 1e-4))
                assert node.rank == ranks.get(symbols)
                states.add(node.state)
    assert states >= {"continued", "finished", "dropped"} or beam == 1


def test_shows_outputs_that_were_cut_at_the_longest_length() -> None:
    model = peaked({})
    with torch.no_grad():
        model.decoder.output.bias[EOS] = -30.0  # type: ignore[union-attr, index, operator]
    search = SearchConfig(beam=2)
    nodes, hypotheses = traced(model, [4, 5, 6], search, 2)
    cut = [node for node in nodes if node.state == "cut"]
    assert [node.step for node in cut] == [LONGEST, LONGEST]
    assert sorted(node.rank or 0 for node in cut) == [1, 2]
    assert [one.complete for one in hypotheses] == [False, False]


def constraint(name: str) -> dict[str, Any]:
    """What one input's outputs must hold."""
    if name == "prefix":
        return {"processors": [ForcedPrefix([[7, 5]])]}
    if name == "phrases":
        return {"constraints": [RequiredPhrases([[[8], [6, 5]]])]}
    return {}


@pytest.mark.parametrize("name", ["nothing", "prefix", "phrases"])
def test_its_outputs_are_the_hypotheses_of_the_search(name: str) -> None:
    """Whatever is asked of outputs, the tree is of this very search."""
    search = SearchConfig(beam=4, coverage_penalty=0.1)
    for source in inputs(4):
        nodes, hypotheses = traced(peaked({}), source, search, 3, **constraint(name))
        without = beam_search(
            *started(peaked({}), [source]), [LONGEST], search, 3, **constraint(name)
        )
        assert [one.ids for one in hypotheses] == [one.ids for one in without[0]]
        ranked = sorted((node for node in nodes if node.rank), key=lambda node: node.rank or 0)
        outputs = [symbols_of(nodes, node) for node in ranked[: len(hypotheses)]]
        assert outputs == [(*one.ids, *[EOS] * one.complete) for one in hypotheses]
        for node, one in zip(ranked, hypotheses, strict=False):
            assert (node.total, node.score) == (one.log_probability, one.score)
        assert best_output(nodes) == list(outputs[0] if outputs else ())


def test_the_first_of_several_searches_counts() -> None:
    trace = BeamTrace()
    begun = started(peaked({}), [[4, 5]])
    for width in (2, 3):
        beam_search(*begun, [LONGEST], SearchConfig(beam=width), trace=trace)
    assert trace.width == 2


def test_without_a_search_there_is_no_tree() -> None:
    trace = BeamTrace()
    assert (trace.nodes(), trace.width, best_output([])) == ([], 0, [])


def test_begins_with_the_empty_prefix() -> None:
    nodes, _ = traced(peaked({}), [4, 5], SearchConfig(beam=2), 1)
    assert nodes[0] == BeamNode(None, 0, BOS, 0.0, 0.0, "continued", None, None)


def test_is_of_one_input() -> None:
    begun = started(peaked({}), [[4, 5], [6]])
    with pytest.raises(PantoumError, match="a trace is of a search over one input, but there"):
        beam_search(*begun, [LONGEST] * 2, SearchConfig(beam=2), trace=BeamTrace())
