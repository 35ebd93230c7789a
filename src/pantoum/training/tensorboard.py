"""A run's numbers for TensorBoard."""

from __future__ import annotations

from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.tasks import Sample
from pantoum.training.report import Plan, Record, Tick, Trial


class TensorBoardReporter:
    """Writes each evaluation as scalars under `folder`.

    Raises: PantoumError when TensorBoard is not installed.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise PantoumError(
                "training.tensorboard needs TensorBoard: pip install -e '.[tensorboard]' in a "
                "clone of Pantoum"
            ) from error
        self._folder = folder
        self._open = SummaryWriter
        self._writer = None

    def started(self, plan: Plan) -> None:
        """Nothing yet: an earlier run's files stay until there is something to put in their
        place."""

    def ticked(self, tick: Tick) -> None:
        """Nothing: a scalar for every batch would cost more than it tells."""

    def evaluated(self, record: Record, sample: Sample) -> None:
        """Write the record."""
        self._writer = self._writer or self._open(str(self._folder))
        values = {"train/loss": record.train_loss, "train/learning_rate": record.learning_rate}
        values |= {f"dev/{name}": value for name, value in record.dev.items() if name != "examples"}
        for name, value in values.items():
            self._writer.add_scalar(name, value, record.step)

    def tried(self, trial: Trial) -> None:
        """Nothing: it is no point of the run's course."""

    def working(self, what: str) -> None:
        """Nothing: there is no number in it."""

    def ended(self, reason: str) -> None:
        """Close the event file."""
        if self._writer is not None:
            self._writer.close()
