"""A lexicon inside an exported file: words whose outputs are known, which a host answers itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx

from pantoum.data import Lexicon
from pantoum.errors import PantoumError
from pantoum.exporting.exported import KnownWords
from pantoum.model_dir import TrainedModel
from pantoum.predictor.known_words import check_lexicon
from pantoum.symbols import UNK

# docs/export.md describes what stands under it.
KEY = "pantoum.lexicon"


def lexicon_of(lexicon: str | Path | Lexicon | None, trained: TrainedModel[Any, Any]) -> Any:
    """A lexicon, that of a file, or None for none.

    Raises: PantoumError for a file that cannot be read so, and for a model that cannot have one.
    """
    if lexicon is None:
        return None
    if trained.task.name != "seq2seq":
        raise PantoumError(
            "a lexicon is of encoder-decoders, and this is another kind of model",
            setting="lexicon",
            where=trained.folder,
            value=trained.task.name,
            remedy="leave the lexicon out",
        )
    known = Lexicon.read(lexicon) if isinstance(lexicon, str | Path) else lexicon
    check_lexicon(trained.task, known)
    return known


def with_lexicon(
    data: bytes, lexicon: Lexicon, trained: TrainedModel[Any, Any]
) -> tuple[bytes, KnownWords]:
    """The bytes of an exported file with a lexicon inside, and what is to be said of that."""
    text = json.dumps(lexicon.entries, ensure_ascii=False, separators=(",", ":"))
    whole = onnx.ModelProto.FromString(data)
    whole.metadata_props.add(key=KEY, value=text)
    outputs = [entry[1] for entry in lexicon.entries]
    ids = trained.task.target.encode_all(outputs)
    unwritten = sum(UNK in of_text for of_text in ids)
    known = KnownWords(len(lexicon), len(outputs), unwritten, len(text.encode()))
    return whole.SerializeToString(deterministic=True), known
