"""From a decoder to a frozen one."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pantoum.models.decoder import Decoder
from pantoum.models.frozen.cells import frozen_cell
from pantoum.models.frozen.decoder import FrozenDecoder, Layer, OutputLayer, Parts
from pantoum.models.frozen.looks import Looks, query_weight
from pantoum.models.frozen.product import Make, Product8, Product32
from pantoum.models.frozen.symbols import Symbols


@torch.no_grad()
def freeze_decoder(decoder: Decoder, *, int8: bool) -> FrozenDecoder:
    """The frozen decoder with the weights of this moment.

    Args:
        int8: keep weights in 8 bits.
    Raises: PantoumError for weights of 8 bits on a machine that cannot multiply with them.
    """
    make: Make = Product8 if int8 else Product32
    cell, weights = frozen_cell(decoder.cells[0]), decoder.cells[0].weights()  # type: ignore[operator]
    size, embedding = int(decoder.cells[-1].hidden_size), decoder.embedding.embedding_dim  # type: ignore[arg-type]
    weight, bias = decoder.output.weight.detach(), decoder.output.bias.detach()
    symbol, fed = cell.doubled(weights.weight_ih).tensor_split([embedding], dim=1)
    # The readout is a tanh: its rows are doubled as those of cells are.
    whole = 2 * decoder.readout.weight
    hidden, context, read = whole.tensor_split([size, whole.shape[1] - embedding], dim=1)
    feeds_context = decoder.input_feeding and decoder.query_previous
    brought = torch.cat([fed, context]) if feeds_context else context
    asks_with_first = (
        decoder.query_previous and len(decoder.cells) == 1 and _query(decoder) is not None
    )
    return FrozenDecoder(
        Parts(
            bridge=decoder.bridge,
            symbols=Symbols(
                decoder.embedding.weight.detach(),
                torch.cat([symbol, read]),
                torch.cat([cell.doubled(weights.bias_ih), 2 * decoder.readout.bias]),
            ),
            gates=len(symbol),
            layers=tuple(
                _layer(decoder, index, make, asks_too=asks_with_first)
                for index in range(len(decoder.cells))
            ),
            residual=decoder.residual,
            looks=_looks(decoder, brought, make),
            looks_first=decoder.query_previous,
            feeds_context=feeds_context,
            asks_with_first=asks_with_first,
            feed=make(fed) if decoder.input_feeding and not decoder.query_previous else None,
            readout=make(hidden),
            readout_size=decoder.readout.out_features,
            output=OutputLayer(weight, bias, make(weight, bias), make),
        )
    )


def _query(decoder: Decoder) -> Tensor | None:
    return None if decoder.attention is None else query_weight(decoder.attention)


def _layer(decoder: Decoder, index: int, make: Make, *, asks_too: bool) -> Layer:
    """One layer; the product with the first's state may have the query's behind it."""
    cell: Any = decoder.cells[index]
    frozen, weights = frozen_cell(cell), cell.weights()
    recurrent, bias = frozen.doubled(weights.weight_hh), frozen.doubled(weights.bias_hh)
    query = _query(decoder)
    if asks_too and query is not None:
        recurrent, bias = (
            torch.cat([recurrent, query]),
            torch.cat([bias, bias.new_zeros(len(query))]),
        )
    if index == 0:
        return Layer(frozen, None, make(recurrent, bias))
    inputs = make(frozen.doubled(weights.weight_ih), frozen.doubled(weights.bias_ih))
    return Layer(frozen, inputs, make(recurrent, bias))


def _looks(decoder: Decoder, context: Tensor, make: Make) -> Looks | None:
    if decoder.attention is None:
        return None
    query, shared = _query(decoder), Product32(context)
    own = shared if make is Product32 else make(context)
    return Looks(decoder.attention, None if query is None else make(query), own, shared)
