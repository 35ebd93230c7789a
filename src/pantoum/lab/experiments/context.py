"""Names whose meaning stands to their right, for networks that read in one direction or in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pantoum.config.rules import setting
from pantoum.lab.averages import as_json, mean_of
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, run_all
from pantoum.lab.settings import chosen, plain_settings
from pantoum.lab.tasks.meanings import COMPANY, SHOWN, UNIT

WAYS = {"forward": "forward", "backward": "backward", "both": "both ways"}
AXES = ("readers",)
TITLE = "Context: names that are units and companies, of which only the words behind them tell"
CLAIM = Claim(
    "A network that reads in one direction knows, at each step, what came before it alone; one "
    "that reads in both directions knows the whole sequence.",
    "Schuster & Paliwal (1997), Bidirectional Recurrent Neural Networks, IEEE Transactions on "
    "Signal Processing 45(11), 2673-2681 (no figures of this task)",
)
DEFINITIONS = {
    "readers": "the ways to read: forward, backward, both",
    "cases": "one entry for each way to read. right: names of unseen sentences whose meaning is "
    "found, in per cent (50 by chance), the mean over seeds with Student's 95 % interval",
    "words": "the words of the sentence that is shown",
    "labels": "the two meanings",
    "shown": "for each way to read, for each word, the probabilities of both meanings, means over "
    "seeds",
    "runs": "one entry for each run",
}


@dataclass(frozen=True)
class ContextSettings:
    """What is read, and by how large a network.

    Args:
        readers: ways to read, compared with each other.
        sentences: half of them are learned, an eighth picks the weights, the others are the test.
        state: numbers of state of the LSTM, in one direction or shared by two.
        epochs: passes over the sentences.
    """

    readers: tuple[Literal["forward", "backward", "both"], ...] = ("forward", "backward", "both")
    sentences: int = setting(3_200, minimum=64, maximum=20_000)
    state: int = setting(100, minimum=2)
    epochs: int = setting(12, minimum=1)


def context(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """What networks understand that read forward, backward and both ways.

    The sentences: `pantoum.lab.tasks.meanings`. They are the same for all seeds. The networks are
    taggers of `pantoum.train` of the same size.

    Args:
        seeds, output, listen: as of `pantoum.lab.adding`.
        settings: those of `pantoum.lab.experiments.context.ContextSettings` by their names.
    Raises: as `pantoum.lab.adding`.
    """
    taken = chosen(ContextSettings(), settings)
    cases = [{"reader": reader} for reader in taken.readers]

    runs = run_all("context", taken, cases, seeds, _train, axes=AXES, output=output, listen=listen)
    found = {name: of_case(runs, reader=name) for name in taken.readers}
    right = {name: mean_of([run.values["right"] for run in of]) for name, of in found.items()}
    values = {
        **plain_settings(taken, only=AXES),
        "cases": [as_json({"reader": name, "right": mean}) for name, mean in right.items()],
        "words": SHOWN.split(),
        "labels": [UNIT, COMPANY],
        "shown": {name: _means(of) for name, of in found.items()},
        "runs": [{**run.case, "seed": run.seed, "right": run.values["right"]} for run in runs],
    }
    return Result(
        "context",
        TITLE,
        CLAIM,
        (
            Column("reads", "how the network reads a sentence"),
            Column("understood %", "names of unseen sentences whose meaning is found", 1),
        ),
        tuple((WAYS[name], mean) for name, mean in right.items()),
        tuple(
            f"The network that reads {WAYS[name]} understands {mean.mean:.1f} % of the names."
            for name, mean in right.items()
            if mean is not None
        ),
        values,
        DEFINITIONS,
        _draw,
    )


def _train(
    case: Mapping[str, Any], seed: int, settings: ContextSettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.reading_ways import measure

    def told(evaluation: Mapping[str, Any]) -> None:
        tell(f"{evaluation['epoch']:g} of {settings.epochs} epochs")

    return measure(case["reader"], seed, settings.sentences, settings.state, settings.epochs, told)


def _means(runs: Sequence[Run]) -> list[list[float]]:
    """The probabilities of the sentence that is shown, as means over seeds: [words, labels]."""
    tables = [run.values["shown"] for run in runs]
    return [
        [round(sum(cells) / len(cells), 5) for cells in zip(*of_word, strict=True)]
        for of_word in zip(*tables, strict=True)
    ]


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab_readers import context_figure

    return context_figure(values)
