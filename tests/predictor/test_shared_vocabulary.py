"""Models of an ensemble whose vocabularies hold the same symbols in other orders."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
import torch

from pantoum import PantoumError, Predictor
from pantoum.config import NO_DATA, Combine, Config, ModelConfig, resolve
from pantoum.data.features import FeatureTokenizer
from pantoum.data.source import SourceTokenizer
from pantoum.data.tokenizers import Tokenizer
from pantoum.model_dir import TrainedModel
from pantoum.models import Shortlist
from pantoum.predictor.seq2seq_ensemble import Trained, share_vocabulary
from pantoum.search.limit import OutputLimit
from pantoum.symbols import EOS
from pantoum.tasks import Seq2SeqTask

INPUTS = ["abc", "cabba", "", "bxa", "dcba"]
FEATURES = ["V;PL", "N", "PL", "V", "N;SG"]


def tokenizer(symbols: str, units: Any = "characters") -> Tokenizer:
    """One whose ids follow the order of the symbols."""
    state = json.loads(Tokenizer.train([" ".join(symbols)], units).to_json())
    vocabulary = state["tokenizer"]["model"]["vocab"]
    special = dict(sorted(vocabulary.items(), key=lambda entry: entry[1])[:4])
    state["tokenizer"]["model"]["vocab"] = special | {
        symbol: id for id, symbol in enumerate(symbols, start=4)
    }
    return Tokenizer.from_json(json.dumps(state))


def trained(source: str, target: str, features: list[str], seed: int, tied: bool = True) -> Trained:
    """An untrained model whose outputs are far from even, with a shortlist."""
    codec = SourceTokenizer(tokenizer(source), FeatureTokenizer(";", features))
    task = Seq2SeqTask(codec, tokenizer(target, "symbols"), OutputLimit(1, 3))
    model_config = ModelConfig(hidden=8, embedding=6, tie_embeddings=tied)
    config = resolve(Config(model=model_config), "seq2seq", NO_DATA)
    torch.manual_seed(seed)
    model = task.build(config).eval()
    for parameter in model.parameters():
        parameter.data += torch.randn_like(parameter) * 0.7
    table = torch.randint(
        EOS, task.target.size, (codec.size, 1), generator=torch.Generator().manual_seed(seed)
    )
    return TrainedModel(config, task, model, Shortlist(table, torch.tensor([5])))


def shuffled(one: Trained, seed: int, tied: bool = True) -> Trained:
    """The same model as if it had met its symbols in another order, put together row by row."""
    draw = random.Random(seed)
    letters = list("abcd")
    sounds = list("wxyz")
    features = ["V", "N", "PL", "SG"]
    for symbols in (letters, sounds, features):
        draw.shuffle(symbols)
    other = trained("".join(letters), "".join(sounds), features, seed + 1, tied)
    weights = {name: tensor.clone() for name, tensor in one.model.state_dict().items()}
    rows = [0, 1, 2, 3, *(4 + "abcd".index(letter) for letter in letters)]
    rows += [8 + ["V", "N", "PL", "SG"].index(feature) for feature in features]
    outs = [0, 1, 2, 3, *(4 + "wxyz".index(sound) for sound in sounds)]
    weights["encoder.embedding.weight"] = weights["encoder.embedding.weight"][rows]
    for name in ("decoder.embedding.weight", "decoder.output.weight", "decoder.output.bias"):
        weights[name] = weights[name][outs]
    other.model.load_state_dict(weights)
    assert one.shortlist is not None
    table = torch.tensor([[outs.index(int(id)) for id in one.shortlist.table[row]] for row in rows])
    return replace(other, shortlist=Shortlist(table, torch.tensor([outs.index(5)])))


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("combine", ["probability", "log_probability", "vote"])
@pytest.mark.parametrize("short", [True, False])
def test_the_order_of_symbols_makes_no_difference(
    tied: bool, combine: Combine, short: bool
) -> None:
    first, second = (trained("abcd", "wxyz", ["V", "N", "PL", "SG"], seed, tied) for seed in (1, 2))
    other = shuffled(second, 3, tied)
    assert other.task.target.to_json() != second.task.target.to_json()
    assert other.task.source.to_json() != second.task.source.to_json()
    models = [
        replace(one, shortlist=one.shortlist if short else None) for one in (first, second, other)
    ]
    expected = Predictor(models[:2], combine=combine).nbest(INPUTS, FEATURES, 3)
    found = Predictor(models[::2], combine=combine).nbest(INPUTS, FEATURES, 3)
    assert len({one.text for many in expected for one in many}) > 4
    for one, same in zip(chain(*expected), chain(*found), strict=True):
        assert (one.text, one.score) == (same.text, pytest.approx(same.score, abs=1e-5))
        assert one.attention is not None
        torch.testing.assert_close(
            torch.tensor(same.attention), torch.tensor(one.attention), atol=1e-5, rtol=1e-5
        )


def test_the_model_itself_stays_as_it_was() -> None:
    first = trained("abcd", "wxyz", ["V", "N", "PL", "SG"], 1)
    other = shuffled(first, 3)
    before = {name: tensor.clone() for name, tensor in other.model.state_dict().items()}
    share_vocabulary([first, other])
    assert all(
        torch.equal(tensor, before[name]) for name, tensor in other.model.state_dict().items()
    )


def test_other_inputs_are_read_by_their_own_symbols() -> None:
    first = trained("abcd", "wxyz", ["V", "N", "PL", "SG"], 1)
    other = trained("bcde", "zyxw", ["V", "N", "PL", "SG"], 2)
    (_, reindexed) = share_vocabulary([first, other])
    assert reindexed.task.source is other.task.source
    assert reindexed.task.target is first.task.target


@pytest.mark.parametrize(("source", "target"), [("abcd", "wxy"), ("abcd", "wxyv")])
def test_other_outputs_are_refused(source: str, target: str) -> None:
    first = trained("abcd", "wxyz", ["V", "N", "PL", "SG"], 1)
    other = replace(trained(source, target, ["V", "N", "PL", "SG"], 2), folder="models/other")
    with pytest.raises(
        PantoumError, match=r"those of models/other are not those of the first.* the same --dev"
    ):
        Predictor([first, other])


def test_byte_pairs_must_have_the_same_merges() -> None:
    texts = ["low lower lowest"] * 5
    one = Tokenizer.train(texts, "bpe", size=270)
    two = Tokenizer.train(["newer wider"] * 5, "bpe", size=270)
    assert one.id_map(Tokenizer.from_json(one.to_json())) == list(range(one.size))
    assert one.id_map(two) is None
    assert one.id_map(Tokenizer.train(texts, "words")) is None
