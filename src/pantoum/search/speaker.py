"""A model and the rules for what it says: what every search asks for the next symbol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.models import Branches, InferenceSeq2Seq
from pantoum.search.contract import Step
from pantoum.search.rules import IMPOSSIBLE, Automaton, Begun, Rule
from pantoum.symbols import BOS, EOS, PAD


class Said(NamedTuple):
    """Beginnings of outputs, and the model's state after them.

    state: the model's; begun: whose beginnings they are and their symbols, if there are rules;
    places: of each beginning in each automaton.
    """

    state: Any
    begun: Begun | None
    places: tuple[Tensor, ...]

    def select(self, picked: Int[Tensor, " picked"]) -> Said:
        """The same for other beginnings."""
        return self._with(self.state.select(picked), picked)

    def branch(self, branches: Branches) -> Said:
        """The same for beginnings that continue these."""
        return self._with(self.state.branch(branches), branches.parents)

    def _with(self, state: Any, picked: Tensor) -> Said:
        begun = (
            None
            if self.begun is None
            else Begun(*(part.index_select(0, picked) for part in self.begun))
        )
        return Said(state, begun, tuple(place.index_select(0, picked) for place in self.places))


class Next(NamedTuple):
    """What may come next.

    log_probabilities [alive, symbols]; said: all that has been said, with the symbols just read;
    weights [alive, source]: where the model looked; ids [symbols], ascending: the symbols that the
    log-probabilities are of, None for all there are.
    """

    log_probabilities: Float[Tensor, "alive symbols"]
    said: Said
    weights: Float[Tensor, "alive source"] | None
    ids: Int[Tensor, " symbols"] | None

    def symbols(self, columns: Int[Tensor, "*shape"]) -> Int[Tensor, "*shape"]:
        """The symbols of columns of the log-probabilities."""
        return columns if self.ids is None else self.ids[columns]


class Speaker:
    """Gives log-probabilities as the model has them, with those symbols out of reach that must not
    come.

    <pad> and <s> never come.

    Args:
        model: in evaluation mode.
        rules: what else must not come, or come less often.
        automata: rules that remember where in them an output stands.
        unknown: whether the unknown symbol may come.
    """

    def __init__(
        self,
        model: Step,
        rules: Sequence[Rule] = (),
        automata: Sequence[Automaton] = (),
        *,
        unknown: bool = False,
    ) -> None:
        self._model, self._unknown = model, unknown
        self._rules, self._automata = rules, automata

    @property
    def free(self) -> bool:
        """Whether every input has outputs that keep the rules, for there are none."""
        return not self._rules and not self._automata

    def begin(self, state: Any, rows: Int[Tensor, " rows"]) -> Said:
        """Before the first symbol of each row's output."""
        begun = None if self.free else Begun(rows, rows.new_zeros(len(rows), 0))
        return Said(state, begun, tuple(automaton.start(rows) for automaton in self._automata))

    def next(self, tokens: Int[Tensor, " alive"], said: Said) -> Next:
        """What comes after `tokens`, the last symbols of what has been said."""
        if said.begun is None and isinstance(self._model, InferenceSeq2Seq):
            logits, state, weights, ids = self._model.step_among_words(tokens, said.state)
            return Next(self._speakable(logits, ids), said._replace(state=state), weights, ids)
        logits, state, weights = self._model.step(tokens, said.state)
        scores = self._speakable(logits, None)
        if said.begun is None:
            return Next(scores, said._replace(state=state), weights, None)
        begun, places = said.begun, said.places
        for rule in self._rules:
            scores = rule(scores, begun)
        for automaton, place in zip(self._automata, places, strict=True):
            scores = automaton(scores, begun, place)
        return Next(scores, Said(state, begun, places), weights, None)

    def say(self, said: Said, tokens: Int[Tensor, " alive"]) -> Said:
        """The beginnings with one more symbol each."""
        if said.begun is None:
            return said
        symbols = torch.cat([said.begun.symbols, tokens[:, None]], dim=1)
        pairs = zip(self._automata, said.places, strict=True)
        places = tuple(automaton.follow(place, tokens) for automaton, place in pairs)
        return Said(said.state, said.begun._replace(symbols=symbols), places)

    def _speakable(
        self, logits: Float[Tensor, "alive symbols"], ids: Int[Tensor, " symbols"] | None
    ) -> Float[Tensor, "alive symbols"]:
        """Log-probabilities, with those symbols out of reach that no output may hold.

        Args:
            ids: of the symbols, without <pad> and <s> and with the unknown one as their first; None
                for all there are.
        """
        log_probabilities = torch.log_softmax(logits.float(), dim=-1)
        if ids is None and self._unknown:
            log_probabilities[:, [PAD, BOS]] = IMPOSSIBLE
        elif ids is None:
            log_probabilities[:, :EOS] = (
                IMPOSSIBLE  # <pad>, the unknown symbol and <s> are the ones before </s>
            )
        elif not self._unknown:
            log_probabilities[:, 0] = IMPOSSIBLE
        return log_probabilities
