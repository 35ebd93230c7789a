"""`pantoum train` refuses what cannot work, in one line, and nothing is lost."""

from pathlib import Path

import pytest
from tests.cli.conftest import Done, Pantoum, contents
from tests.full_disk import fill_disk, needs_full_disk
from tests.reversing import TINY, Watcher, flags, reversals, write_tsv
from tests.training.runs import train

import pantoum as package
from pantoum.api import terminal
from pantoum.model_dir import load_model

SETTINGS = flags(TINY)


class TestRefused:
    def error(self, done: Done) -> str:
        assert (done.status, done.out) == (1, "")
        return done.error

    @pytest.mark.parametrize(
        ("name", "data", "what"),
        [
            ("x.tsv", b"", "{path}: the file is empty: put one example on each line"),
            ("x.tsv", b"\n\n", "{path}: the file has no examples: put one on each line"),
            (
                "x.tsv",
                b"a\tb\nc\n",
                "{path}, line 2: the line has 1 column, but the target is column '2'",
            ),
            ("x.tsv", b"a\tb\nc\t\n", "{path}, line 2: the target is empty"),
            ("x.tsv", b"a\tb\n", "{path}: 1 example in all: training needs 2 or more"),
            (
                "x.tsv",
                b"a\tb\n\x00\x01\t\n",
                "{path}, line 2: a NUL byte, so this is a binary or UTF-16 file",
            ),
            (
                "x.tsv",
                b"a\tb\nb\tc\ncaf\xe9\tx\n",
                "{path}, line 3: not UTF-8 (byte 0xe9): convert the file",
            ),
            (
                "x.tsv",
                b"a\tb\n" + b"c" * 100_001 + b"\td\n",
                "{path}, line 2: the line has 100,003 characters",
            ),
            ("x.dat", b"a b\nb a\n", "{path}: the suffix '.dat' is not known"),
            ("x.jsonl", b'{"source": "a"}\n', "{path}, line 1: no key '2' for the target"),
            ("x.csv", b'a,"b\n', "{path}, line 1: not valid CSV"),
            ("missing/x.tsv", None, "{path}: no such file"),
            ("folder.tsv", "folder", "{path}: this is a directory"),
        ],
    )
    @pytest.mark.parametrize("role", ["train", "dev"])
    def test_bad_data_leave_an_old_model_untouched(
        self,
        pantoum: Pantoum,
        reverser: Path,
        tmp_path: Path,
        role: str,
        name: str,
        data: bytes | str | None,
        what: str,
    ) -> None:
        path = tmp_path / name
        if isinstance(data, bytes):
            path.write_bytes(data)
        elif data is not None:
            path.mkdir()
        if role == "dev" and "1 example" in what:
            pytest.skip("one dev pair is enough")
        good = write_tsv(tmp_path / "good.tsv", reversals()[:5])
        files = (path,) if role == "train" else (good, "--dev", path)
        before = contents(reverser)
        done = pantoum("train", *files, "--output", reverser, "--overwrite", *SETTINGS)
        assert self.error(done).startswith(what.format(path=path))
        assert contents(reverser) == before

    def test_files_of_unequal_length(self, pantoum: Pantoum, tmp_path: Path) -> None:
        (tmp_path / "in.txt").write_text("a\nb\nc\n")
        (tmp_path / "out.txt").write_text("a\nb\n")
        files = (tmp_path / "in.txt", tmp_path / "out.txt")
        error = self.error(pantoum("train", *files, "--output", tmp_path / "model"))
        assert error.startswith(f"{files[0]} has 3 lines but {files[1]} has 2")
        assert not (tmp_path / "model").exists()

    def test_three_files(self, pantoum: Pantoum, data: Path, tmp_path: Path) -> None:
        error = self.error(pantoum("train", data, data, data, "--output", tmp_path / "model"))
        assert error.startswith("3 data files: give one file with columns, or two")

    def test_an_output_that_cannot_be_used(
        self, pantoum: Pantoum, reverser: Path, data: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "foreign").mkdir()
        (tmp_path / "foreign" / "thesis.tex").write_text("mine")
        places = {
            reverser: "already holds a model; give --overwrite to replace it, --resume to go on, "
            "or another --output",
            data: "is a file, or below one; give a directory to --output",
            data / "model": "is a file, or below one; give a directory to --output",
            tmp_path
            / "foreign": "is not empty and holds no model of Pantoum; give a new directory to "
            "--output",
        }
        for place, what in places.items():
            assert self.error(pantoum("train", data, "--output", place)) == f"{place}: {what}"
        assert (tmp_path / "foreign" / "thesis.tex").read_text() == "mine"

    def test_an_output_is_refused_before_the_data_are_read(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path
    ) -> None:
        assert "already holds a model" in self.error(
            pantoum("train", tmp_path / "none.tsv", "--output", reverser)
        )

    def test_settings_are_refused_before_the_data_are_read(
        self, pantoum: Pantoum, tmp_path: Path
    ) -> None:
        for flag, what in (
            (
                "--training.epochs=0",
                "training.epochs must be a whole number of at least 1, but is 0",
            ),
            (
                "--training.label_smoothing=1.5",
                "training.label_smoothing must be a number of at least 0 and below 1, but is 1.5",
            ),
            ("--model.layers=0", "model.layers must be a whole number from 1 to 1,000, but is 0"),
            (
                "--seed=-1",
                "seed must be a whole number from 0 to 9,223,372,036,854,775,807, but is -1",
            ),
        ):
            done = pantoum("train", tmp_path / "none.tsv", "--output", tmp_path / "model", flag)
            assert self.error(done) == what

    def test_resume_and_overwrite_together(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        done = pantoum("train", data, "--output", tmp_path / "model", "--resume", "--overwrite")
        assert self.error(done).startswith(
            "--resume goes on with a run and --overwrite replaces it"
        )

    def test_resuming_with_other_settings(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        train(data, tmp_path / "model", dev=data)
        flags = (*SETTINGS, "--seed", 2, "--resume")
        done = pantoum("train", data, "--dev", data, "--output", tmp_path / "model", *flags)
        assert "the run was started with --seed 1 (now 2); give the same" in self.error(done)

    @needs_full_disk
    def test_no_room(
        self, pantoum: Pantoum, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model = tmp_path / "model"
        train(data, model, {"training.epochs": 1})
        before = package.load(model, task="seq2seq")("ab")

        def after_step(steps: int) -> None:
            if steps == 1:
                fill_disk(monkeypatch, model / "model.safetensors")

        monkeypatch.setattr(
            terminal,
            "terminal_listeners",
            lambda *_: [Watcher(at=after_step)],
        )
        done = pantoum(
            "train", data, "--output", model, *SETTINGS, "--overwrite", "--model.cell", "gru"
        )
        assert self.error(done) == (
            f"{model / 'model.safetensors'}: cannot be written: No space left on device"
            ": check the place, its permissions and the room there"
        )
        assert package.load(model, task="seq2seq")("ab").score == before.score
        assert load_model(model).config.model.cell == "lstm"


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "what"),
        [
            (("x.tsv",), "the following arguments are required: --output"),
            (
                ("x", "y", "--output", "m", "--dev", "v", "--dev=w"),
                "--dev comes twice: give two line-aligned files as",
            ),
            (("--resume",), "the following arguments are required: TRAIN, --output"),
            (("--output", "m"), "the following arguments are required: TRAIN"),
            (
                ("x.tsv", "--output", "m", "--no_such", "1"),
                "no flag --no_such; `pantoum train --help` lists the flags",
            ),
            (
                ("x.tsv", "--output", "m", "--model.hidde", "9"),
                "no flag --model.hidde; did you mean --model.hidden?",
            ),
            (
                ("x.tsv", "--output", "m", "--train.epochs", "3"),
                "no flag --train.epochs; did you mean --training.epochs?",
            ),
            (
                ("x.tsv", "--output", "m", "--epochs", "3"),
                "no flag --epochs; did you mean --training.epochs?",
            ),
            (("x.tsv", "--hlep"), "no flag --hlep; did you mean --help?"),
            (
                ("x.tsv", "--report", "y"),
                "no flag --report; --report is a flag of pantoum evaluate, and `pantoum train "
                "--help` lists the flags",
            ),
            (("x.tsv", "--lr", "3"), "no flag --lr; did you mean --training.learning_rate?"),
            (("x.tsv", "-lr", "3"), "no flag -lr; did you mean --training.learning_rate?"),
            (("x.tsv", "--epoch", "3"), "no flag --epoch; did you mean --training.epochs?"),
            (("x.tsv", "--hidden-size=3"), "no flag --hidden-size; did you mean --model.hidden?"),
            (("x.tsv", "--dropout", ".2"), "no flag --dropout; did you mean --model.dropout?"),
            (("x.tsv", "--valid", "y.tsv"), "no flag --valid; did you mean --dev?"),
            (
                ("x.tsv", "--batch-size", "32"),
                "no flag --batch-size; did you mean --training.batch_tokens? (it counts padded "
                "symbols, and not rows)",
            ),
            (
                ("x.tsv", "--output", "m", "--output.x", "3"),
                "no flag --output.x; did you mean --output?",
            ),
            (("x.tsv", "--output", "m", "--dev.x=F"), "no flag --dev.x; did you mean --dev?"),
            (("x.tsv", "--output", "m", "--seed.x", "5"), "no flag --seed.x; did you mean --seed?"),
            (
                ("x.tsv", "--output", "m", "--model", "m.yaml"),
                "no flag --model; a --config file holds settings as YAML",
            ),
            (
                ("x.tsv", "--output", "m", "--training.epochs", ""),
                "training.epochs must be a whole number, but is ''",
            ),
            (("x.tsv", "--output", "m", "--seed="), "seed must be a whole number, but is ''"),
            (
                ("x.tsv", "--output", "m", "--data.source_units="),
                "data.source_units must be one of characters, codepoints, symbols, words, bpe, but "
                "is ''",
            ),
            (
                ("x.tsv", "--output", "m", "--model.hidden", "big"),
                "model.hidden must be a whole number, but is big",
            ),
            (
                ("x.tsv", "--output", "m", "--model.cell", "gro"),
                "model.cell must be one of lstm, gru, rnn, peephole_lstm, layer_norm_lstm, "
                "but is gro",
            ),
            (
                ("x.tsv", "--output", "m", "--seed", "1.5"),
                "seed must be a whole number, but is 1.5",
            ),
            (
                ("x.tsv", "--output", "m", "--training.max_grad_norm", "x"),
                "training.max_grad_norm must be a number, but is x",
            ),
            (("x.tsv", "--output", "m", "--dev"), "argument --dev: expected at least one argument"),
            (
                ("x.tsv", "--output", "m", "--config", "none.yaml"),
                "error: none.yaml: no such file: check the path",
            ),
            (
                ("x.tsv", "--output", "m", "--config", "."),
                "error: .: this is a directory: give a file",
            ),
        ],
    )
    def test_wrong_arguments(self, pantoum: Pantoum, arguments: tuple[str, ...], what: str) -> None:
        done = pantoum("train", *arguments)
        usage, error = done.err.splitlines()
        assert (done.status, done.out) == (2, "")
        assert usage.startswith("usage: pantoum train TRAIN... ")
        assert error.startswith("pantoum train: error: ")
        assert what in error

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            (
                b"model: {hiddn: 3}",
                "settings.yaml: no setting model.hiddn; did you mean model.hidden?",
            ),
            (
                b"modell: {hidden: 3}",
                "settings.yaml: no setting modell.hidden; did you mean model.hidden?",
            ),
            (
                b"train: {epochs: 3}",
                "settings.yaml: no setting train.epochs; did you mean training.epochs?",
            ),
            (b"train: 3", "settings.yaml: train must be a file or a list of files, but is 3"),
            (
                b"dev: [a.tsv, 3]",
                "settings.yaml: dev must be a file or a list of files, but is ['a.tsv', 3]",
            ),
            (b"output: 3", "settings.yaml: output must be text, but is 3"),
            (b"overwrite: 3", "settings.yaml: overwrite must be true or false, but is 3"),
            (
                b"data: {source_column: 1.5}",
                "settings.yaml: data.source_column must be text, but is 1.5",
            ),
            (
                b"model: {hidden: ''}",
                "settings.yaml: model.hidden must be a whole number, but is ''",
            ),
            (
                b"model: {hidden: wide}",
                "settings.yaml: model.hidden must be a whole number, but is wide",
            ),
            (
                b"model: {bidirectional: 3}",
                "settings.yaml: model.bidirectional must be true or false, but is 3",
            ),
            (
                b"training: {device: null}",
                "settings.yaml: training.device must not be null; leave it out for its default",
            ),
            (b"seed: ~", "settings.yaml: seed must not be null; leave it out for its default"),
            (
                b"x: &x {y: *x}",
                "settings.yaml: not YAML: its references make more than 100,000 values",
            ),
            (
                b"seed: &x [*x]",
                "settings.yaml: not YAML: its references make more than 100,000 values",
            ),
            (
                b"seed: 1\nmodel: {hidden: 2, hidden: 3}",
                "settings.yaml: not YAML: 'hidden' comes twice, the second time in line 2",
            ),
            (
                b"search: {beam: 2.5}",
                "settings.yaml: search.beam must be a whole number, but is 2.5",
            ),
            (b"model: [", "settings.yaml: not YAML: while parsing"),
            (b"model: 3", "a --config file holds settings as YAML, such as model:"),
            (b"- 3", "a --config file holds settings as YAML, such as model:"),
            (b"", "a --config file holds settings as YAML, such as model:"),
            (b"model: {hidden: \xff}", "not UTF-8; give a text file of YAML, in UTF-8"),
        ],
    )
    def test_a_settings_file_that_is_wrong(
        self, pantoum: Pantoum, tmp_path: Path, text: bytes, what: str
    ) -> None:
        (tmp_path / "settings.yaml").write_bytes(text)
        done = pantoum("train", "x.tsv", "--output", "m", "--config", tmp_path / "settings.yaml")
        assert (done.status, done.out) == (2, "")
        assert len(done.err.splitlines()) == 2
        assert what in done.err
        assert "<unicode string>" not in done.err
