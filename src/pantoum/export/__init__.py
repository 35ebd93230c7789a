"""Trained models as one ONNX file with everything that a host needs."""

from pantoum.export.text import side_to_json, source_to_json, tags_to_json, words_to_json

__all__ = ["side_to_json", "source_to_json", "tags_to_json", "words_to_json"]
