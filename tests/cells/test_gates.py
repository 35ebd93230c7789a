"""The gates of each cell against its equations, in numpy."""

from typing import Any

import numpy as np
import torch

from pantoum.cells import (
    GRUCell,
    GRUState,
    LayerNormLSTMCell,
    LSTMCell,
    LSTMState,
    PeepholeLSTMCell,
    RNNCell,
    RNNState,
)

INPUT = 3
HIDDEN = 2


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def cell_of(make: Any) -> tuple[Any, dict[str, np.ndarray]]:
    """A cell with random weights of double precision, and these as arrays."""
    cell = make(INPUT, HIDDEN).double()
    for parameter in cell.parameters():
        torch.nn.init.normal_(parameter)
    return cell, {name: part.detach().numpy() for name, part in cell.named_parameters()}


def read() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x<t>, a<t-1> and c<t-1> of two rows."""
    x, a, c = (torch.randn(2, size, dtype=torch.float64) for size in (INPUT, HIDDEN, HIDDEN))
    return x.numpy(), a.numpy(), c.numpy()


def sums_of(weights: dict[str, np.ndarray], x: np.ndarray, a: np.ndarray) -> list[np.ndarray]:
    """W [a; x] + b, block by block: Γ_u, Γ_f, c̃ and Γ_o."""
    sums = x @ weights["weight_ih"].T + a @ weights["weight_hh"].T
    return np.split(sums + weights["bias_ih"] + weights["bias_hh"], 4, axis=1)


def check(found: Any, expected: dict[str, np.ndarray]) -> None:
    assert list(found._fields) == list(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(found, name).detach().numpy(), values, rtol=1e-12)


def state_of(kind: Any, *parts: np.ndarray) -> Any:
    return kind(*(torch.from_numpy(part) for part in parts))


def test_lstm() -> None:
    cell, weights = cell_of(LSTMCell)
    x, a, c = read()
    update, forget, candidate, output = sums_of(weights, x, a)
    memory = sigmoid(update) * np.tanh(candidate) + sigmoid(forget) * c
    expected = {
        "update_gate": sigmoid(update),
        "forget_gate": sigmoid(forget),
        "output_gate": sigmoid(output),
        "candidate": np.tanh(candidate),
        "cell": memory,
        "hidden": sigmoid(output) * np.tanh(memory),
    }
    check(cell.gates(torch.from_numpy(x), state_of(LSTMState, a, c)), expected)


def test_lstm_with_peepholes() -> None:
    cell, weights = cell_of(PeepholeLSTMCell)
    x, a, c = read()
    update, forget, candidate, output = sums_of(weights, x, a)
    p_update, p_forget, p_output = np.split(weights["weight_peephole"], 3)
    update = sigmoid(update + p_update * c)
    forget = sigmoid(forget + p_forget * c)
    memory = update * np.tanh(candidate) + forget * c
    output = sigmoid(output + p_output * memory)
    expected = {
        "update_gate": update,
        "forget_gate": forget,
        "output_gate": output,
        "candidate": np.tanh(candidate),
        "cell": memory,
        "hidden": output * np.tanh(memory),
    }
    check(cell.gates(torch.from_numpy(x), state_of(LSTMState, a, c)), expected)


def test_lstm_with_layer_normalisation() -> None:
    cell, weights = cell_of(LayerNormLSTMCell)
    x, a, c = read()

    def normal(z: np.ndarray, name: str) -> np.ndarray:
        spread = np.sqrt(z.var(axis=1, keepdims=True) + 1e-5)
        scaled = (z - z.mean(axis=1, keepdims=True)) / spread * weights[f"{name}.weight"]
        return scaled + weights.get(f"{name}.bias", 0)

    from_hidden = normal(a @ weights["weight_hh"].T, "norm_hidden")
    from_input = normal(x @ weights["weight_ih"].T, "norm_input")
    sums = from_hidden + from_input + weights["bias"]
    update, forget, candidate, output = np.split(sums, 4, axis=1)
    memory = sigmoid(update) * np.tanh(candidate) + sigmoid(forget) * c
    expected = {
        "update_gate": sigmoid(update),
        "forget_gate": sigmoid(forget),
        "output_gate": sigmoid(output),
        "candidate": np.tanh(candidate),
        "cell": memory,
        "hidden": sigmoid(output) * np.tanh(normal(memory, "norm_cell")),
    }
    check(cell.gates(torch.from_numpy(x), state_of(LSTMState, a, c)), expected)


def test_gru_whose_update_gate_is_one_less_z() -> None:
    cell, weights = cell_of(GRUCell)
    x, a, _ = read()
    of_input = np.split(x @ weights["weight_ih"].T + weights["bias_ih"], 3, axis=1)
    of_state = np.split(a @ weights["weight_hh"].T + weights["bias_hh"], 3, axis=1)
    relevance = sigmoid(of_input[0] + of_state[0])
    update = sigmoid(-(of_input[1] + of_state[1]))  # the stored block is that of z
    candidate = np.tanh(of_input[2] + relevance * of_state[2])
    expected = {
        "relevance_gate": relevance,
        "update_gate": update,
        "candidate": candidate,
        "hidden": update * candidate + (1 - update) * a,
    }
    check(cell.gates(torch.from_numpy(x), state_of(GRUState, a)), expected)


def test_plain_cell() -> None:
    cell, weights = cell_of(RNNCell)
    x, a, _ = read()
    sums = x @ weights["weight_ih"].T + a @ weights["weight_hh"].T
    expected = {"hidden": np.tanh(sums + weights["bias_ih"] + weights["bias_hh"])}
    check(cell.gates(torch.from_numpy(x), state_of(RNNState, a)), expected)
