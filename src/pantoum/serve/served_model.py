"""A model that is served: what predicts, what is known of it, and how it answers inputs."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pantoum.errors import PantoumError
from pantoum.exported import is_exported, load
from pantoum.serve.answers import Predictions, answers_of, converted, prepared
from pantoum.serve.description import details_of, entry_of
from pantoum.serve.errors import RequestError
from pantoum.serve.model_files import Look, digest, folder_of, look, unreadable
from pantoum.serve.one_line import one_line
from pantoum.serve.requests import Input, InspectRequest
from pantoum.serve.work import work_of

log = logging.getLogger(__name__)

# What a model is called with before anybody asks it, so that the first request need not wait for
# what PyTorch or ONNX Runtime makes at a first call.
WARM_UP = "a"


class ServedModel:
    """A model under the name that it is served by.

    Args:
        name: it is asked for by.
        predictor: what predicts, as `pantoum.load` gives it.
        place: the directory, the exported file or the address on the hub that it is from.
        digest: of the files that it was read from.
        seen: what a look at them saw before they were read.

    Attributes:
        loaded: when it was loaded, in seconds since 1970.
        last_error: why the last attempt to load it anew failed; None if it did not.
    """

    def __init__(
        self, name: str, predictor: Any, place: str = "", digest: str = "", seen: Look = ()
    ) -> None:
        self.name = name
        self.predictor = predictor
        self.place = place
        self.digest = digest
        self.seen = seen
        self.loaded = time.time()
        self.last_error: str | None = None
        # At once: what stands in the files then may be another model's soon.
        self._entry = entry_of(predictor, name)
        self._details = details_of(predictor)
        search = self._entry["search"]
        self._beam = 1 if search is None else search["beam"]

    @classmethod
    def load(
        cls, name: str, place: str | Path, device: str = "cpu", threads: int = 0
    ) -> ServedModel:
        """The model of a directory, an exported file or an address on the hub, warmed up.

        Args:
            device: where a model of a directory computes.
            threads: processors that an exported file computes with; 0: all that there are.
        Raises: PantoumError for what cannot be loaded, and for a model that does not answer.
        """
        try:
            folder = folder_of(place)
            seen = look(folder)
            found = digest(folder) if seen else ""
            predictor = _loaded(folder, device, threads)
            model = cls(name, predictor, str(place), found, seen)
            model.warm_up()
        except PantoumError:
            raise
        except Exception as error:
            # For whoever runs the server; what is raised is told to clients, too.
            log.error("model %s: %s", name, one_line(error))
            raise unreadable(place, error) from error
        return model

    @property
    def task(self) -> str:
        """The kind of model, as in "seq2seq"."""
        return self.predictor.task

    def warm_up(self) -> None:
        """Answer an input, so that the first request does not wait for what is made once.

        Raises: PantoumError for a model that cannot answer.
        """
        each: dict[str, list[Any]] = {}
        if getattr(self.predictor, "reads_features", False):
            each["features"] = [""]
        if getattr(self.predictor, "groups", None) is not None:
            each["group"] = [None]
        self.answers([WARM_UP], self.prepared({}, list(each)), each)

    def problem_of(self, given: Input) -> RequestError | None:
        """Why an input is none for this kind of model; None if it is one."""
        if isinstance(given, str) or self.task == "tagger":
            return None
        return RequestError(
            "a list of words is an input of a tagger alone",
            setting="input",
            rule="a string",
            value=given,
            remedy="give a string",
        )

    def work(self, given: Input, options: Mapping[str, Any], each: Mapping[str, Any]) -> int:
        """How much there is to compute for an input; see `pantoum.serve.work.work_of`."""
        return work_of(self.task, self._beam, given, options, each)

    def entry(self) -> dict[str, Any]:
        """What the list of models says of it, but for the server's limits; with the error of the
        last attempt to load it anew, if it failed.
        """
        return {**self._entry, "last_error": self.last_error}

    def details(self) -> dict[str, Any]:
        """What is said of it alone: its entry, its card, scores, settings and size, the digest of
        its files and when it was loaded.
        """
        known = {"digest": self.digest, "loaded": self.loaded}
        return {**self.entry(), **self._details, **known}

    def prepared(self, options: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
        """The options of a request as `answers` takes them; see `pantoum.serve.answers.prepared`.

        Raises: PantoumError for options that the model does not have or cannot work with.
        """
        return prepared(self.predictor, options, names)

    def answers(
        self,
        inputs: Sequence[Input],
        options: Mapping[str, Any],
        each: Mapping[str, list[Any]],
    ) -> list[Predictions]:
        """The predictions for each of some inputs of equal options, by one call.

        Raises: PantoumError as a call; InputError for one of the inputs.
        """
        return answers_of(self.predictor, inputs, options, each)

    def inspect(self, request: InspectRequest) -> dict[str, Any]:
        """What the model does inside with an input, as `pantoum.explaining.inspect_input` gives it.

        Raises: PantoumError as that function.
        """
        from pantoum.explaining import inspect_input

        options = converted(self.predictor, request.options)
        return inspect_input(self.predictor, request.text, **request.inspection, **options)


def _loaded(place: Path, device: str, threads: int) -> Any:
    if is_exported(place):
        return load(place, threads=threads or None)
    return load(place, device)
