"""A trained model as one ONNX file: made, compared with the model, and only then written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pantoum.config import Combine, TaskName
from pantoum.data import Lexicon
from pantoum.errors import PantoumError
from pantoum.exporting.classifier_export import ClassifierExport
from pantoum.exporting.exported import Exported
from pantoum.exporting.language_model_export import LanguageModelExport
from pantoum.exporting.lexicon import lexicon_of, with_lexicon
from pantoum.exporting.seq2seq_export import Search, Seq2SeqExport
from pantoum.exporting.tagger_export import TaggerExport
from pantoum.files import check_output_path, not_writable, whole_file
from pantoum.model_dir import load_model
from pantoum.predictor.calls import clear_call
from pantoum.predictor.load import check_together
from pantoum.tasks import REGISTRY

SUFFIX = ".onnx"
# The options of encoder-decoders alone, as they are where they are not given.
OF_A_SEARCH = {
    "search": None,
    "beam": None,
    "nbest": 1,
    "length_penalty": None,
    "attention": False,
    "combine": "probability",
}
# What makes the file of each kind of model that does not search.
EXPORTS = {
    "tagger": TaggerExport,
    "classifier": ClassifierExport,
    "language_model": LanguageModelExport,
}


@clear_call
def export(
    paths: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    search: Search | None = None,
    beam: int | None = None,
    nbest: int = 1,
    length_penalty: float | None = None,
    attention: bool = False,
    int8: bool = False,
    combine: Combine = "probability",
    dev: Any = None,
    lexicon: str | Path | Lexicon | None = None,
    overwrite: bool = False,
) -> Exported:
    """Write a model directory, or several as an ensemble, as one ONNX file.

    The file takes the ids of symbols and gives outputs: of an encoder-decoder, encoder, decoder and
    search are one graph; of a tagger, the best tags, with their search. A language model cannot be
    one of several. Before the file is written its answers are compared with the model's.

    Args:
        paths: the directory, or several whose models decide together.
        output: the file, whose name ends in .onnx.
        search: "greedy", or "beam"; by default as the model was saved. This and `beam`, `nbest`,
            `length_penalty`, `attention` and `combine` are for encoder-decoders alone.
        beam: hypotheses kept at each step; by default as the model was saved.
        nbest: outputs of each input.
        length_penalty: exponent of the length by which log-probabilities are divided; by default as
            the model was saved.
        attention: whether the file gives attention weights.
        int8: the weights in 8 bits: a quarter of the size, and not quite the same outputs.
        combine: how several models decide: by the mean of their probabilities or of their
            log-probabilities.
        dev: data on which it is compared, in any form that `pantoum.train` takes; by default the
            development data of the training, or else its training data, if they are still there;
            else inputs made of known symbols.
        lexicon: words whose outputs are known, or the file that has them: they stand in the file,
            whose readers answer them from there; for encoder-decoders.
        overwrite: replace a file that is there.
    Raises: PantoumError for a directory that cannot be loaded, for a model or settings that cannot
        be exported, for a place that cannot be written, and when the file does not answer as the
        model does; nothing is written then.
    """
    place = _check_place(output, overwrite=overwrite)
    folders = [paths] if isinstance(paths, str | Path) else list(paths)
    if not folders:
        raise PantoumError("no model is given", setting="paths", remedy="give a model directory")
    trained = [load_model(folder) for folder in folders]
    if len(trained) > 1:
        check_together(folders, trained)
    known = lexicon_of(lexicon, trained[0])
    kind = trained[0].task.name
    options: dict[str, Any] = {
        "search": search,
        "beam": beam,
        "nbest": nbest,
        "length_penalty": length_penalty,
        "attention": attention,
        "combine": combine,
    }
    exporting: Any
    if kind == "seq2seq":
        exporting = Seq2SeqExport(trained, **options)
    else:
        _check_options(kind, options, folders[0])
        exporting = EXPORTS[kind](trained)
    exported, data = exporting.file(place, dev, int8=int8)
    if known is not None:
        data, words = with_lexicon(data, known, trained[0])
        exported = replace(exported, bytes=len(data), lexicon=words)
    try:
        with whole_file(place.resolve()) as file:
            file.write(data)
    except OSError as error:
        raise not_writable(place, error) from error
    return exported


def _check_options(kind: TaskName, options: dict[str, Any], folder: str | Path) -> None:
    """Refuse what only the graphs of encoder-decoders have."""
    for name, value in options.items():
        if value != OF_A_SEARCH[name]:
            raise PantoumError(
                f"{name} is for encoder-decoders, but this is {REGISTRY[kind].description}",
                setting=name,
                where=str(folder),
                value=value,
                remedy="leave it out",
            )


def _check_place(output: str | Path, *, overwrite: bool) -> Path:
    """Where a file can be written.

    Raises: PantoumError for a place where it cannot, or where one is already.
    """
    what = "an exported model is a file of ONNX"
    place = check_output_path(output, what, (SUFFIX,), setting="output")
    if place.exists() and not overwrite:
        raise PantoumError(
            "is already there",
            where=str(place),
            remedy="give another name, or replace it with --overwrite (in Python overwrite=True)",
        )
    return place
