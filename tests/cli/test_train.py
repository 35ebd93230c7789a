"""`pantoum train` from a shell: what it writes and says, and how it stops."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, contents
from tests.reversing import TINY, Watcher, flags, metrics_of, reversals
from tests.tracking.recording import Recording
from tests.training.runs import assert_same_run, checkpoint_of, train

import pantoum as package
from pantoum.api import terminal

SETTINGS = flags(TINY)


class TestARun:
    def test_it_writes_a_model_and_prints_no_data(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        done = pantoum(
            "train", data, "--dev", data, "--output", tmp_path / "model", "--seed", 3, *SETTINGS
        )
        assert (done.status, done.out) == (0, "")
        assert "columns: input 1 (" in done.err
        assert "chosen by the size of the data: training.patience 5" in done.err
        assert "40 training and 40 dev pairs" in done.err
        kept = json.loads((tmp_path / "model" / "metrics.json").read_text())
        at_the_end = kept["weights"] == "the weights of the last step, not averaged"
        best = kept["weights"] if at_the_end else f"epoch {kept['epoch']:g}"
        assert done.err.splitlines()[-2:] == [
            f"pantoum: all 3 epochs are done; the model is in {tmp_path / 'model'} "
            f"(best: {best}, dev word error rate {kept['dev']['word_error_rate']:.2f})",
            f"pantoum: go on with `pantoum evaluate {tmp_path / 'model'} TEST`, `pantoum predict "
            f"{tmp_path / 'model'} INPUT` or "
            f"`pantoum curves {tmp_path / 'model'}` (`pantoum --help` has more)",
        ]
        assert len(metrics_of(tmp_path / "model")) == 3
        assert package.load(tmp_path / "model", task="seq2seq").config.seed == 3

    def test_it_is_the_run_that_python_makes(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        assert pantoum("train", data, "--output", tmp_path / "shell", *SETTINGS).status == 0
        train(data, tmp_path / "python")
        assert_same_run(tmp_path / "shell", tmp_path / "python")

    def test_settings_come_from_a_file_and_flags_after_it_win(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        lines = [
            "seed: 5",
            "model: {hidden: 6, embedding: 4, cell: gru}",
            "training: {epochs: 2, device: cpu}",
        ]
        (tmp_path / "settings.yaml").write_text("\n".join(lines))
        config = (
            "--config",
            tmp_path / "settings.yaml",
            "--model.hidden",
            "7",
            "--training.epochs=1",
        )
        assert pantoum("train", data, "--output", tmp_path / "model", *config).status == 0
        config = package.load(tmp_path / "model", task="seq2seq").config
        assert (config.seed, config.model.hidden, config.model.embedding, config.model.cell) == (
            5,
            7,
            4,
            "gru",
        )
        assert config.training.epochs == 1

    def test_a_file_of_settings_may_name_one_file_and_numbers_of_columns(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        lines = [f"train: {data}", f"dev: {data}", f"output: {tmp_path / 'model'}", "resume: null"]
        lines += ["data: {source_column: 2, target_column: 1}", "search.length_penalty: 1e-1"]
        (tmp_path / "settings.yaml").write_text("\n".join(lines))
        assert pantoum("train", "--config", tmp_path / "settings.yaml", *SETTINGS).status == 0
        config = package.load(tmp_path / "model", task="seq2seq").config
        assert (config.data.source_column, config.data.target_column) == ("2", "1")
        assert config.search.length_penalty == 0.1

    def test_printed_settings_are_a_whole_command(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        printed = pantoum(
            "train", data, "--dev", data, "-o", tmp_path / "mödel", *SETTINGS, "--print_config"
        ).out
        (tmp_path / "run.yaml").write_text(printed, encoding="utf-8")
        assert pantoum("train", "--config", tmp_path / "run.yaml", "--print_config").out == printed

    def test_two_files_are_aligned_lines(self, pantoum: Pantoum, tmp_path: Path) -> None:
        for name, side in (("in.txt", 0), ("out.txt", 1)):
            (tmp_path / name).write_text("".join(row[side] + "\n" for row in reversals()[:20]))
        files = (tmp_path / "in.txt", tmp_path / "out.txt")
        assert (
            pantoum("train", *files, "--dev", *files, "-o", tmp_path / "model", *SETTINGS).status
            == 0
        )
        assert package.load(tmp_path / "model", task="seq2seq")("ab").source_tokens == [
            "a",
            "b",
            "</s>",
        ]

    def test_tensorboard_files_are_written_on_demand(
        self, pantoum: Pantoum, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = []

        def reporter() -> Recording:
            made.append(Recording("tensorboard"))
            return made[-1]

        monkeypatch.setattr("pantoum.tracking.tensorboard_reporter.TensorBoardReporter", reporter)
        more = ("--training.tensorboard", "true", "--training.epochs", "1")
        done = pantoum("train", data, "--output", tmp_path / "model", *SETTINGS, *more)
        assert done.status == 0
        assert "tensorboard: where it is" in done.err.splitlines()
        assert [one.run.folder for one in made] == [tmp_path / "model"]
        assert len(made[0].logged) == 1

    def test_reporters_are_named_behind_a_flag_or_in_a_file(
        self, pantoum: Pantoum, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = []

        def reporter() -> Recording:
            made.append(Recording("mlflow", fails=("log",)))
            return made[-1]

        monkeypatch.setattr("pantoum.tracking.mlflow_reporter.MlflowReporter", reporter)
        more = (*SETTINGS, "--training.epochs", "1", "--output", tmp_path / "model")
        done = pantoum("train", data, *more, "--reporters", "mlflow")
        assert done.status == 0
        assert "the reporter mlflow has failed, and the training goes on without it: " in done.err
        (tmp_path / "c.yaml").write_text("reporters: mlflow\n")
        again = pantoum("train", data, *more, "--overwrite", "--config", tmp_path / "c.yaml")
        assert again.status == 0
        assert len(made) == 2
        wrong = pantoum("train", *more, "--overwrite", "--reporters", "mlflow", data)
        assert wrong.status == 2
        assert "TRAIN" in wrong.err
        unknown = pantoum("train", data, *more, "--overwrite", "--reporters", "neptune")
        assert unknown.status == 1
        assert unknown.error.startswith("reporters must be a list of tensorboard, wandb, mlflow, ")
        twice = pantoum("train", data, *more, "--reporters", "mlflow", "--reporters", "wandb")
        assert twice.status == 2


class TestStopping:
    @pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_a_signal_ends_cleanly_and_resuming_goes_on(
        self,
        pantoum: Pantoum,
        data: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        number: int,
        status: int,
    ) -> None:
        before = signal.getsignal(signal.SIGINT)  # in the background it is ignored
        train(data, tmp_path / "whole", dev=data)
        command = ("train", data, "--dev", data, "--output", tmp_path / "model", *SETTINGS)
        with monkeypatch.context() as patch:
            watcher = Watcher(at=lambda steps: os.kill(os.getpid(), number) if steps == 7 else None)
            patch.setattr(terminal, "terminal_listeners", lambda *_: [watcher])
            done = pantoum(*command)
        assert (done.status, done.out) == (status, "")
        assert done.err.splitlines() == [
            "",
            "pantoum: stopping after this step; Ctrl-C again stops at once",
            "pantoum: stopped, with the best model so far saved; "
            f"the model is in {tmp_path / 'model'}; --resume goes on from here",
        ]
        assert checkpoint_of(tmp_path / "model")["progress"]["step"] == 7
        assert package.load(tmp_path / "model", task="seq2seq")("ab").source_tokens
        assert signal.getsignal(signal.SIGINT) is before
        assert pantoum(*command, "--resume").status == 0
        assert_same_run(tmp_path / "model", tmp_path / "whole")

    def test_a_signal_after_the_last_step_stops_nothing(
        self, pantoum: Pantoum, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        watcher = Watcher(at_end=lambda: os.kill(os.getpid(), signal.SIGINT))
        monkeypatch.setattr(terminal, "terminal_listeners", lambda *_: [watcher])
        assert pantoum("train", data, "--output", tmp_path / "model", *SETTINGS).status == 0

    @pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_a_signal_twice_ends_at_once(
        self,
        pantoum: Pantoum,
        data: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        number: int,
        status: int,
    ) -> None:
        def twice(steps: int) -> None:
            if steps == 2:
                os.kill(os.getpid(), number)
                os.kill(os.getpid(), number)
                time.sleep(0.01)

        watcher = Watcher(at=twice)
        monkeypatch.setattr(terminal, "terminal_listeners", lambda *_: [watcher])
        done = pantoum("train", data, "--output", tmp_path / "model", *SETTINGS)
        assert (done.status, len(watcher.steps)) == (status, 2)
        assert done.err.endswith("pantoum: interrupted\n")
        assert watcher.reasons == ["the run failed"]

    def test_killed_in_the_middle_and_resumed(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        longer = (*SETTINGS, "--training.epochs", "5")
        command = ("train", data, "--dev", data, "--output", tmp_path / "model", *longer)
        process = subprocess.Popen(
            [sys.executable, "-m", "pantoum", *map(str, command)], stderr=subprocess.DEVNULL
        )
        metrics = tmp_path / "model" / "metrics.jsonl"
        while not (metrics.exists() and metrics.read_bytes()):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert not checkpoint_of(tmp_path / "model")["progress"]["finished"]
        assert pantoum(*command, "--resume").status == 0
        train(data, tmp_path / "whole", {"training.epochs": 5}, dev=data)
        assert_same_run(tmp_path / "model", tmp_path / "whole")

    def test_resuming_a_finished_run(self, pantoum: Pantoum, data: Path, tmp_path: Path) -> None:
        train(data, tmp_path / "model")
        before = contents(tmp_path / "model")
        done = pantoum("train", data, "--output", tmp_path / "model", *SETTINGS, "--resume")
        assert (done.status, done.out) == (0, "")
        message, advice = done.err.splitlines()
        assert message.startswith(
            "pantoum: the run had already finished: nothing to do; the model is in "
            f"{tmp_path / 'model'} (best: "
        )
        assert advice.startswith("pantoum: go on with `pantoum evaluate ")
        assert contents(tmp_path / "model") == before
