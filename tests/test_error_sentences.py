"""The sentences that users read: of each kind of mistake one, word for word, and its parts."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.labelling import labelled
from tests.reversing import reversals, tiny, write_tsv
from torch import nn

from pantoum.config import Config, DataConfig, SearchConfig, validate_section
from pantoum.data import Tokenizer, read_texts, read_token_file, read_training
from pantoum.errors import PantoumError
from pantoum.files import write_files
from pantoum.model_dir import load_model
from pantoum.predictor.decoding_options import search_settings
from pantoum.predictor.device import place
from pantoum.predictor.inputs import InputError, features_for, listed
from pantoum.search.beam import check_outputs
from pantoum.tasks import prepare
from pantoum.training.reservation import check_output


def file_of(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(name: str, content: str | bytes) -> Callable[[Path], Any]:
    return lambda folder: read_training([file_of(folder, name, content)], DataConfig())


def prepared(settings: dict[str, Any]) -> Callable[[Path], Any]:
    return lambda folder: prepare(
        [write_tsv(folder / "pairs.tsv", reversals())], [], tiny(settings)
    )


# What is done in a folder, the sentence, and the parts: setting, where, rule, value, remedy. Before
# a file's name stands the folder, which is left out here.
SENTENCES: list[tuple[Callable[[Path], Any], str, tuple[Any, ...]]] = [
    (
        prepared({"training.epochs": 0}),
        "training.epochs must be a whole number of at least 1, but is 0",
        (
            "training.epochs",
            None,
            "a whole number of at least 1",
            0,
            "set training.epochs to a whole number of at least 1",
        ),
    ),
    (
        prepared({"model.attention": "dot", "model.decoder_hidden": 7}),
        "model.attention dot multiplies decoder states of 7 values with annotations of 16, value "
        "by value: set model.decoder_hidden to 16, or choose general attention",
        (
            "model.decoder_hidden",
            None,
            "16, the size of an annotation, with dot attention",
            7,
            "set model.decoder_hidden to 16, or choose general attention",
        ),
    ),
    (
        prepared({"tagger.affixes": 2}),
        "tagger.affixes is not used by an encoder-decoder: leave it out, or say what is to be "
        "trained with --task",
        (
            "tagger.affixes",
            None,
            "left out for an encoder-decoder",
            2,
            "leave it out, or say what is to be trained with --task",
        ),
    ),
    (
        prepared({"data.max_length": 0}),
        "data.max_length must be a whole number of at least 1, but is 0",
        (
            "data.max_length",
            None,
            "a whole number of at least 1",
            0,
            "set data.max_length to a whole number of at least 1",
        ),
    ),
    (
        lambda folder: validate_section(SearchConfig(length_penalty=-1.0)),
        "length_penalty must be a number from 0 to 10, but is -1.0",
        (
            "length_penalty",
            None,
            "a number from 0 to 10",
            -1.0,
            "set length_penalty to a number from 0 to 10",
        ),
    ),
    (
        lambda folder: check_outputs(SearchConfig(beam=3), 4),
        "a beam of 3 cannot give 4 outputs for an input: set beam to at least 4",
        ("beam", None, "at least 4, the number of outputs", 3, "set beam to at least 4"),
    ),
    (
        lambda folder: read_training([folder / "none.tsv"], DataConfig()),
        "/none.tsv: no such file: check the path",
        (None, "/none.tsv", None, None, "check the path"),
    ),
    (
        read("a.tsv", "a\tb\n\tc\n"),
        "/a.tsv, line 2: the source is empty: fill it in or remove the line",
        (None, "/a.tsv, line 2", None, None, "fill it in or remove the line"),
    ),
    (
        read("a.tsv", b"a\tb\n\xff\tc\n"),
        "/a.tsv, line 2: not UTF-8 (byte 0xff): convert the file, for example with iconv -t UTF-8",
        (
            None,
            "/a.tsv, line 2",
            None,
            None,
            "convert the file, for example with iconv -t UTF-8",
        ),
    ),
    (
        read("a.tsv", b"a\tb\nx\0\tc\n"),
        "/a.tsv, line 2: a NUL byte, so this is a binary or UTF-16 file: give UTF-8 text",
        (None, "/a.tsv, line 2", None, None, "give UTF-8 text"),
    ),
    (
        read("a.jsonl", "{]\n"),
        "/a.jsonl, line 1: not valid JSON (Expecting property name enclosed in double quotes at "
        "character 2): write one object on each line",
        (None, "/a.jsonl, line 1", None, None, "write one object on each line"),
    ),
    (
        lambda folder: read_texts([file_of(folder, "a.txt", "\n")]),
        "/a.txt: the file has no text: put one on each line",
        (None, "/a.txt", None, None, "put one on each line"),
    ),
    (
        lambda folder: read_token_file(file_of(folder, "a.conllu", "1\ta\n"), None, None),
        "/a.conllu, line 1: the line has 2 columns, but CoNLL-U has 10: put one TAB between "
        "columns, and _ where there is nothing",
        (
            None,
            "/a.conllu, line 1",
            None,
            None,
            "put one TAB between columns, and _ where there is nothing",
        ),
    ),
    (
        lambda folder: prepare(
            [write_tsv(folder / "one.tsv", [(text, "alpha") for text, _ in labelled()])],
            [],
            Config(task="classifier"),
        ),
        "/one.tsv: all 108 texts to learn from have the label 'alpha': add others",
        (None, "/one.tsv", None, None, "add others"),
    ),
    (
        lambda folder: Tokenizer.train(["a"], "bpe", size=3),
        "vocabulary_size is 3: a vocabulary of bpe needs at least 260",
        ("data.vocabulary_size", None, "at least 260 with bpe", 3, None),
    ),
    (
        lambda folder: load_model(folder / "none"),
        "/none: no such directory; give the directory that `pantoum train --output` wrote",
        (None, "/none", None, None, "give the directory that `pantoum train --output` wrote"),
    ),
    (
        lambda folder: listed(["a", 3]),
        "input 2 is 3, but inputs are strings",
        ("inputs", "input 2", "strings", 3, None),
    ),
    (
        lambda folder: listed("ab"),
        "a list of inputs is needed, but got one string: put it in a list",
        ("inputs", None, None, "ab", "put it in a list"),
    ),
    (
        lambda folder: features_for(2, ["N"], reads_features=True),
        "2 inputs need as many features, but got 1",
        ("features", None, "2 strings, one for each input", ["N"], None),
    ),
    (
        lambda folder: search_settings(SearchConfig(), 1, {"bean": 3}),
        "an encoder-decoder has no option 'bean': did you mean beam?",
        ("bean", None, None, 3, "did you mean beam?"),
    ),
    (
        lambda folder: place(nn.Linear(1, 1), "meta"),
        "device 'meta' cannot be used here (it computes shapes alone); use 'cpu'",
        ("device", None, None, "meta", "use 'cpu'"),
    ),
    (
        lambda folder: check_output(file_of(folder, "a.tsv", ""), resume=False, overwrite=False),
        "/a.tsv: is a file, or below one; give a directory to --output",
        (None, "/a.tsv", None, None, "give a directory to --output"),
    ),
    (
        lambda folder: read_training(
            [file_of(folder, "a.en", "a\n\n"), file_of(folder, "a.de", "a\nb\n")], DataConfig()
        ),
        "/a.en, line 2: the line is empty, but line 2 of /a.de is not: fill it in or remove both "
        "lines",
        (None, "/a.en, line 2", None, None, "fill it in or remove both lines"),
    ),
    (
        lambda folder: write_files(folder / "none", {"a.txt": b""}),
        "/none/a.txt: cannot be written: No such file or directory: check the place, its "
        "permissions and the room there",
        (
            None,
            "/none/a.txt",
            None,
            None,
            "check the place, its permissions and the room there",
        ),
    ),
]


@pytest.mark.parametrize(
    ("action", "sentence", "parts"), SENTENCES, ids=[one[1][:40] for one in SENTENCES]
)
def test_a_mistake_is_named_in_one_sentence_and_in_parts(
    action: Callable[[Path], Any], sentence: str, parts: tuple[Any, ...], tmp_path: Path
) -> None:
    with pytest.raises(PantoumError) as caught:
        action(tmp_path)
    error = caught.value
    assert str(error).replace(str(tmp_path), "") == sentence
    where = None if error.where is None else error.where.replace(str(tmp_path), "")
    assert (error.setting, where, error.rule, error.value, error.remedy) == parts


def test_a_sentence_alone_is_the_text() -> None:
    error = PantoumError("nothing works")
    assert str(error) == error.problem == "nothing works"
    assert (error.setting, error.where, error.rule, error.value, error.remedy) == (None,) * 5


@pytest.mark.parametrize(
    "error",
    [
        PantoumError(setting="beam", rule="at least 1", value=0, remedy="set it to 1"),
        PantoumError("empty", where="a.tsv, line 3", remedy="fill it in"),
        InputError("input 3 is empty", 2),
    ],
)
def test_an_error_of_a_worker_process_comes_through_whole(error: PantoumError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
