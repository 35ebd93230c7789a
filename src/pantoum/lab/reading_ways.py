"""Taggers that read forward, backward and both ways, and how often they understand a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pantoum.api.training import train
from pantoum.config import Config, ModelConfig, TaggerConfig, TrainingConfig
from pantoum.lab.tasks.meanings import COMPANY, SHOWN, UNIT, Meaning, sentences

if TYPE_CHECKING:
    from collections.abc import Callable

# The sentences are the same for every seed, which decides the training alone.
SENTENCES_SEED = 0


def settings(reader: str, seed: int, state: int, epochs: int) -> Config:
    """The same for all: so many numbers of state, in one direction or half in each of two."""
    both = reader == "both"
    return Config(
        seed=seed,
        task="tagger",
        model=ModelConfig(
            embedding=50,
            hidden=state // 2 if both else state,
            layers=1,
            bidirectional=both,
            dropout=0.2,
        ),
        tagger=TaggerConfig(characters="none"),
        training=TrainingConfig(
            epochs=epochs,
            patience=0,
            ema_decay=0.9,
            warmup_steps=50,
            threads=1,
            device="cpu",
        ),
    )


class Reader:
    """A tagger that reads forward, backward or both ways.

    One that reads backward is one that reads forward, on sentences that are turned round.

    Args:
        name: forward, backward or both.
        model: what `pantoum.train` gives.
    """

    def __init__(self, name: str, model: Any) -> None:
        self.model = model
        self.step = _step(name)

    def right(self, made: Sequence[Meaning]) -> float:
        """Share of the names whose tag is right, in per cent."""
        found = self.model([one.words[:: self.step] for one in made])
        hits = [
            tagging.tags[:: self.step][one.name] == one.tags[one.name]
            for tagging, one in zip(found, made, strict=True)
        ]
        return 100 * sum(hits) / len(hits)

    def shares(self, words: Sequence[str]) -> list[list[float]]:
        """The probability of each word to be a unit, and to be a company: [words, 2]."""
        tagging = self.model([list(words)[:: self.step]], probabilities=True)[0]
        name = next(iter(tagging.labels))
        places = [tagging.labels[name].index(label) for label in (UNIT, COMPANY)]
        found = tagging.probabilities[name][:: self.step][:, places]
        return [[round(float(one), 5) for one in of_word] for of_word in found]


def _step(name: str) -> int:
    return -1 if name == "backward" else 1


def trained(
    name: str,
    learned: Sequence[Meaning],
    dev: Sequence[Meaning],
    config: Config,
    listen: Callable[[dict[str, Any]], None] | None = None,
) -> Reader:
    """A reader that has learned some sentences, with the weights that are best on others.

    Raises: KeyboardInterrupt if a signal has ended the training, whose best model so far
        `pantoum.train` gives: it is no run.
    """
    step = _step(name)
    reached = 0.0

    def told(evaluation: dict[str, Any]) -> None:
        nonlocal reached
        reached = evaluation["epoch"]
        if listen is not None:
            listen(evaluation)

    read, held_out = (
        [(one.words[::step], one.tags[::step]) for one in made] for made in (learned, dev)
    )
    model = train(read, held_out, config=config, callback=told, progress=False)
    if config.training.epochs is not None and reached < config.training.epochs:
        raise KeyboardInterrupt
    return Reader(name, model)


def measure(
    name: str,
    seed: int,
    count: int,
    state: int,
    epochs: int,
    listen: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Train a reader on half of the sentences; an eighth picks the weights, the rest is the test.

    Returns: right, the share of the test's names that it understands, in per cent; shown, the
        probabilities of `Reader.shares` for the words of `SHOWN`.
    """
    made = sentences(count, SENTENCES_SEED)
    half, dev = count // 2, count // 8
    config = settings(name, seed, state, epochs)
    reader = trained(name, made[:half], made[half : half + dev], config, listen)
    return {"right": reader.right(made[half + dev :]), "shown": reader.shares(SHOWN.split())}
