"""A tagger, or several that tag together, as one graph that gives the best tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.exporting.layers import with_traced_layers
from pantoum.exporting.trace import trace
from pantoum.exporting.viterbi import best_path
from pantoum.models import Tagger, TaggerEnsemble, TagScorer, WordEncoder
from pantoum.symbols import NEG_INF

# Sizes of the example that is traced: different ones, so that none is taken for another.
LENGTHS = (7, 5, 6, 3, 2)
CHARACTERS = (4, 3, 2, 9, 1, 2)
FORMS = len(CHARACTERS)
AFFIXES = 8


def tagger_graph(
    models: Sequence[Tagger],
    heads: Sequence[Sequence[int]] | None = None,
    orders: Sequence[Sequence[Sequence[int]]] | None = None,
    *,
    same_words: bool = False,
) -> onnx.ModelProto:
    """The graph of a tagger, or of an ensemble.

    Inputs, all whole numbers: ``positions`` [batch, time], for each word which of the forms it is,
    and ``lengths`` [batch]; then of each form what `pantoum.models.WordEncoder` reads, as far as
    the model reads it: ``words``, ``shapes`` and ``vectors`` [forms], ``characters`` [forms,
    characters] and ``character_lengths`` [forms], ``affixes`` [forms, affixes]. An ensemble whose
    members have vocabularies of their own reads the forms once for each member, for the second as
    ``words_2`` and so on. There is at least one form, one word and one character; a row or a form
    may be empty.

    Outputs for each kind of tags, k from 0: ``tags_k`` [batch, time], the best sequence as
    `pantoum.search.viterbi.viterbi` finds it, 0 on padding; ``log_probability_k`` [batch], of that
    sequence, in nats: 0 for an empty row, -inf where no sequence of the row's length is allowed;
    ``probabilities_k`` [batch, time, tags], softmax or marginals, 0 on padding.

    Args:
        models: one or several; they are not changed.
        heads, orders: of several models, as `pantoum.models.TaggerEnsemble` takes them; None: all
            have the same kinds of tags, and these the same order.
        same_words: whether all members have the same vocabularies, and so read the same inputs.
    """
    members: list[Any] = [with_traced_layers(model) for model in models]
    shared = same_words or len(members) == 1
    reads = [_form_inputs(member.words) for member in members]
    if shared:
        reads = [{name: example for read in reads for name, example in read.items()}]
    inputs = {
        "positions": torch.arange(len(LENGTHS) * LENGTHS[0]).reshape(len(LENGTHS), -1) % FORMS,
        "lengths": torch.tensor(LENGTHS),
    }
    axes: dict[str, Sequence[str | None]] = {"positions": ["batch", "time"], "lengths": ["batch"]}
    for place, read in enumerate(reads):
        suffix = f"_{place + 1}" if place else ""
        for name, example in read.items():
            inputs[name + suffix] = example
            axes[name + suffix] = ["forms", name + suffix] if example.dim() == 2 else ["forms"]
    scorer = members[0] if len(members) == 1 else _ensemble(members, heads, orders)
    module = _Tagging(scorer, members, [list(read) for read in reads])
    outputs = [
        f"{name}_{kind}"
        for kind in range(len(module.heads))
        for name in ("tags", "log_probability", "probabilities")
    ]
    return trace(module, inputs, axes, outputs)


class _Tagging(nn.Module):
    """From words to the best tags, as a function of tensors; see `tagger_graph`.

    Args:
        model: the tagger or the ensemble.
        members: its taggers.
        names: what each member reads of the forms, or, once, what all read.
    """

    def __init__(
        self, model: Any, members: Sequence[Tagger], names: Sequence[Sequence[str]]
    ) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.heads: list[TagScorer] = model.tag_heads()
        # An ensemble is no module, and its chains of scores are not the members' own.
        crfs = [getattr(head, "crf", None) for head in self.heads]
        self.crfs = nn.ModuleList(crf for crf in crfs if crf is not None)
        self.requires_grad_(False)
        self.call = model if len(members) > 1 else lambda read: model(*read)
        self.names = names

    def forward(self, positions: Tensor, lengths: Tensor, *forms: Tensor) -> tuple[Tensor, ...]:
        remaining = iter(forms)
        read = [
            _words_read(positions, lengths, {name: next(remaining) for name in names})
            for names in self.names
        ]
        states = self.call(*(read if len(read) > 1 else read * len(self.members)))
        return tuple(part for head in self.heads for part in _tagged(head, states, lengths))


def _ensemble(
    members: Sequence[Tagger],
    heads: Sequence[Sequence[int]] | None,
    orders: Sequence[Sequence[Sequence[int]]] | None,
) -> TaggerEnsemble:
    kinds = members[0].tag_heads()
    if heads is None:
        heads = [list(range(len(kinds)))] * len(members)
    if orders is None:
        orders = [[list(range(head.tags)) for head in kinds]] * len(members)
    return TaggerEnsemble(members, heads, orders)


def _form_inputs(words: WordEncoder) -> dict[str, Tensor]:
    """What the encoder reads of the forms, by name, with examples."""

    def some(ids: int) -> Tensor:
        return torch.arange(FORMS) % ids

    inputs = {"words": some(words.words.num_embeddings)}
    if words.characters is not None:
        inputs["characters"] = torch.ones(FORMS, max(CHARACTERS), dtype=torch.long)
        inputs["character_lengths"] = torch.tensor(CHARACTERS)
    if words.shapes is not None:
        inputs["shapes"] = some(words.shapes.num_embeddings)
    if words.affixes is not None:
        inputs["affixes"] = some(words.affixes.num_embeddings)[:, None].repeat(1, AFFIXES)
    if words.vectors is not None:
        inputs["vectors"] = some(len(words.vectors.table))
    return inputs


def _words_read(positions: Tensor, lengths: Tensor, forms: dict[str, Tensor]) -> tuple[Any, ...]:
    """The arguments of `WordEncoder.forward`, None for what is not read."""
    characters = None
    if "characters" in forms:
        characters = (forms["characters"], forms["character_lengths"])
    others = (forms.get(name) for name in ("shapes", "affixes", "vectors"))
    return (positions, lengths, forms["words"], characters, *others)


def _tagged(head: TagScorer, states: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The best tags, their log-probability and the probabilities of all tags."""
    emissions = head.emissions(states)
    real = length_mask(lengths, emissions.shape[1])
    if head.independent:
        best, tags = emissions.max(dim=-1)
        score = torch.where(real, best, 0.0).double().sum(dim=1)
    else:
        tags, score = best_path(emissions, lengths, *head.chain())
    # Both grow with the row, and rounding could take their difference above 0.
    above = (score - head.log_partition(states, lengths).double()).clamp(max=0)
    log_probability = torch.where(score == NEG_INF, NEG_INF, above).float()
    return tags * real, log_probability, head.probabilities(states, lengths)
