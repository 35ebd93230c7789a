"""The parts of a trained model that can be looked into or switched off, by their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from torch import nn

from pantoum.cells import CELLS
from pantoum.config.other_names import hint
from pantoum.errors import PantoumError
from pantoum.layers import Deep
from pantoum.model_dir import TrainedModel
from pantoum.models import Classifier, Decoder, LanguageModel, Seq2Seq, Tagger
from pantoum.predictor import AnyPredictor

CELL_NAMES = {kind: name for name, kind in CELLS.items()}


class Place(NamedTuple):
    """A cell of a model, and what it is for.

    part: the name of the part that it is; title: the same in words; direction: in which it reads
    the text; path: the cell's place among the model's modules; cell: the cell itself.
    """

    part: str
    title: str
    direction: str
    path: str
    cell: Any

    @property
    def cell_name(self) -> str:
        """The name that settings have for its kind, or that of its class."""
        return CELL_NAMES.get(type(self.cell), type(self.cell).__name__)


class Part(NamedTuple):
    """What can be looked into or switched off: a direction, a layer, the attention, or what a
    tagger reads of spellings.

    places: its cells, none for the last two, into which nobody looks.
    """

    name: str
    title: str
    places: tuple[Place, ...]

    def to_dict(self) -> dict[str, Any]:
        """The part as JSON has it."""
        names = [place.cell_name for place in self.places]
        return {
            "name": self.name,
            "title": self.title,
            "can_be_off": True,
            "cell": names[0] if names else None,
            "units": sum(place.cell.hidden_size for place in self.places) or None,
        }


ATTENTION = Part("attention", "attention", ())
SPELLINGS = Part("characters", "characters of each word", ())


def parts_of(predictor: AnyPredictor) -> list[dict[str, Any]]:
    """The parts of a trained model that `inspect_input` can look into or switch off.

    Args:
        predictor: of a single model.
    Returns: for each part its `name`, its `title` in words, whether it `can_be_off`, the name of
        its `cell` and its `units`; the last two are None for a part whose cells are not shown.
    Raises: PantoumError for an ensemble, and for an exported file.
    """
    return [part.to_dict() for part in model_parts(single_model(predictor).model)]


def single_model(predictor: Any) -> TrainedModel[Any, Any]:
    """The one model of a predictor.

    Raises: PantoumError for an ensemble, an exported file, and what is no predictor at all.
    """
    if getattr(predictor, "exported", False):
        raise PantoumError(
            "an exported file shows nothing of its inside",
            setting="predictor",
            remedy="load the model directory that it was made of",
        )
    folders = getattr(predictor, "folders", None)
    if folders is None:
        raise PantoumError(
            setting="predictor", rule="a model that pantoum.load has loaded", value=predictor
        )
    if len(folders) > 1:
        raise PantoumError(
            "what one model of an ensemble does inside is not what the ensemble does",
            setting="predictor",
            remedy="load one of its models by itself with pantoum.load",
        )
    return predictor.trained


def model_parts(model: nn.Module) -> list[Part]:
    """The parts of a model, from the input to the output."""
    if isinstance(model, Seq2Seq):
        parts = _of_layers(model.encoder.layers, "encoder.layers", "encoder")
        return [*parts, *_of_decoder(model.decoder)]
    if isinstance(model, Classifier):
        return _of_layers(model.encoder.layers, "encoder.layers", "encoder")
    if isinstance(model, Tagger):
        spelled = [] if model.words.characters is None else [SPELLINGS]
        return [*spelled, *_of_layers(model.layers, "layers", "encoder")]
    assert isinstance(model, LanguageModel)
    return _of_layers(model.layers, "layers", "layer")


def places_of(parts: Sequence[Part]) -> list[Place]:
    """All cells of the parts, each once."""
    return list({place.path: place for part in parts for place in part.places}.values())


def picked(parts: Sequence[Part], names: Sequence[str], setting: str) -> list[Part]:
    """The parts of some names, each once, in the model's order.

    Args:
        setting: the argument that the names were given by, for messages.
    Raises: PantoumError for a name that is none, with those that there are.
    """
    known = [part.name for part in parts]
    if isinstance(names, str) or not all(isinstance(name, str) for name in names):
        raise PantoumError(setting=setting, rule=f"names among {', '.join(known)}", value=names)
    for name in names:
        if name not in known:
            near = hint(name, known)
            raise PantoumError(
                f"no part of this model is called {name!r}: it has {', '.join(known)}",
                setting=setting,
                rule=f"one of {', '.join(known)}",
                value=name,
                remedy=near or None,
            )
    return [part for part in parts if part.name in names]


def _of_layers(layers: Deep, path: str, name: str) -> list[Part]:
    """The directions of each layer, if there are two, and the layer."""
    parts = []
    what = "encoder, layer" if name == "encoder" else "layer"
    for number, layer in enumerate(layers.layers, start=1):
        title = f"{what} {number}"
        part = f"{name}.{number}"
        below = f"{path}.layers.{number - 1}"
        ways = ("forward", "backward") if hasattr(layer, "forward_layer") else ("",)
        places = []
        for way in ways:
            whole = f"{below}.{way}_layer.cell" if way else f"{below}.cell"
            cell = (getattr(layer, f"{way}_layer") if way else layer).cell
            named = (f"{part}.{way}", f"{title}, {way}") if way else (part, title)
            places.append(Place(*named, way or "forward", whole, cell))
        if len(places) > 1:
            parts += [Part(place.part, place.title, (place,)) for place in places]
        parts.append(Part(part, title, tuple(places)))
    return parts


def _of_decoder(decoder: Decoder) -> list[Part]:
    parts = [] if decoder.attention is None else [ATTENTION]
    for number, cell in enumerate(decoder.cells, start=1):
        name = f"decoder.{number}"
        title = f"decoder, layer {number}"
        place = Place(name, title, "forward", f"decoder.cells.{number - 1}", cell)
        parts.append(Part(name, title, (place,)))
    return parts
