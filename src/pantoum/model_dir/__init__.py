"""A trained model on disk.

``config.json``: settings and version; ``model.safetensors``: the weights; the task's vocabularies,
such as ``source.json`` and ``target.json``; ``metrics.json``: the scores of the saved weights;
``README.md``: the model card; perhaps ``shortlist.safetensors``: which output symbols inputs allow.
No pickle is read.

``config.json`` holds the SHA-256 of each vocabulary, and the weights those of the settings and of
themselves, so that a damaged file or one of another model is refused instead of giving wrong
outputs.
"""

from pantoum.model_dir.description import CONFIG, FORMAT, WEIGHTS, holds_model
from pantoum.model_dir.directory import (
    TrainedModel,
    load_model,
    read_records,
    save_model,
    save_shortlist,
    save_with_records,
)
from pantoum.model_dir.members import RUNS_FILE, members_of
from pantoum.model_dir.place import EXPORTED, SHORTLIST, fetch_model, files_of, local_folder
from pantoum.model_dir.reading import MOST_TEXT_BYTES, MOST_WEIGHT_BYTES, check_regular, reading
from pantoum.model_dir.records import CARD, METRICS, RUN, SCORES, Records, read_object
from pantoum.model_dir.start import read_start, start_from

__all__ = [
    "CARD",
    "CONFIG",
    "EXPORTED",
    "FORMAT",
    "METRICS",
    "MOST_TEXT_BYTES",
    "MOST_WEIGHT_BYTES",
    "RUN",
    "RUNS_FILE",
    "SCORES",
    "SHORTLIST",
    "WEIGHTS",
    "Records",
    "TrainedModel",
    "check_regular",
    "fetch_model",
    "files_of",
    "holds_model",
    "load_model",
    "local_folder",
    "members_of",
    "read_object",
    "read_records",
    "read_start",
    "reading",
    "save_model",
    "save_shortlist",
    "save_with_records",
    "start_from",
]
