"""`pantoum.train` against the command: the same weights, from data in any of their forms."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.labelling import labelled
from tests.reversing import TINY, TINY_MODEL, flags, metrics_of, reversals, tiny, write_tsv
from tests.tagging import clauses, tags_of, tiny_tagger, words_of, write_conllu
from tests.tracking.recording import Recording
from tests.writing import TINY_WRITER, texts, write_text

import pantoum
from pantoum.cli import main
from pantoum.config import by_name, config_from_keywords
from pantoum.errors import PantoumError
from pantoum.tasks.memory import data_from_memory

PAIRS = reversals()[:40]
QUICK = {**TINY, "training.epochs": 2}


class Frame:
    """A table with named columns, as pandas and polars have them."""

    def __init__(self, **columns: Sequence[Any]) -> None:
        self._columns = columns
        self.columns = list(columns)

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def train(data: Any, folder: Path | None = None, settings: Any = None, **options: Any) -> Any:
    return pantoum.train(data, output=folder, config=settings or QUICK, progress=False, **options)


@pytest.fixture(scope="module")
def by_command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the pairs that the command has trained."""
    folder = tmp_path_factory.mktemp("command")
    data = write_tsv(folder / "pairs.tsv", PAIRS)
    assert main(["train", str(data), "-o", str(folder / "model"), *flags(QUICK)]) == 0
    return folder / "model"


class TestTheSameModel:
    @pytest.mark.parametrize(
        "data",
        [
            PAIRS,
            tuple(list(pair) for pair in PAIRS),
            Frame(word=[one for one, _ in PAIRS], form=[two for _, two in PAIRS]),
            [{"target": two, "source": one, "other": None} for one, two in PAIRS],
        ],
        ids=["tuples", "lists", "a table", "dictionaries"],
    )
    def test_as_the_command_gives(self, data: Any, by_command: Path, tmp_path: Path) -> None:
        model = train(data, tmp_path / "model")
        expected = pantoum.load(by_command)
        for name, tensor in expected._members[0].model.state_dict().items():
            assert torch.equal(model._members[0].model.state_dict()[name], tensor), name
        assert metrics_of(tmp_path / "model") == metrics_of(by_command)

    def test_files_give_the_very_same_directory(self, by_command: Path, tmp_path: Path) -> None:
        train(str(by_command.parent / "pairs.tsv"), tmp_path / "model")
        assert weights(tmp_path / "model") == weights(by_command)

    def test_a_generator_is_read_once(self, by_command: Path, tmp_path: Path) -> None:
        train((pair for pair in PAIRS), tmp_path / "model")
        assert weights(tmp_path / "model") == weights(by_command)

    def test_a_model_in_memory_is_saved_as_the_command_writes_it(
        self, by_command: Path, tmp_path: Path
    ) -> None:
        model = train(PAIRS)
        model.save(tmp_path / "saved")
        assert weights(tmp_path / "saved") == weights(by_command)
        expected = {path.name for path in by_command.iterdir() if path.is_file()}
        assert {path.name for path in (tmp_path / "saved").iterdir()} == expected
        assert model.history == pantoum.load(tmp_path / "saved").history
        assert [record["epoch"] for record in model.history] == [1.0, 2.0]
        assert pantoum.load(tmp_path / "saved")("abc") == model("abc")


class TestOtherKinds:
    def test_a_tagger(self, tmp_path: Path) -> None:
        sentences = clauses()[:30]
        path = write_conllu(tmp_path / "clauses.conllu", sentences)
        config = tiny_tagger({"training.epochs": 1})
        dev = list(zip(words_of(sentences), tags_of(sentences), strict=True))
        train(path, tmp_path / "files", config, dev=path)
        model = train(dev, tmp_path / "memory", config, dev=dev)
        assert model.task == "tagger"
        assert metrics_of(tmp_path / "memory") == metrics_of(tmp_path / "files")

    def test_a_classifier(self, tmp_path: Path) -> None:
        path = write_tsv(tmp_path / "labels.tsv", labelled())
        config = tiny({"training.epochs": 1}, TINY_MODEL)
        train(path, tmp_path / "files", config)
        assert train(labelled(), tmp_path / "memory", config).task == "classifier"
        assert weights(tmp_path / "memory") == weights(tmp_path / "files")

    def test_a_language_model(self, tmp_path: Path) -> None:
        path = write_text(tmp_path / "ab.txt", texts())
        config = tiny({"training.epochs": 1}, TINY_WRITER)
        train(path, tmp_path / "files", config)
        assert train(texts(), tmp_path / "memory", config).task == "language_model"
        assert weights(tmp_path / "memory") == weights(tmp_path / "files")

    def test_features(self) -> None:
        triples = [(source, target, f"N;{len(source)}") for source, target in PAIRS]
        model = train(triples)
        assert model.reads_features
        assert model.config.data.features_column == "3"

    def test_development_data_in_another_form(self, tmp_path: Path) -> None:
        path = write_tsv(tmp_path / "dev.tsv", PAIRS[:5])
        assert train(PAIRS, dev=path).scores["dev"]["examples"] == 5
        table = Frame(source=["ab"], target=["ba"])
        assert train(PAIRS, dev=table).scores["dev"]["examples"] == 1


class TestSettings:
    def test_by_their_names(self) -> None:
        model = pantoum.train(
            PAIRS,
            seed=3,
            config={"model.embedding": 4, "training": {"threads": 1}},
            hidden=6,
            epochs=1,
            model={"cell": "gru"},
            progress=False,
        )
        settings = by_name(model.config)
        assert (settings["seed"], settings["model.embedding"], settings["model.hidden"]) == (
            3,
            4,
            6,
        )
        assert (settings["model.cell"], settings["training.epochs"]) == ("gru", 1)

    def test_of_a_yaml_file(self, tmp_path: Path) -> None:
        path = tmp_path / "settings.yaml"
        path.write_text("model: {hidden: 6}\ntraining.epochs: 1\n", encoding="utf-8")
        model = pantoum.train(PAIRS, config=path, embedding=4, progress=False)
        assert (model.config.model.hidden, model.config.model.embedding) == (6, 4)

    def test_of_a_trained_model(self, tmp_path: Path) -> None:
        first = train(PAIRS, tmp_path / "first")
        train(PAIRS, tmp_path / "second", first.config)
        assert weights(tmp_path / "second") == weights(tmp_path / "first")

    @pytest.mark.parametrize(
        ("settings", "setting", "sentence"),
        [
            ({"hiden": 8}, "hiden", "did you mean hidden"),
            ({"lr": 0.1}, "lr", r"no setting 'lr': did you mean learning_rate\?"),
            ({"epoch": 3}, "epoch", r"no setting 'epoch': did you mean epochs\?"),
            ({"validation": 3}, "validation", r"did you mean dev\?"),
            ({"model": {"rnn_type": 3}}, "model.rnn_type", r"did you mean model.cell\?"),
            ({"zzzz": 3}, "zzzz", "`pantoum train --help` lists them"),
            ({"hidden": "many"}, "model.hidden", "whole number"),
            ({"model": 3}, "model", "section"),
            ({"config": "missing.yaml"}, None, "no such file"),
        ],
    )
    def test_that_are_none(self, settings: Any, setting: str | None, sentence: str) -> None:
        with pytest.raises(PantoumError, match=sentence) as caught:
            pantoum.train(PAIRS, progress=False, **settings)
        assert caught.value.setting == setting

    def test_that_are_of_no_known_form(self) -> None:
        with pytest.raises(PantoumError, match="config must be a Config, a dictionary or"):
            config_from_keywords(3, {})


class TestRuns:
    def test_callbacks_are_given_the_records(self, tmp_path: Path) -> None:
        records: list[Any] = []
        model = train(PAIRS, tmp_path / "model", callback=records.append)
        assert records == model.history

    def test_reporters_hear_of_a_training_and_go_on_with_it(self, tmp_path: Path) -> None:
        def interrupt(record: Any) -> None:
            os.kill(os.getpid(), signal.SIGINT)

        first, second = Recording(), Recording()
        train(PAIRS, tmp_path / "model", callback=interrupt, reporters=[first])
        pantoum.resume(tmp_path / "model", PAIRS, config=QUICK, progress=False, reporters=[second])
        assert [end.status for end in first.ends + second.ends] == ["stopped", "finished"]
        assert (first.run.name, second.run.id) == ("model", "abc")
        assert [len(one.logged) for one in (first, second)] == [1, 1]
        in_memory = Recording(fails=("end",))
        with pytest.warns(RuntimeWarning, match="the reporter recording has failed"):
            train(PAIRS, reporters=[in_memory])
        assert (in_memory.run.name, in_memory.run.folder) == (None, None)
        assert len(in_memory.run.data_sha256) == 64

    def test_reporters_that_cannot_be_are_refused_before_anything_is_read(self) -> None:
        with pytest.raises(PantoumError, match=r"^reporters must be a list of tensorboard"):
            train("missing.tsv", reporters=["neptune"])
        with pytest.raises(PantoumError, match="there is none: give an output directory") as raised:
            train("missing.tsv", reporters=["tensorboard"])
        assert raised.value.setting == "output"

    def test_ctrl_c_returns_the_best_so_far_and_resume_goes_on(
        self, by_command: Path, tmp_path: Path
    ) -> None:
        def interrupt(record: Any) -> None:
            os.kill(os.getpid(), signal.SIGINT)

        model = train(PAIRS, tmp_path / "model", callback=interrupt)
        assert [record["epoch"] for record in model.history] == [1.0]
        assert model("ab").text is not None
        more = pantoum.resume(tmp_path / "model", PAIRS, config=QUICK, progress=False)
        assert len(more.history) == 2
        assert weights(tmp_path / "model") == weights(by_command)

    def test_the_process_is_as_it_was(self) -> None:
        torch.set_num_threads(2)
        torch.manual_seed(7)
        expected = torch.rand(1)
        torch.manual_seed(7)
        handler = signal.getsignal(signal.SIGINT)
        train(PAIRS)
        assert torch.get_num_threads() == 2
        assert torch.equal(torch.rand(1), expected)
        assert signal.getsignal(signal.SIGINT) is handler

    def test_what_a_callback_raises_ends_the_run(self, tmp_path: Path) -> None:
        def fail(record: Any) -> None:
            raise KeyError("own")

        with pytest.raises(KeyError, match="own"):
            train(PAIRS, tmp_path / "model", callback=fail)

    def test_an_earlier_model_stays(self, tmp_path: Path) -> None:
        train(PAIRS, tmp_path / "model")
        before = weights(tmp_path / "model")
        with pytest.raises(PantoumError, match="already holds a model"):
            train(PAIRS[:10], tmp_path / "model")
        with pytest.raises(PantoumError, match="already holds a model"):
            train(PAIRS[:10]).save(tmp_path / "model")
        assert weights(tmp_path / "model") == before

    def test_nothing_else_is_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
        model = train(PAIRS[:10])
        for place in (tmp_path, tmp_path / "notes.txt"):
            with pytest.raises(PantoumError):
                model.save(place, overwrite=True)
        assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def failing() -> Iterator[tuple[str, str]]:
    yield ("a", "b")
    raise OSError("the disk\n  is gone")


def used() -> Iterator[Any]:
    pairs = iter(PAIRS)
    list(pairs)
    return pairs


@pytest.mark.parametrize(
    ("make", "where", "sentence"),
    [
        (list, "data", "there are no examples"),
        (used, "data", "a generator can be read only once"),
        (failing, "data", "reading failed after 1 items: OSError: the disk is gone"),
        (lambda: 5, None, "data is 5: give pairs"),
        (lambda: {"a": "b"}, None, "give pairs"),
        (lambda: [("a", "b"), ("a",)], "data, item 2", "the first one has 2 texts"),
        (lambda: [("a", "b"), ("a", "b", "c")], "data, item 2", "the first one has 2 texts"),
        (lambda: [("a", " ")], "data, item 1", "the output is empty"),
        (lambda: [("a", "b"), ("a", 1)], "data, item 2", "1 is not a string"),
        (lambda: [1, 2], "data, item 1", "the item is 1"),
        (lambda: [("a\0", "b")], "data, item 1", "NUL"),
        (lambda: [("\ud800", "b")], "data, item 1", "surrogate"),
        (lambda: [(["a", "b"], ["X"])], "data, item 1", "2 words, but 1 tags"),
        (lambda: [(["a", ""], ["X", "X"])], "data, item 1", "empty"),
        (lambda: ["", " "], "data", "all texts are empty"),
        (lambda: Frame(source=["a"], right=["b"]), "data", "cannot be recognised among"),
        (lambda: Frame(source=["a"], target=[float("nan")]), "data, item 1", "null"),
        (
            lambda: [{"source": "a", "target": 5}],
            "data, item 1",
            r"'target' is 5, but must be a string: convert it with str\(\)$",
        ),
        (
            lambda: [{"source": "a", "target": "b"}, {"source": "a"}],
            "data, item 2",
            r"no column 'target' for the target \(there are: source\): give each item this column",
        ),
        (lambda: [{"words": ["a"], "tags": ["X"]}, {"words": ["a"]}], "data, item 2", "'tags'"),
    ],
)
def test_data_that_cannot_be_used(
    make: Callable[[], Any], where: str | None, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(PantoumError, match=sentence) as caught:
        train(make(), tmp_path / "model")
    assert caught.value.where == where
    assert not (tmp_path / "model").exists()


def test_tags_of_a_table_have_the_names_of_conllu() -> None:
    table = Frame(tokens=[["a", "b"]], upos=[["X", "Y"]], xpos=["x y"], id=[1])
    data = data_from_memory(table, pantoum.Config().data).data
    assert data.columns.words == "form"
    assert data.columns.tags == ("upos", "xpos")
    assert data.sentences[0].words == ("a", "b")
    assert data.sentences[0].tags == (("X", "Y"), ("x", "y"))


def test_development_data_of_another_kind() -> None:
    with pytest.raises(PantoumError, match="another kind"):
        train(PAIRS, dev=["abc"])


def test_what_was_not_started_is_not_gone_on_with(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match="holds no training that was stopped"):
        pantoum.resume(tmp_path / "gone", PAIRS, progress=False)
    assert list(tmp_path.iterdir()) == []
