"""A saved tagger is the one that was trained, damage is named, and nothing of an earlier model is
left.
"""

import json
import shutil
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from tests.reversing import reversals, write_tsv
from tests.tagging import clauses, names, train_tagger, words_of, write_conll, write_conllu
from tests.training.runs import same_tensors, train

import pantoum
from pantoum.errors import PantoumError
from pantoum.model_dir import load_model, save_model
from pantoum.predictor import TagPredictor

FILES = ("config.json", "model.safetensors", "words.json", "tags.json", "vectors.json")
UNSEEN = [["Zoë", "漢字", "the"], [], ["x" * 300], ["Oslo"]]
ALL_FEATURES = {"tagger.word_shape": True, "tagger.affixes": 3, "tagger.crf": True}
SHORT = {"training.epochs": 1, "training.batch_tokens": 1_000}


def vectors(folder: Path) -> Path:
    (folder / "vectors.txt").write_text("oslo 1 -2 .5\nthe 2 0 1\nZoë 0 3 0\n", encoding="utf-8")
    return folder / "vectors.txt"


def same_taggings(one: TagPredictor, other: TagPredictor, sentences: list[list[str]]) -> bool:
    pairs = zip(
        *(model.nbest(sentences, 2, probabilities=True) for model in (one, other)), strict=True
    )
    for found, expected in (
        (a, b) for first, second in pairs for a, b in zip(first, second, strict=True)
    ):
        assert (found.columns, found.log_probability) == (
            expected.columns,
            expected.log_probability,
        )
        assert found.probabilities is not None
        assert expected.probabilities is not None
        for name, shares in expected.probabilities.items():
            np.testing.assert_array_equal(found.probabilities[name], shares)
    return True


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a tagger with pretrained vectors."""
    folder = tmp_path_factory.mktemp("full")
    data = write_conll(folder / "names.conll", names()[:30])
    train_tagger(
        data, folder / "model", {**SHORT, "tagger.vectors": str(vectors(folder))}, dev=data
    )
    return folder / "model"


@pytest.fixture
def copy(full: Path, tmp_path: Path) -> Path:
    """A model directory that may be damaged."""
    return Path(shutil.copytree(full, tmp_path / "model"))


def refused(folder: Path) -> str:
    with pytest.raises(PantoumError) as caught:
        pantoum.load(folder, task="tagger")
    assert "\n" not in str(caught.value)
    return str(caught.value)


class TestSavedAndLoaded:
    @pytest.mark.parametrize(
        "settings",
        [
            {},
            {"data.tag_columns": "upos,xpos"},
            {"data.tag_columns": "upos,xpos", "tagger.characters": "cnn", **ALL_FEATURES},
            {
                "tagger.characters": "gru",
                "tagger.affixes": 2,
                "model.cell": "rnn",
                "model.bidirectional": False,
            },
            {
                "tagger.characters": "none",
                "tagger.word_shape": True,
                "model.cell": "gru",
                "model.layers": 2,
            },
        ],
        ids=lambda settings: "-".join(str(value) for value in settings.values()) or "plain",
    )
    @pytest.mark.parametrize("with_vectors", [False, True], ids=["no_vectors", "vectors"])
    def test_it_predicts_the_same(
        self, settings: dict[str, Any], with_vectors: bool, tmp_path: Path
    ) -> None:
        data = write_conllu(tmp_path / "clauses.conllu", clauses())
        more = {"tagger.vectors": str(vectors(tmp_path))} if with_vectors else {}
        train_tagger(data, tmp_path / "model", {**SHORT, **settings, **more}, dev=data)
        trained = load_model(tmp_path / "model")
        (tmp_path / "vectors.txt").unlink(
            missing_ok=True
        )  # all that is read of it is in the directory
        (tmp_path / "again").mkdir()
        save_model(tmp_path / "again", trained, {})
        again = pantoum.load(tmp_path / "again", task="tagger")
        assert isinstance(again, TagPredictor)
        assert again.config == trained.config
        assert same_tensors(cast("Any", again._model).state_dict(), trained.model.state_dict())
        assert same_taggings(again, TagPredictor(trained), [*words_of(clauses()), *UNSEEN])
        for name in trained.task.files():
            assert (tmp_path / "again" / name).read_bytes() == (
                tmp_path / "model" / name
            ).read_bytes()
        assert (tmp_path / "again" / "vectors.json").exists() == with_vectors

    @pytest.mark.parametrize(("crf", "scheme"), [(True, "IOBES"), (True, "IOB1"), (False, "BIO")])
    def test_spans_are_the_same(self, crf: bool, scheme: str, tmp_path: Path) -> None:
        data = write_conll(tmp_path / "names.conll", names()[:40])
        train_tagger(
            data,
            tmp_path / "model",
            {**SHORT, "tagger.crf": crf, "tagger.scheme": scheme},
            dev=data,
        )
        trained = load_model(tmp_path / "model")
        save_model(tmp_path, trained, {})
        again = pantoum.load(tmp_path, task="tagger")
        assert [(one.scheme, one.learned) for one in again.columns] == [("BIO", scheme)]
        assert same_taggings(again, TagPredictor(trained), words_of(names()))
        for mine, other in zip(
            cast("Any", again._model).heads[0].chain(),
            trained.model.heads[0].chain(),
            strict=True,
        ):
            assert mine.tolist() == other.tolist()
        assert (
            bool((cast("Any", again._model).heads[0].chain().transitions == -np.inf).any()) == crf
        )

    def test_it_predicts_what_it_predicted_when_it_was_trained(self, name_tagger: Path) -> None:
        scores = json.loads((name_tagger / "metrics.json").read_text(encoding="utf-8"))["dev"]
        found = [
            tagging.tags for tagging in pantoum.load(name_tagger, task="tagger")(words_of(names()))
        ]
        right = [[tag for _, tag in sentence] for sentence in names()]
        exact = sum(a == b for a, b in zip(found, right, strict=True))
        assert 100 * exact / len(right) == pytest.approx(scores["exact_match"])

    def test_its_card_says_what_it_is_and_how_it_is_used(self, clause_tagger: Path) -> None:
        card = (clause_tagger / "README.md").read_text(encoding="utf-8")
        assert "trained with Pantoum" in card
        assert ": a sequence tagger.\n" in card
        assert "| tags: xpos | 6 different, softmax |" in card
        assert "| dev upos.accuracy | 100.00 |" in card
        assert "38 development sentences that chose these weights" in card
        call = card.split("print(")[1].split(")\n```")[0]
        assert eval(call, {"model": pantoum.load(clause_tagger, task="tagger")})[0] in {
            "DET",
            "VERB",
        }


class TestDamage:
    @pytest.mark.parametrize("name", FILES)
    def test_a_missing_file(self, copy: Path, name: str) -> None:
        (copy / name).unlink()
        assert refused(copy).startswith(f"{copy / name}: the file is missing")

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
    def test_a_truncated_file(self, copy: Path, name: str, share: float) -> None:
        data = (copy / name).read_bytes()
        (copy / name).write_bytes(data[: int(share * len(data))])
        assert refused(copy).startswith(f"{copy / name}: damaged")

    @pytest.mark.parametrize("name", FILES[2:])
    def test_a_file_of_another_model(self, copy: Path, name: str) -> None:
        text = (copy / name).read_text(encoding="utf-8")
        (copy / name).write_text(text.replace("O", "P").replace("o", "p"), encoding="utf-8")
        assert refused(copy).startswith(
            f"{copy / name}: damaged, or not of the model that config.json describes"
        )

    @pytest.mark.parametrize(
        ("setting", "other"),
        [("crf", False), ("affixes", 1), ("word_shape", None), ("characters", "cnn")],
    )
    def test_settings_that_are_not_the_models(self, copy: Path, setting: str, other: Any) -> None:
        description = json.loads((copy / "config.json").read_text(encoding="utf-8"))
        description["settings"]["tagger"][setting] = other
        (copy / "config.json").write_text(json.dumps(description), encoding="utf-8")
        assert refused(copy).startswith(
            f"{copy / 'model.safetensors'}: it is not of the model that config"
        )


class TestOneModelInThePlaceOfAnother:
    def files_of(self, folder: Path) -> set[str]:
        return {path.name for path in folder.iterdir() if path.suffix in (".json", ".safetensors")}

    def test_nothing_of_the_earlier_one_is_left(self, tmp_path: Path) -> None:
        pairs = write_tsv(tmp_path / "pairs.tsv", reversals()[:20])
        words = write_conll(tmp_path / "names.conll", names()[:20])
        run = tmp_path / "run"
        common = {"config.json", "model.safetensors", "metrics.json", "run.json"}
        train(pairs, run, {"training.epochs": 1})
        assert self.files_of(run) == common | {"source.json", "target.json"}
        more = {**SHORT, "tagger.vectors": str(vectors(tmp_path))}
        train_tagger(words, run, more, overwrite=True)
        assert self.files_of(run) == common | {"words.json", "tags.json", "vectors.json"}
        assert pantoum.load(run, task="tagger").task == "tagger"
        assert "sequence tagger" in (run / "README.md").read_text(encoding="utf-8")
        train_tagger(words, run, SHORT, overwrite=True)
        assert self.files_of(run) == common | {"words.json", "tags.json"}
        assert pantoum.load(run, task="tagger")("Oslo").words == ["Oslo"]
        train(pairs, run, {"training.epochs": 1}, overwrite=True)
        assert self.files_of(run) == common | {"source.json", "target.json"}
        assert pantoum.load(run).task == "seq2seq"
