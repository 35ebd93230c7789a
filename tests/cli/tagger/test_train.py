"""`pantoum train` on words and tags: one command for both formats, and one line for what cannot
work.
"""

from pathlib import Path

import pytest
from tests.cli.conftest import Done, Pantoum, contents
from tests.reversing import flags, metrics_of
from tests.tagging import TINY, clauses, names, train_tagger, write_conll, write_conllu
from tests.training.runs import assert_same_run, checkpoint_of

import pantoum as package

SETTINGS = flags(TINY | {"training.epochs": 1})


@pytest.fixture
def conllu(tmp_path: Path) -> Path:
    return write_conllu(tmp_path / "clauses.conllu", clauses())


@pytest.fixture
def conll(tmp_path: Path) -> Path:
    return write_conll(tmp_path / "names.conll", names()[:40])


class TestARun:
    def test_on_conllu(self, pantoum: Pantoum, conllu: Path, tmp_path: Path) -> None:
        done = pantoum(
            "train", conllu, "--dev", conllu, "--output", tmp_path / "model", "--seed", 3, *SETTINGS
        )
        assert (done.status, done.out) == (0, "")
        lines = done.err.splitlines()
        assert lines[:4] == [
            "task: tagger (a file of words and tags)",
            "columns: words form, tags upos",
            "column upos: 4 different tags (no spans)",
            "chosen by the size of the data: training.patience 5",
        ]
        assert lines[4].startswith("data: 38 of 38 examples of dev are in train too")
        assert lines[5].startswith("38 training and 38 dev sentences, ")
        assert "  dev accuracy " in lines[6]
        assert lines[7].startswith(f"  {' '.join(word for word, *_ in clauses()[0])} -> ")
        assert lines[-2].startswith(
            f"pantoum: the one epoch of the run is done; the model is in {tmp_path / 'model'}"
        )
        model = package.load(tmp_path / "model", task="tagger")
        assert (model.task, model.config.seed, model.schemes) == ("tagger", 3, {"upos": "none"})

    def test_on_conll_with_the_same_command(
        self, pantoum: Pantoum, conll: Path, tmp_path: Path
    ) -> None:
        done = pantoum("train", conll, "--output", tmp_path / "model", *SETTINGS)
        assert (done.status, done.out) == (0, "")
        assert "dev set: 4 of the sentences, held out (--dev gives your own)" in done.err
        assert "column 2: 5 different tags (spans in BIO: tags other than O" in done.err
        assert "  F1 " in done.err
        assert set(metrics_of(tmp_path / "model")[0]["dev"]) >= {
            "precision",
            "recall",
            "f1",
            "accuracy",
            "examples",
        }
        assert package.load(tmp_path / "model", task="tagger").schemes == {"2": "BIO"}

    def test_it_is_the_run_that_python_makes_and_it_can_be_resumed(
        self, pantoum: Pantoum, conllu: Path, tmp_path: Path
    ) -> None:
        command = (
            "train",
            conllu,
            "--output",
            tmp_path / "shell",
            *SETTINGS,
            "--data.tag_columns",
            "upos,xpos",
        )
        changes = {"data.tag_columns": "upos,xpos", "training.epochs": 1}
        steps = iter([False, True])
        train_tagger(conllu, tmp_path / "shell", changes, stop=lambda: next(steps))
        assert checkpoint_of(tmp_path / "shell")["progress"]["step"] == 2
        assert pantoum(*command, "--resume").status == 0
        train_tagger(conllu, tmp_path / "python", changes)
        assert_same_run(tmp_path / "shell", tmp_path / "python")

    def test_settings_come_from_a_file(self, pantoum: Pantoum, conll: Path, tmp_path: Path) -> None:
        lines = [
            "task: tagger",
            "data: {tag_scheme: IOB1}",
            "tagger: {crf: false, scheme: BIO, characters: cnn}",
        ]
        (tmp_path / "settings.yaml").write_text("\n".join([*lines, "training: {ema_decay: 0}"]))
        config = ("--config", tmp_path / "settings.yaml")
        assert pantoum("train", conll, "-o", tmp_path / "model", *SETTINGS, *config).status == 0
        model = package.load(tmp_path / "model", task="tagger")
        found = model.config.tagger
        assert (found.crf, found.scheme, found.characters) == (False, "BIO", "cnn")
        assert [(column.scheme, column.learned) for column in model.columns] == [("IOB1", "BIO")]


class TestRefused:
    def error(self, done: Done) -> str:
        assert (done.status, done.out) == (1, "")
        return done.error

    @pytest.mark.parametrize(
        ("name", "data", "what"),
        [
            ("x.conllu", b"", ": the file is empty: put one word on each line"),
            (
                "x.conllu",
                b"1\tthe\tDET\n",
                ", line 1: the line has 3 columns, but CoNLL-U has 10: put one TAB",
            ),
            (
                "x.conll",
                b"the DET\r\ndog\r\n",
                ", line 2: the line has 1 column, but the tags are column '2'",
            ),
            ("x.conll", b"the DET\n\nd\xf6g NOUN\n", ", line 3: not UTF-8 (byte 0xf6)"),
            ("x.conll", None, ": no such file"),
        ],
    )
    @pytest.mark.parametrize("role", ["train", "dev"])
    def test_bad_data_leave_an_old_model_untouched(
        self,
        pantoum: Pantoum,
        name_tagger: Path,
        conllu: Path,
        tmp_path: Path,
        role: str,
        name: str,
        data: bytes | None,
        what: str,
    ) -> None:
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        good = (
            conllu if name.endswith("conllu") else write_conll(tmp_path / "good.conll", names()[:5])
        )
        files = (path,) if role == "train" else (good, "--dev", path)
        before = contents(name_tagger)
        error = self.error(
            pantoum("train", *files, "--output", name_tagger, "--overwrite", *SETTINGS)
        )
        assert error.startswith(f"{path}{what}")
        assert contents(name_tagger) == before

    def test_a_number_sign_is_a_word_of_conll_columns(
        self, pantoum: Pantoum, tmp_path: Path
    ) -> None:
        path = tmp_path / "x.conll"
        path.write_text("# SYM\n2 NUM\n\na DET\n")
        assert (
            pantoum("train", path, "--dev", path, "-o", tmp_path / "model", *SETTINGS).status == 0
        )
        model = package.load(tmp_path / "model", task="tagger")
        assert (model.knows("#"), model.columns[0].labels.labels) == (True, ["DET", "NUM", "SYM"])
        path.write_text("# two\n")
        error = self.error(pantoum("train", path, "-o", tmp_path / "other", *SETTINGS))
        assert error.startswith(f"{path}: 1 example in all: training needs 2 or more")

    def test_two_files_of_words_and_tags(
        self, pantoum: Pantoum, conllu: Path, tmp_path: Path
    ) -> None:
        error = self.error(pantoum("train", conllu, conllu, "-o", tmp_path / "model", *SETTINGS))
        assert error == (
            "2 data files: a tagger learns from one file of words and tags: join them, or give the "
            "second one to --dev"
        )
        error = self.error(
            pantoum("train", conllu, "--dev", conllu, conllu, "-o", tmp_path / "model", *SETTINGS)
        )
        assert error == "--dev: 2 files, but a tagger takes one file of words and tags: join them"
        assert not (tmp_path / "model").exists()

    def test_a_task_that_does_not_fit_the_file(
        self, pantoum: Pantoum, conllu: Path, data: Path, tmp_path: Path
    ) -> None:
        error = self.error(pantoum("train", conllu, "--task", "seq2seq", "-o", tmp_path / "model"))
        assert (
            error
            == f"{conllu}: an encoder-decoder (--task seq2seq) does not learn from such a file: "
            "leave --task out, or say with --format "
            "how the file is written"
        )
        error = self.error(pantoum("train", data, "--task", "tagger", "-o", tmp_path / "model"))
        assert (
            error
            == f"{data}: not known as a file of words and tags: rename it to .conllu or .conll, as "
            "fits, or say it with --format"
        )

    @pytest.mark.parametrize(
        ("flag", "value", "what"),
        [
            ("--search.beam", "3", "search.beam is not used by a tagger: leave it out"),
            ("--model.attention", "dot", "model.attention is not used by a tagger: leave it out"),
            (
                "--data.tag_columns",
                "upos,fine",
                ": no column 'fine' in CoNLL-U: name one of id, form, lemma, upos",
            ),
            (
                "--data.tag_columns",
                "form",
                ": column 'form' is the words, but the tags as well: name another column",
            ),
            ("--data.tag_scheme", "IOBES", ", line 2: the tag "),
            ("--tagger.vectors", "none.vec", "none.vec: no such file: check the path"),
            (
                "--tagger.character_hidden",
                "0",
                "tagger.character_hidden must be a whole number from 1 to 1,000,000, but is 0",
            ),
        ],
    )
    def test_settings_that_cannot_work(
        self, pantoum: Pantoum, conllu: Path, tmp_path: Path, flag: str, value: str, what: str
    ) -> None:
        error = self.error(
            pantoum("train", conllu, "-o", tmp_path / "model", *SETTINGS, flag, value)
        )
        assert error.removeprefix(str(conllu)).startswith(what)
        assert not (tmp_path / "model").exists()

    @pytest.mark.parametrize(
        ("flag", "value", "what"),
        [
            (
                "--tagger.scheme",
                "BMES",
                "tagger.scheme must be one of BIO, IOB1, IOBES, BILOU, but is BMES",
            ),
            (
                "--tagger.characters",
                "x",
                "tagger.characters must be one of lstm, gru, rnn, cnn, none, but is x",
            ),
            (
                "--task",
                "parser",
                "task must be one of seq2seq, tagger, classifier, language_model, but is parser",
            ),
            ("--tagger.crff", "true", "no flag --tagger.crff"),
        ],
    )
    def test_wrong_usage(
        self, pantoum: Pantoum, conllu: Path, tmp_path: Path, flag: str, value: str, what: str
    ) -> None:
        done = pantoum("train", conllu, "-o", tmp_path / "model", flag, value)
        assert (done.status, done.out) == (2, "")
        assert f"pantoum train: error: {what}" in done.err
        assert "Traceback" not in done.err
