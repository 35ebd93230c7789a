"""The bottleneck: translations by length, without attention and with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantoum.config import AttentionName
from pantoum.config.rules import setting
from pantoum.errors import PantoumError
from pantoum.lab.averages import as_json
from pantoum.lab.by_length import (
    MEASURES,
    binned,
    by_length,
    differences,
    falls_of,
    in_words,
    name_of,
    of_its_own,
    scores,
)
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, of_steps, run_all
from pantoum.lab.settings import LEARNING, chosen, plain_settings
from pantoum.lab.sources import ATTENTION_PAPER

AXES = ("attentions", "longest")
TITLE = "The bottleneck: translations by length, without attention and with it"
CLAIM = Claim(
    "An encoder-decoder that keeps the input in one vector of a fixed size translates long "
    "sentences badly; with attention it is more robust to their length.",
    f"{ATTENTION_PAPER}, section 5.1, figure 2 (English to French; RNNencdec and RNNsearch, "
    "trained on sentences of up to 30 and up to 50 words)",
    (
        "the scores of RNNencdec fall with the length, whether trained up to 30 or up to 50 words",
        "RNNsearch-30 and RNNsearch-50 are more robust, and RNNsearch-50 shows no fall even with "
        "sentences of 50 words and more",
        "over all test sentences, BLEU: RNNencdec-30 13.93, RNNsearch-30 21.50, RNNencdec-50 "
        "17.82, RNNsearch-50 26.75 (table 1)",
    ),
)
DEFINITIONS = {
    "attentions": "the scores of attention, by their names in settings; none: without attention",
    "longest": "words of the longest sentences of training",
    "lengths": "words of the sentences; with one's own data each has the inputs that are longer "
    "than the one before it and no longer than it, in symbols",
    "cases": "one entry for each attention, longest and length. bleu: BLEU of the outputs, in per "
    "cent, by their symbols; right: outputs that are wholly right, in per cent; both are means "
    "over seeds with Student's 95 % interval; sentences: how many there are",
    "falls": "one entry for each attention and longest. within: how far BLEU falls from the "
    "shortest length to the longest one that training had; beyond: from there to the longest of "
    "all; both are means over seeds with the interval; null where there are no such lengths",
    "runs": "one entry for each run, with the same for each length",
}


@dataclass(frozen=True)
class BottleneckSettings:
    """What is translated, and what it is learned with.

    Args:
        attentions: without attention (none), and the scores of it, compared with each other.
        longest: words of the longest sentences of training.
        lengths: words of the sentences that are translated then.
        hidden: numbers of a state, of each direction of the encoder and of the decoder.
        sentences: of each length, new ones.
        steps: steps of training.
        batch: sentences of a step.
        learning_rate: of Adam at the first step; it falls evenly to 0 over the steps.
        max_grad_norm: longer gradients are scaled down to this length.
        data: two files of one's own in place of made sentences, as `pantoum train` reads pairs: of
            training and of test; lengths and longest count symbols of their inputs then.
        epochs: of training with one's own data, which is that of `pantoum train`: steps, batch,
            learning_rate, max_grad_norm and sentences do not count there.
    """

    attentions: tuple[AttentionName, ...] = ("none", "additive")
    longest: tuple[int, ...] = setting((20,), minimum=1, maximum=1_000)
    lengths: tuple[int, ...] = setting(
        (4, 8, 12, 16, 20, 24, 28, 32, 36, 40), minimum=4, maximum=1_000
    )
    hidden: int = setting(64, minimum=1)
    sentences: int = setting(200, minimum=1)
    steps: int = setting(1_200, minimum=1)
    batch: int = setting(32, minimum=1)
    learning_rate: float = setting(0.005, above=0)
    max_grad_norm: float = setting(1.0, above=0)
    data: tuple[str, ...] = ()
    epochs: int = setting(10, minimum=1)


def bottleneck(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """Scores of translations by their length, without attention and with it.

    The sentences are those of `pantoum.lab.tasks.phrases`, or one's own.

    Args:
        seeds, output, listen: as of `pantoum.lab.adding`.
        settings: those of `pantoum.lab.experiments.bottleneck.BottleneckSettings` by their names.
    Raises: as `pantoum.lab.adding`; PantoumError for data that cannot be read, too.
    """
    if isinstance(settings.get("data"), list | tuple):
        settings = {**settings, "data": tuple(map(str, settings["data"]))}
    taken = chosen(BottleneckSettings(), settings)
    _check_data(taken.data)
    cases = [
        {"attention": attention, "longest": longest}
        for longest in taken.longest
        for attention in taken.attentions
    ]

    runs = run_all(
        "bottleneck", taken, cases, seeds, _train, axes=AXES, output=output, listen=listen
    )
    return _result(taken, cases, runs)


def _check_data(data: Sequence[str]) -> None:
    """See that one's own data, if there are any, are two files.

    Raises: PantoumError for other numbers of paths, and for what is no file.
    """
    if data and len(data) != 2:
        raise PantoumError(setting="data", rule="two files, of training and of test", value=data)
    for path in data:
        if not Path(path).is_file():
            raise PantoumError(
                "is no file", where=path, setting="data", remedy="give files of training and test"
            )


def _train(
    case: Mapping[str, Any], seed: int, settings: BottleneckSettings, tell: Tell
) -> dict[str, Any]:
    if settings.data:
        from pantoum.lab.own_pairs import outputs_of

        own = outputs_of(
            *map(Path, settings.data),
            attention=case["attention"],
            longest=case["longest"],
            hidden=settings.hidden,
            epochs=settings.epochs,
            seed=seed,
            tell=tell,
        )
        return {"lengths": binned(own, settings.lengths)}
    return {"lengths": _made(case, seed, settings, tell)}


def _made(
    case: Mapping[str, Any], seed: int, settings: BottleneckSettings, tell: Tell
) -> list[dict[str, Any]]:
    """The scores of each length of made sentences."""
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.tasks.phrases import output_words
    from pantoum.lab.translation import new_pairs, train_translator, translate

    model = train_translator(
        case["attention"],
        seed=seed,
        longest=case["longest"],
        hidden=settings.hidden,
        **plain_settings(settings, only=LEARNING),
        listen=of_steps(tell, settings.steps),
    )
    lengths = []
    for words in settings.lengths:
        pairs = new_pairs(settings.sentences, words)
        outputs = [" ".join(output_words(ids)) for ids in translate(model, pairs)]
        wanted = [" ".join(output_words(ids)) for ids in pairs.target.tolist()]
        lengths.append({"length": words, **scores(wanted, outputs)})
    return lengths


def _result(
    settings: BottleneckSettings, cases: Sequence[Mapping[str, Any]], runs: Sequence[Run]
) -> Result:
    found = [
        {**case, **one}
        for case in cases
        for one in by_length(of_case(runs, **case), settings.lengths)
    ]
    falls = [{**case, **falls_of(of_case(runs, **case))} for case in cases]
    unit = "symbols" if settings.data else "words"
    at_most = f"most {unit} of the inputs" if settings.data else "words of the sentences"
    columns = (
        Column("attention", "its score; none: without attention"),
        Column("trained to", f"{unit} of the longest inputs of training"),
        Column("length", at_most),
        Column("inputs", "how many there are"),
        Column("BLEU", "of the outputs, in per cent", 1),
        Column("right %", "outputs that are wholly right", 1),
    )
    values = {
        **plain_settings(settings, only=AXES),
        "lengths": sorted(settings.lengths),
        "cases": [as_json(one) for one in found],
        "falls": [as_json(one) for one in falls],
        "runs": [run.to_dict() for run in runs],
    }
    rows = tuple(
        (
            one["attention"],
            one["longest"],
            one["length"],
            one["sentences"],
            *(one[name] for name in MEASURES),
        )
        for one in found
    )
    sentences = (
        *(in_words(case, of_its_own(found, case), unit) for case in cases),
        *differences(settings.attentions, settings.longest, found),
    )
    return Result("bottleneck", TITLE, CLAIM, columns, rows, sentences, values, DEFINITIONS, _draw)


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab_attention import bottleneck_figure

    names = {attention: name_of(attention) for attention in values["attentions"]}
    return bottleneck_figure(values, names)
