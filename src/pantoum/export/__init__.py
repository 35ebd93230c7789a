"""A trained model as one ONNX file, with its search inside, and what it says of its text."""

from pantoum.export.export import export
from pantoum.export.exported import Exported
from pantoum.export.text import side_to_json, source_to_json, tags_to_json, words_to_json

__all__ = [
    "Exported",
    "export",
    "side_to_json",
    "source_to_json",
    "tags_to_json",
    "words_to_json",
]
