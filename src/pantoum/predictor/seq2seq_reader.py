"""What a trained encoder-decoder reads and writes: its symbols, and inputs that it is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pantoum.config import Combine, UnseenGroup
from pantoum.data.unknown import UnknownSymbols
from pantoum.data.unlike_training import UnlikeTraining
from pantoum.model_dir import TrainedModel
from pantoum.predictor.base import TrainedPredictor
from pantoum.predictor.calls import check_whole, clear_calls
from pantoum.predictor.decoding_options import allowed_outputs
from pantoum.predictor.groups import Groups, groups_of
from pantoum.predictor.input_encoder import InputEncoder
from pantoum.predictor.inputs import Features, listed
from pantoum.predictor.seq2seq_ensemble import Seq2SeqEnsemble, Trained
from pantoum.search.processors import AllowedOutputs
from pantoum.symbols import EOS, UNK


@clear_calls
class Seq2SeqReader(TrainedPredictor):
    """A trained encoder-decoder, or several that write together, as far as it can be asked about
    symbols and inputs without any output.

    Args:
        trained, device, combine, int8: as for `pantoum.predictor.Predictor`.
    Raises: PantoumError for a device that is not there or cannot multiply with 8 bits, and for
        models that do not fit together.
    """

    def __init__(
        self,
        trained: Trained | Sequence[Trained],
        device: str = "auto",
        combine: Combine = "probability",
        *,
        int8: bool = False,
    ) -> None:
        models = [trained] if isinstance(trained, TrainedModel) else list(trained)
        super().__init__(models)
        self._ensemble = Seq2SeqEnsemble(models, combine, device, int8=int8)
        self._task = self._ensemble.task
        self._inputs = InputEncoder(self._ensemble)

    def checked_groups(
        self, count: int, groups: Groups | None, unseen: UnseenGroup | None = None
    ) -> list[str | None]:
        """The groups of so many inputs, as a call reads them.

        Args:
            unseen: what to do with groups that training has not seen; None: as in training.
        Raises: PantoumError for groups that are missing, refused or not read by the model.
        """
        check_whole("count", count)
        return groups_of(self, count, groups, unseen)

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each input."""
        return self._task.source.features is not None

    @property
    def groups(self) -> tuple[str, ...] | None:
        """The groups that the model knows, such as languages, the most frequent of training first;
        None for a model that reads none.
        """
        return self._task.source.known_groups

    @property
    def has_attention(self) -> bool:
        """Whether predictions have attention weights, unless a call leaves them out."""
        return self.config.model.attention != "none"

    @property
    def output_symbols(self) -> list[str]:
        """The symbols that an output may hold, by their ids, from that of </s> on."""
        target = self._task.target
        return [target.token(id) for id in range(EOS, target.size)]

    def too_long(
        self,
        sources: Sequence[str],
        features: Features | None = None,
        *,
        group: Groups | None = None,
    ) -> dict[int, str]:
        """Which inputs a call refuses for their length, by their places, and why."""
        return self._inputs.too_long(sources, features, group)

    def unknown_symbols(
        self,
        sources: Sequence[str],
        features: Features | None = None,
        targets: Sequence[str | None] | None = None,
        *,
        group: Groups | None = None,
    ) -> UnknownSymbols:
        """The symbols of inputs, and of reference outputs if some are given, unseen in training.

        Raises: PantoumError as for a call.
        """
        return self._inputs.unknown(sources, features, targets, group)

    def unlike_training(
        self,
        sources: Sequence[str],
        features: Features | None = None,
        *,
        group: Groups | None = None,
    ) -> UnlikeTraining:
        """What in inputs is unlike the training data: symbols that are not known, and inputs longer
        than any in training.

        Raises: PantoumError as for a call.
        """
        return self._inputs.unlike_training(self._inputs.encode(sources, features, group))

    def unwritten(self, outputs: Sequence[str]) -> list[str]:
        """Those of some outputs that have symbols which the model does not write.

        Raises: PantoumError for outputs that are no strings.
        """
        texts = listed(outputs, "output")
        ids = self._task.target.encode_all(texts)
        return [text for text, of_text in zip(texts, ids, strict=True) if UNK in of_text]

    def closed_list(self, outputs: Iterable[str]) -> AllowedOutputs:
        """A list of outputs as the argument `allowed` of calls, prepared once.

        Raises: PantoumError when none of them can be written with the symbols that the model knows.
        """
        return allowed_outputs(self._task.target, outputs)
