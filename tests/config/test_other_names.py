"""Names of other tools, and names written a little wrong."""

from pantoum.cli.train_arguments import FLAGS
from pantoum.config.other_names import _CALLED, hint, meant
from pantoum.config.settings import Config, by_name

SETTINGS = tuple(by_name(Config()))


def test_a_name_of_another_tool_is_one_of_ours() -> None:
    pairs = {
        "lr": "training.learning_rate",
        "LR": "training.learning_rate",
        "num-epochs": "training.epochs",
        "rnn_type": "model.cell",
        "model.rnn_type": "model.cell",
        "clip": "training.max_grad_norm",
        "beam_size": "search.beam",
        "random_state": "seed",
        "training.hidden": "model.hidden",
    }
    assert {name: meant(name, SETTINGS) for name in pairs} == pairs
    assert meant("zzzz", SETTINGS) is None
    assert meant("report", SETTINGS) is None  # and not model.dropout
    assert meant("hlep", ["help", "seed"]) == "help"


def test_every_name_that_is_listed_is_known_somewhere() -> None:
    last_names = {name.rpartition(".")[2] for name in FLAGS}
    elsewhere = {"nbest", "start", "progress", "callback", "top_k", "top_p", "count", "length"}
    elsewhere |= {"workers", "copy_unknown", "json"}
    assert set(_CALLED) - last_names == elsewhere
    theirs = [name for names in _CALLED.values() for name in names.split()]
    assert not set(theirs) & last_names


def test_what_is_counted_otherwise_is_said() -> None:
    assert hint("max_steps", SETTINGS, "--") == (
        "did you mean --training.epochs? (it counts passes over the training data)"
    )
    assert hint("max_tokens", SETTINGS) == "did you mean training.batch_tokens?"
    assert hint("zzzz", SETTINGS, otherwise="look") == "look"
