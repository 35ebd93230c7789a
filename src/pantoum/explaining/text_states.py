"""What the cells of a model have done at each symbol of the texts that they have read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.explaining.examined import Examined
from pantoum.explaining.parts import Place
from pantoum.explaining.replay import Replay, replay
from pantoum.inference.side_by_side import one_thread

# A place whose name begins so reads what the model itself has written.
WRITER = "decoder"


@dataclass
class TextStates:
    """Texts that some cells have read, and their states at each symbol.

    What stands beside the text is not in it: <s>, </s>, features and the group of an input.

    Attributes:
        whole_words: whether each symbol is a word.
        written: whether the model itself has written the texts.
        texts: the symbols of each text, as a reader sees them.
        rows: the number of the input that each text is of.
        places: the cells, by the path of each.
        states: by the path of a cell the parts of its state by their names, and of each part the
            values at the symbols of each text [symbols, units].
    """

    whole_words: bool
    written: bool
    texts: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    states: dict[str, dict[str, list[Float[np.ndarray, "_ units"]]]] = field(default_factory=dict)

    def add(self, row: int, found: Replay, places: Sequence[Place], text: slice) -> None:
        """One more text.

        Args:
            places: that have read it.
            text: the steps at which they have.
        """
        read = _read(found, places[0])[text]
        self.texts.append(read)
        self.rows.append(row)
        for place in places:
            self.places[place.path] = place
            parts = self.states.setdefault(place.path, {})
            states = found.states(place)[text]
            for name in place.cell.state_type._fields:
                values = _array([getattr(state, name) for state in states], place)
                parts.setdefault(name, []).append(values)


def text_states(examined: Examined, rows: Sequence[int]) -> list[TextStates]:
    """The states of all cells over some of the inputs: first of those that read the inputs, then,
    of an encoder-decoder, of those that read what it has written so far.
    """
    task = examined.trained.task
    is_tagger = examined.kind == "tagger"
    inputs = TextStates(is_tagger or _has_whole_words(examined, "source"), written=False)
    outputs = TextStates(_has_whole_words(examined, "target"), written=True)
    for row, found in replays(examined, rows):
        before, behind = 0, 0
        if examined.kind == "language_model":
            before = 1
        elif not is_tagger:
            behind = 1
            before = len(found.tokens) - 1 - len(task.source.text.tokens(examined.data[row].source))
        readers = [place for place in found.places if not place.part.startswith(WRITER)]
        writers = [place for place in found.places if place.part.startswith(WRITER)]
        inputs.add(row, found, readers, slice(before, len(found.tokens) - behind))
        if writers:
            outputs.add(row, found, writers, slice(1, None))
    return [one for one in (inputs, outputs) if one.places]


def replays(examined: Examined, rows: Sequence[int]) -> Iterator[tuple[int, Replay]]:
    """Each of some inputs read again, without gradients, with its number."""
    for row in rows:
        with torch.no_grad(), one_thread():
            found = replay(examined, row)
        yield row, found


def _read(found: Replay, place: Place) -> list[str]:
    """What a cell has read at each step; of a decoder the symbol before the one it writes, with an
    empty text for <s>.
    """
    return ["", *found.written[:-1]] if place.part.startswith(WRITER) else found.tokens


def _has_whole_words(examined: Examined, side: str) -> bool:
    task = examined.trained.task
    tokenizer = getattr(task, side, None) or getattr(task, "tokenizer", None)
    return getattr(getattr(tokenizer, "text", tokenizer), "units", None) == "words"


def _array(steps: Sequence[Tensor], place: Place) -> Float[np.ndarray, "symbols units"]:
    """The values at each step, of the first row."""
    if not steps:
        return np.zeros((0, place.cell.hidden_size), dtype=np.float32)
    return torch.stack([step[0] for step in steps]).float().cpu().numpy()
