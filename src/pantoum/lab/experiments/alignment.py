"""Alignment: attention that finds which input word each output word translates, while it learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pantoum.config.rules import setting
from pantoum.errors import PantoumError
from pantoum.lab.averages import as_json, means_of
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, of_steps, run_all
from pantoum.lab.settings import LEARNING, chosen, plain_settings
from pantoum.lab.sources import ATTENTION_PAPER

if TYPE_CHECKING:
    from pantoum.lab.tasks.phrases import Pairs
    from pantoum.models import Seq2Seq

AXES = ("attentions",)
# The sentence of the heat maps.
SENTENCE = "quiet dark river red house strange yellow bird"
MEASURES = ("aligned", "weight", "right")
TITLE = "Alignment: attention finds which word each word translates, while the model learns"
CLAIM = Claim(
    "Attention learns which input words an output word belongs to, though nobody tells it: mostly "
    "in the same order, and where adjectives and nouns change places, across.",
    f"{ATTENTION_PAPER}, section 5.2.1, figure 3 (English to French)",
    ('"European Economic Area" is aligned with "zone économique européenne", backwards',),
)
DEFINITIONS = {
    "attentions": "the scores of attention, by their names in settings",
    "looks": "steps of training after which the model was looked at",
    "cases": "one entry for each attention and look. aligned: output words at which the input word "
    "with the largest weight is the one that they translate, in per cent; weight: the mean weight "
    "on that one, in per cent, both while the model reads the right translation; right: outputs of "
    "a greedy search that are wholly right, in per cent; means over seeds with Student's 95 % "
    "interval",
    "sentence": "the words of one sentence, of their translation, and for each of these the place "
    "of the input word that it translates, from 0",
    "maps": "one entry for each attention and look: the weights of that sentence, a row for each "
    "output word and a column for each input word, of the first seed",
    "runs": "one entry for each run",
}


@dataclass(frozen=True)
class AlignmentSettings:
    """What is translated, what it is learned with, and when it is looked at.

    Args:
        attentions: scores of attention, compared with each other.
        looks: steps of training after which the model is looked at, in order; 0: before the first.
        longest: words of the longest sentences of training.
        words: of each sentence that is translated then.
        sentences: how many of them.
        hidden: numbers of a state, of each direction of the encoder and of the decoder.
        steps: steps of training.
        batch: sentences of a step.
        learning_rate: of Adam at the first step; it falls evenly to 0 over the steps.
        max_grad_norm: longer gradients are scaled down to this length.
    """

    attentions: tuple[
        Literal["additive", "dot", "general", "concat", "scaled_dot", "location_sensitive"], ...
    ] = ("additive",)
    looks: tuple[int, ...] = setting((0, 100, 200, 300, 400, 600), minimum=0)
    longest: int = setting(10, minimum=1, maximum=1_000)
    words: int = setting(8, minimum=1, maximum=1_000)
    sentences: int = setting(200, minimum=1)
    hidden: int = setting(64, minimum=1)
    steps: int = setting(600, minimum=1)
    batch: int = setting(32, minimum=1)
    learning_rate: float = setting(0.005, above=0)
    max_grad_norm: float = setting(1.0, above=0)


def alignment(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """How attention learns an alignment that is known: of a made language whose adjectives follow
    the noun.

    The sentences are those of `pantoum.lab.tasks.phrases`.

    Args:
        seeds, output, listen: as of `pantoum.lab.adding`.
        settings: those of `pantoum.lab.experiments.alignment.AlignmentSettings` by their names.
    Raises: as `pantoum.lab.adding`; PantoumError for looks out of order, or after the last step.
    """
    taken = chosen(AlignmentSettings(), settings)
    _check_looks(taken)
    cases = [{"attention": attention} for attention in taken.attentions]

    runs = run_all(
        "alignment", taken, cases, seeds, _train, axes=AXES, output=output, listen=listen
    )
    return _result(taken, runs)


def _check_looks(settings: AlignmentSettings) -> None:
    if list(settings.looks) != sorted(settings.looks) or settings.looks[-1] > settings.steps:
        raise PantoumError(
            setting="looks",
            rule=f"in order, and none above the {settings.steps:,} steps of training",
            value=settings.looks,
        )


def _train(
    case: Mapping[str, Any], seed: int, settings: AlignmentSettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.tasks.phrases import pair_of
    from pantoum.lab.translation import attention_weights, new_pairs, train_translator

    pairs, sentence = new_pairs(settings.sentences, settings.words), pair_of(SENTENCE)
    looks: list[dict[str, Any]] = []

    def look(done: int, model: Seq2Seq) -> None:
        weights = attention_weights(model, sentence)[0]
        rows = [[round(one, 4) for one in row] for row in weights.tolist()]
        looks.append({"step": done, **agreement(model, pairs), "map": rows})

    train_translator(
        case["attention"],
        seed=seed,
        longest=settings.longest,
        hidden=settings.hidden,
        **plain_settings(settings, only=LEARNING),
        looks=settings.looks,
        look=look,
        listen=of_steps(tell, settings.steps),
    )
    return {"looks": looks}


def agreement(model: Seq2Seq, pairs: Pairs) -> dict[str, float]:
    """How far attention agrees with the true alignment, and translations with the right ones; see
    `DEFINITIONS`.
    """
    from pantoum.lab.translation import attention_weights, translate

    weights = attention_weights(model, pairs)
    aligned = (weights.argmax(dim=-1) == pairs.order).float().mean()
    weight = weights.gather(-1, pairs.order[..., None]).mean()
    outputs = translate(model, pairs)
    wanted = pairs.target.tolist()
    right = sum(one == other for one, other in zip(outputs, wanted, strict=True))
    return {
        "aligned": 100 * aligned.item(),
        "weight": 100 * weight.item(),
        "right": 100 * right / len(wanted),
    }


def _result(settings: AlignmentSettings, runs: Sequence[Run]) -> Result:
    from pantoum.lab.tasks.phrases import input_words, output_words, pair_of

    sentence = pair_of(SENTENCE)
    found = [
        {"attention": attention, "step": step, **means_of(_looks(runs, attention, at), MEASURES)}
        for attention in settings.attentions
        for at, step in enumerate(settings.looks)
    ]
    columns = (
        Column("attention", "its score"),
        Column("steps", "steps of training"),
        Column("aligned %", "output words whose largest weight is on the word they translate", 1),
        Column("weight %", "the mean weight on the word they translate", 1),
        Column("right %", "translations that are wholly right", 1),
    )
    values = {
        **plain_settings(settings, only=(*AXES, "looks")),
        "cases": [as_json(one) for one in found],
        "sentence": {
            "input": input_words(sentence.source[0].tolist()),
            "output": output_words(sentence.target[0].tolist()),
            "order": sentence.order[0].tolist(),
        },
        "maps": [
            {"attention": attention, "step": look["step"], "weights": look["map"]}
            for attention in settings.attentions
            for look in of_case(runs, attention=attention)[0].values["looks"]
        ],
        "runs": [run.to_dict() for run in runs],
    }
    rows = tuple(
        (one["attention"], one["step"], *(one[name] for name in MEASURES)) for one in found
    )
    sentences = tuple(
        _sentence(attention, [one for one in found if one["attention"] == attention], settings)
        for attention in settings.attentions
    )
    return Result("alignment", TITLE, CLAIM, columns, rows, sentences, values, DEFINITIONS, _draw)


def _looks(runs: Sequence[Run], attention: str, at: int) -> list[Mapping[str, Any]]:
    """What each seed of one score of attention was at one look."""
    return [run.values["looks"][at] for run in of_case(runs, attention=attention)]


def _sentence(
    attention: str, found: Sequence[Mapping[str, Any]], settings: AlignmentSettings
) -> str:
    """What one score of attention came to, from the first look to the last."""
    first, last = found[0], found[-1]
    return (
        f"With {attention} attention the largest weight is on the word that is translated at "
        f"{first['aligned'].mean:.1f} % of the output words after {first['step']:,} steps and at "
        f"{last['aligned'].mean:.1f} % after {last['step']:,} (by chance at "
        f"{100 / settings.words:.1f} %), when {last['right'].mean:.1f} % of the translations are "
        "right."
    )


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab_attention import alignment_figure

    return alignment_figure(values)
