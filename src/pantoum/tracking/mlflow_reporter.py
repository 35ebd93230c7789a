"""MLflow: a run in the store that ``MLFLOW_TRACKING_URI`` names."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

from pantoum.tracking.contract import RunEnd, TrackedRun, TrackerRun
from pantoum.tracking.table import missing

EXPERIMENT = "pantoum"
STATUS = {"finished": "FINISHED", "stopped": "KILLED", "failed": "FAILED"}
# MLflow takes so many parameters in one request.
MOST_PARAMETERS = 100
# A server that does not answer holds a training up for seconds; by default it would be minutes.
PATIENCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "15"}


class MlflowReporter:
    """Logs to MLflow, with its own variables: ``MLFLOW_TRACKING_URI`` (by default a file
    ``mlflow.db`` in the working directory), ``MLFLOW_EXPERIMENT_NAME`` (by default pantoum) and
    others.

    Settings are parameters, data digests and the end are tags, best scores are metrics
    ``best/dev/SCORE`` at the last step.

    Raises: PantoumError when MLflow is not installed.
    """

    name = "mlflow"

    def __init__(self) -> None:
        # Its makers would hear of every use.
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        try:
            from mlflow import MlflowClient
            from mlflow.entities import Metric, Param
        except ImportError as error:
            raise missing(self.name, "MLflow") from error
        self._new_client = MlflowClient
        self._metric, self._param = Metric, Param
        self._client: Any = None
        self._id = ""

    def start(self, run: TrackedRun) -> TrackerRun:
        """Begin a run, or go on with the one of that id.

        Raises: MLflow's own errors where the store cannot be used.
        """
        with patience():
            self._client = self._new_client()
            if run.id is None:
                self._id = self._begin(run)
            else:
                self._id = run.id
                self._client.update_run(self._id, status="RUNNING")
        return TrackerRun(self._id, f"{self._client.tracking_uri}, run {self._id}")

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Log the values at the step."""
        now = int(time.time() * 1000)
        metrics = [self._metric(_key(name), value, now, step) for name, value in values.items()]
        with patience():
            self._client.log_batch(self._id, metrics=metrics)

    def end(self, end: RunEnd) -> None:
        """Log the best scores, and set the status of the run."""
        if end.best:
            self.log({f"best/{name}": value for name, value in end.best.items()}, end.step)
        with patience():
            self._client.set_tag(self._id, "pantoum.end", end.reason)
            self._client.set_terminated(self._id, STATUS[end.status])

    def _begin(self, run: TrackedRun) -> str:
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME", EXPERIMENT)
        experiment = self._experiment(name)
        tags = {f"pantoum.data.{part}": json.dumps(files) for part, files in run.data.items()}
        tags["pantoum.data_sha256"] = run.data_sha256
        begun = self._client.create_run(experiment, tags=tags, run_name=run.name)
        values = {**run.settings, **run.numbers}
        parameters = [self._param(name, str(value)) for name, value in values.items()]
        for first in range(0, len(parameters), MOST_PARAMETERS):
            part = parameters[first : first + MOST_PARAMETERS]
            self._client.log_batch(begun.info.run_id, params=part)
        return begun.info.run_id

    def _experiment(self, name: str) -> str:
        """The experiment of a name; another run may be making it at the same time."""
        if found := self._client.get_experiment_by_name(name):
            return found.experiment_id
        try:
            return self._client.create_experiment(name)
        except Exception:
            if found := self._client.get_experiment_by_name(name):
                return found.experiment_id
            raise


@contextlib.contextmanager
def patience() -> Iterator[None]:
    """While this context is open, a server has seconds to answer, if nobody says otherwise."""
    own = {name: value for name, value in PATIENCE.items() if name not in os.environ}
    os.environ.update(own)
    try:
        yield
    finally:
        for name in own:
            del os.environ[name]


def _key(name: str) -> str:
    """A name with the characters alone that MLflow takes in those of metrics."""
    return "".join(one if one.isalnum() or one in "_-./: " else "_" for one in name)
