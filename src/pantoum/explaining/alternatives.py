"""What else could have come at each place of an output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from jaxtyping import Float
from torch import Tensor

from pantoum.data import Tokenizer
from pantoum.data.lines import trimmed
from pantoum.explaining.numbers import rounded
from pantoum.symbols import BOS, EOS, NEG_INF, PAD, UNK


class Likely(NamedTuple):
    """A symbol and its probability."""

    id: int
    probability: float


def likeliest(
    log_probabilities: Float[Tensor, "places vocabulary"], count: int
) -> list[list[Likely]]:
    """The likeliest symbols at each place, likeliest first; fewer where fewer are possible.

    What no output can hold is not among them: <pad>, <s> and the unknown symbol.
    """
    possible = log_probabilities.float().clone()
    possible[:, [PAD, UNK, BOS]] = NEG_INF
    best, ids = possible.topk(min(count, possible.shape[1]), dim=1)
    shares = rounded(best.exp().cpu(), 4)
    kept = (best > NEG_INF).sum(dim=1).tolist()
    return [
        [Likely(*one) for one in zip(of_place[:most], probabilities, strict=False)]
        for of_place, probabilities, most in zip(ids.tolist(), shares, kept, strict=True)
    ]


def alternatives(
    log_probabilities: Float[Tensor, "symbols vocabulary"],
    output: Sequence[int],
    target: Tokenizer,
    count: int,
) -> list[list[dict[str, Any]]]:
    """For each symbol of an output the likeliest ones there, likeliest first, and the symbol itself
    behind them where it is not among them, as one that was forced may be.

    Args:
        log_probabilities: of what comes at each place of the output.
        output: its symbols, </s> among them if it ended by itself.
        count: how many for each place.
    Returns: for each its token, its probability, and the text of the prefix that makes an output
        begin so; None for </s>, and where no text is read as these symbols.
    """
    each = likeliest(log_probabilities, count)
    for place, (some, id) in enumerate(zip(each, output, strict=True)):
        if some and id != UNK and id not in [one.id for one in some]:
            (share,) = rounded(log_probabilities[place, id].float().exp()[None].cpu(), 4)
            some.append(Likely(id, share))
    beginnings = [[*output[:place], one.id] for place, some in enumerate(each) for one in some]
    prefixes = iter(prefixes_of(target, beginnings))
    return [
        [
            {
                "token": target.token(one.id),
                "probability": one.probability,
                "prefix": next(prefixes),
            }
            for one in some
        ]
        for some in each
    ]


def prefixes_of(target: Tokenizer, beginnings: Sequence[Sequence[int]]) -> list[str | None]:
    """For each beginning the text that forces an output to begin so, if there is one: None for an
    empty beginning and for one that ends with </s>.
    """
    texts = [target.decode(ids) for ids in beginnings]
    read = target.encode_all([trimmed(text) for text in texts])
    return [
        text if ids and ids[-1] != EOS and _forces(target, ids, text, again) else None
        for ids, text, again in zip(beginnings, texts, read, strict=True)
    ]


def _forces(target: Tokenizer, ids: Sequence[int], text: str, read: Sequence[int]) -> bool:
    """Whether a prefix, which is read as these ids, makes an output begin with its text.

    It does not if it ends with a space, or in the middle of a character that byte pairs spell: both
    are lost when it is read.
    """
    if read == ids:
        return True
    return UNK not in read and "\ufffd" not in text and target.decode(read) == text
