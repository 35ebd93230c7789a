"""How good a language model is, by hand; and that one learns a regular language."""

import math
from pathlib import Path

import pytest
import torch
from tests.reversing import metrics_of, resolved
from tests.writing import BEST_PERPLEXITY, WORD, texts

import pantoum
from pantoum.data import FlatSequences
from pantoum.model_dir import load_model
from pantoum.symbols import EOS, UNK
from pantoum.tasks.language_model import score_texts


def test_scores_by_hand(writer: Path) -> None:
    trained = load_model(writer)
    lines = ["abab", "b", "ab c", "e\u0301a"]
    corpus = trained.task.encode(lines)
    nll = 0.0
    symbols = 0
    for line in lines:
        told = [*trained.task.tokenizer.encode(line), EOS]
        logits = trained.model(torch.tensor([[EOS, *told[:-1]]]), torch.tensor([len(told)]))[0][0]
        for place, id in enumerate(told):
            values = logits[place].tolist()
            nll -= values[id] - math.log(sum(math.exp(value) for value in values))
            symbols += 1
    scores, sample, _ = trained.task.evaluate(
        trained.model, corpus, lines, torch.device("cpu"), turn=3
    )
    # é is one character; a space is one; each line ends.
    assert symbols == 4 + 1 + 4 + 2 + 4
    assert scores["perplexity"] == pytest.approx(math.exp(nll / symbols), rel=1e-5)
    assert scores["bits_per_character"] == pytest.approx(nll / math.log(2) / symbols, rel=1e-5)
    assert scores["unknown"] == pytest.approx(100 * 3 / symbols)
    assert scores["examples"] == 4
    assert (sample.source, sample.target) == ("", None)


def test_bits_are_those_of_characters_whatever_the_units() -> None:
    lines = ["the cat", "a"]
    ids = FlatSequences.of([[5, UNK, EOS], [6, EOS]])
    found = [-torch.tensor([1.0, 2.0, 3.0]).numpy(), -torch.tensor([4.0, 5.0]).numpy()]
    scores = score_texts(lines, ids, found, "NFC")
    assert scores["perplexity"] == pytest.approx(math.exp(15 / 5))
    assert scores["bits_per_character"] == pytest.approx(15 / math.log(2) / (7 + 1 + 2))
    assert scores["unknown"] == 20


def test_a_model_that_is_sure_and_wrong_has_a_perplexity_that_is_a_number() -> None:
    found = [-torch.tensor([1e6]).numpy()]
    assert math.isfinite(score_texts(["a"], FlatSequences.of([[EOS]]), found, "NFC")["perplexity"])


def test_a_regular_language_is_learned(writer: Path) -> None:
    records = metrics_of(writer)
    assert records[0]["dev"]["perplexity"] > 2
    assert BEST_PERPLEXITY * 0.97 < records[-1]["dev"]["perplexity"] < BEST_PERPLEXITY * 1.05
    written = pantoum.load(writer, task="language_model").generate(200)
    inside = [one for one in written if WORD.fullmatch(one.text)]
    assert len(inside) >= 190
    assert 70 < sum(one.text == "ab" for one in inside) < 130


def test_a_batch_keeps_to_its_budget(writer: Path) -> None:
    trained = load_model(writer)
    rows = trained.task.encode(texts())
    for budget, steps, width, streams in (
        (48, 12, 12, 4),
        (5, 12, 5, 1),
        (50, 12, 12, 4),
        (1, 12, 1, 1),
    ):
        changes = {"training.batch_tokens": budget, "language_model.steps": steps}
        chunks = trained.task.batches(rows, resolved(trained.config, changes), 0)
        assert max(chunk.target.shape[1] for chunk in chunks) == width
        assert {len(chunk.lengths) for chunk in chunks} == {streams}
        batch = trained.task.collate(rows, chunks[0])
        assert batch.symbols == chunks[0].lengths.sum()
        assert trained.model.loss(*batch.inputs).symbols == batch.symbols


def test_the_lower_perplexity_is_better(writer: Path) -> None:
    key = load_model(writer).task.selection_key
    assert key({"perplexity": 2.0}) < key({"perplexity": 3.0})


def test_the_card_says_what_it_is(writer: Path) -> None:
    card = (writer / "README.md").read_text(encoding="utf-8")
    assert "a language model." in card
    for line in (
        "| text | characters (2 known) |",
        "| network | 1 uni-directional LSTM layer of 8 |",
    ):
        assert line in card
    assert f"print(model({texts()[0]!r}).perplexity, model.generate()[0].text)" in card
