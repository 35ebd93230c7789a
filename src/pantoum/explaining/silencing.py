"""Models with some parts switched off: a copy that shares all weights, in which these give zeros.

The zeros stand for a part that tells the others nothing: they are what a cell gives whose weights
are all 0, from a state of 0. A model was not trained for them, so what it still does without a part
is what it does without being told, not what another model would have learned to do.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.cells import gates_of, map_state
from pantoum.explaining.altered_attention import SilentAttention
from pantoum.explaining.parts import ATTENTION, SPELLINGS, Part
from pantoum.models import Bridge, CopyOutput, Seq2Seq, Tagger


class SilentCell(nn.Module):
    """A cell whose output and state are 0, whatever it reads; see `pantoum.cells.Cell`.

    Args:
        cell: whose place it takes.
    """

    def __init__(self, cell: Any) -> None:
        super().__init__()
        self.cell = cell
        self.input_size: int = cell.input_size
        self.hidden_size: int = cell.hidden_size
        self.state_type: Any = cell.state_type

    def initial_state(self, batch: int) -> Any:
        return self.cell.initial_state(batch)

    def forward(self, x: Float[Tensor, "batch input"], state: Any) -> tuple[Tensor, Any]:
        silent = map_state(torch.zeros_like, state)
        return x.new_zeros(len(x), self.hidden_size), silent

    def gates(self, x: Float[Tensor, "batch input"], state: Any) -> Any:
        """Zeros under the names that the cell itself has for what happens inside."""
        inside = gates_of(self.cell)
        return map_state(torch.zeros_like, state if inside is None else inside(x, state))


class SilentCharacters(nn.Module):
    """What a tagger reads of spellings, all 0; see `pantoum.layers.CharacterEncoder`.

    Args:
        characters: whose place it takes.
    """

    def __init__(self, characters: Any) -> None:
        super().__init__()
        self.characters = characters
        self.output_size: int = characters.output_size

    def forward(
        self, ids: Int[Tensor, "forms characters"], lengths: Int[Tensor, " forms"]
    ) -> Float[Tensor, "forms size"]:
        weight = next(self.characters.parameters())
        return weight.new_zeros(len(ids), self.output_size)


class SilentBridge(nn.Module):
    """A bridge that leaves some layers of the decoder at a state of 0.

    Args:
        bridge: gives the others.
        off: the layers, from 0.
    """

    def __init__(self, bridge: Bridge, off: frozenset[int]) -> None:
        super().__init__()
        self.bridge = bridge
        self.off = off

    def forward(self, encoder_states: Sequence[Any]) -> tuple[Any, ...]:
        states = self.bridge(encoder_states)
        return tuple(
            map_state(torch.zeros_like, state) if layer in self.off else state
            for layer, state in enumerate(states)
        )


def without_parts(model: nn.Module, off: Sequence[Part]) -> nn.Module:
    """The same model with some parts off; it shares all weights, and the one given stays as it is.

    A direction, a layer or a layer of the decoder gives 0 (where there are residual connections,
    what it reads still goes past it), the attention a context of 0, the characters of a tagger a
    vector of 0 for each word. A model that copies has nothing to copy by without attention, and
    only generates.
    """
    changes: dict[str, nn.Module] = {
        place.path: SilentCell(place.cell) for part in off for place in part.places
    }
    if isinstance(model, Seq2Seq):
        decoder = model.decoder
        layers = {f"decoder.cells.{layer}": layer for layer in range(len(decoder.cells))}
        silent = frozenset(layers[path] for path in changes if path in layers)
        if silent:
            changes["decoder.bridge"] = SilentBridge(decoder.bridge, silent)
        if ATTENTION in off:
            changes["decoder.attention"] = SilentAttention(decoder.attention)
            if isinstance(decoder.output, CopyOutput):
                changes["decoder.output"] = decoder.output.vocabulary
    if isinstance(model, Tagger) and SPELLINGS in off:
        changes["words.characters"] = SilentCharacters(model.words.characters)
    return with_modules(model, changes)


def with_modules(model: nn.Module, others: Mapping[str, nn.Module]) -> nn.Module:
    """A model in which other modules are at some places; it shares all else with the one given.

    Args:
        others: by the places, as `torch.nn.Module.named_modules` names them.
    """
    changed = copy.copy(model)
    changed._modules = dict(model._modules)
    inside: dict[str, dict[str, nn.Module]] = {}
    for path, other in others.items():
        first, _, rest = path.partition(".")
        if rest:
            inside.setdefault(first, {})[rest] = other
        else:
            changed._modules[first] = other
    for name, of_child in inside.items():
        child = model._modules[name]
        assert child is not None
        changed._modules[name] = with_modules(child, of_child)
    return changed
