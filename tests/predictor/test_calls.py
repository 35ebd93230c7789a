"""No public call answers a wrong argument with an error of Python's: each is a sentence."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pantoum
from pantoum import PantoumError

# As a program without a type checker sees it.
unchecked: Any = pantoum

# The fixture of a model of each kind, and data that it is evaluated on.
KINDS: dict[str, Any] = {
    "reverser": [("ab", "ba")],
    "two_ways": [("ab", "ba", "back")],
    "labeller": [("ab", "alpha")],
    "writer": ["ab"],
    "clause_tagger": [(["the", "cat"], ["DET", "NOUN"], ["DT", "NN"])],
}
# Nothing takes these: no text, no path, no number, nothing that can be read one by one.
WRONG = (5, 1.5, True, b"x", object(), [5], [None], [["a", 5]], {"a": 1}, {1}, len)
NOT_FILES = ("a\0b", "\ud800")
# What takes any value, for it is read as true or false, is None by default, or is data.
SWITCHES = ("overwrite", "attention", "probabilities")


class Case(NamedTuple):
    """A model, and right values of arguments that a method may need."""

    model: Any
    values: dict[str, Any]

    def methods(self) -> Iterator[tuple[Callable[..., Any], dict[str, Any]]]:
        """The public methods of the model and its call, each with what it needs."""
        for name, _ in inspect.getmembers(type(self.model), inspect.isfunction):
            if name == "__call__" or not name.startswith("_"):
                method = getattr(self.model, name)
                yield method, self._needed(method)

    def _needed(self, method: Callable[..., Any]) -> dict[str, Any]:
        parameters = inspect.signature(method).parameters
        values = {
            one.name: self.values.get(one.name, ["ab"])
            for one in parameters.values()
            if one.default is one.empty and one.kind is not one.VAR_KEYWORD
        }
        if "group" in parameters and self.model.groups:
            values["group"] = self.model.groups[0]
        return values


def consumed(result: Any) -> None:
    """Read a stream, as those who asked for it do."""
    if inspect.isgenerator(result):
        list(islice(result, 2))


def says(call: Callable[[], Any]) -> str | None:
    """What a call that is refused says; an error of Python's goes on."""
    try:
        consumed(call())
    except PantoumError as error:
        return str(error)
    return None


@pytest.fixture(params=KINDS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    model = pantoum.load(request.getfixturevalue(request.param))
    return Case(model, {"data": KINDS[request.param], "path": tmp_path / "saved", "word": "ab"})


def test_an_unknown_option_is_named_with_those_that_there_are(case: Case) -> None:
    names = {method.__name__ for method, _ in case.methods()}
    assert {"__call__", "evaluate", "save", "stream", "unlike_training"} <= names
    for method, given in case.methods():
        with pytest.raises(PantoumError, match="has no option 'bogus': it takes") as caught:
            method(**given, bogus=3)
        assert (caught.value.setting, caught.value.value) == ("bogus", 3)
        parameters = inspect.signature(method).parameters
        if "options" not in parameters:
            others = [one for one in parameters if one not in ("search", "drawing")]
            assert all(one in str(caught.value) for one in others if "sources" not in parameters)


def test_arguments_that_are_missing_or_too_many_are_named(case: Case) -> None:
    for method, given in case.methods():
        with pytest.raises(PantoumError, match="without a name, but 30 arguments have none"):
            method(*range(30))
        first = next((one for one in given if one != "group"), None)
        if first is not None:
            with pytest.raises(PantoumError, match=f"needs {first}, but got none: give it"):
                method()
            with pytest.raises(PantoumError, match=f"got {first} twice, once without its name"):
                method(given[first], **given)


@pytest.mark.usefixtures("unchecked_shapes")
def test_a_value_of_a_wrong_type_is_refused_or_read(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = []
    for method, given in case.methods():
        for name, parameter in inspect.signature(method).parameters.items():
            if parameter.kind is parameter.VAR_KEYWORD or name in SWITCHES:
                continue
            texts = NOT_FILES if name in ("path", "data", "train", "report") else ()
            for value in (*WRONG, *texts):
                said.append(says(partial(method, **given | {name: value})))
    refused = [one for one in said if one is not None]
    assert len(refused) > 0.7 * len(said)
    assert not [one for one in refused if "\n" in one or len(one) < 10]


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize(
    "option", ["beam", "prefix", "forbidden", "allowed", "required", "copy_unknown", "sampling"]
)
def test_a_wrong_option_of_a_search_is_refused(reverser: Path, option: str) -> None:
    model: Any = pantoum.load(reverser)
    call = model.sample if option == "sampling" else model
    for value in (5.5, object(), len, [5], [None]):
        with pytest.raises(PantoumError):
            call(["ab"], **{option: value})
        if option != "sampling":
            with pytest.raises(PantoumError):
                model.stream(["ab"], **{option: value})


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.evaluate([("a", "b")], seed=-1), "^seed must be a whole number of at least 0"),
        (lambda m: m.stream(5), "^a stream is of inputs, but got 5: give a list of strings"),
        (lambda m: m.stream(None), "^a stream is of inputs, but got None: give a list"),
        (lambda m: m.stream(["a"], 5), "^a stream is of features, but got 5: give a list"),
        (lambda m: m("ab", nbest=0), "^nbest must be a whole number of at least 1, but is 0$"),
        (lambda m: m.nbest(["ab"], count=0), "^count must be a whole number of at least 1"),
        (lambda m: m("ab", beem=2), r"has no option 'beem': did you mean beam\?$"),
        (lambda m: m("ab", grup="a"), r"did you mean group\?$"),
        (lambda m: m("ab", sample=True, unseen="a"), "did you mean unseen_group"),
        (lambda m: m.evaluate([("a", "b")], nbest=2), "^evaluate of an encoder-decoder has no"),
        (lambda m: m.evaluate([("a", "b")], group=["x"]), "^evaluate has one group for all inputs"),
        (lambda m: m.save(b"x"), "^path must be a path, as a string or a Path, but is b'x'$"),
        (lambda m: m.save("a\0"), r"^'a\\x00' cannot be the name of a file: give another name$"),
        (lambda m: m.unknown_symbols(["a"], targets=["a", "b"]), "^every input needs an output"),
    ],
)
def test_the_sentence_says_what_is_taken(
    reverser: Path, call: Callable[[Any], Any], message: str
) -> None:
    with pytest.raises(PantoumError, match=message):
        call(pantoum.load(reverser))


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: unchecked.load(), "^pantoum.load needs path, but got none: give it$"),
        (
            lambda: unchecked.load("a", devise="cpu"),
            "^pantoum.load has no option 'devise'",
        ),
        (lambda: unchecked.load(None), "^path must be a path"),
        (lambda: unchecked.load("a", task="tag"), "^task must be one of seq2seq, classifier"),
        (lambda: unchecked.info(b"x"), "^path must be a path"),
        (lambda: unchecked.ensemble(5), "^an ensemble is a list of at least one model directory"),
        (lambda: unchecked.ensemble([5]), "^paths must be a path"),
        (lambda: unchecked.compare("a", "b"), "^pantoum.compare needs data"),
        (lambda: unchecked.compare("a", "b", "c", seed="x"), "^seed must be a whole number"),
        (lambda: unchecked.compare("a", "b", "c", units="x"), "^units must be one of"),
        (
            lambda: unchecked.compare(5, "b", ["c"]),
            "^a must be a model, the path of one",
        ),
        (lambda: unchecked.train(), "^pantoum.train needs data"),
        (lambda: unchecked.train("a\0"), "cannot be the name of a file"),
        (lambda: unchecked.train("a", callback=5), "^callback must be a function"),
        (lambda: unchecked.train("a", output=5), "^output must be a path"),
        (lambda: unchecked.train("a", config="\0"), "cannot be the name of a file"),
        (lambda: unchecked.resume(5, "a"), "^path must be a path"),
    ],
)
def test_functions_refuse_as_models_do(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(PantoumError, match=message):
        call()
