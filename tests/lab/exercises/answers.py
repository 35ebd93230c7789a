"""Answers to all exercises, right and wrong ones, written as a student writes them."""

from __future__ import annotations

RIGHT = {
    "lstm-1": """
import torch

def lstm_step(x, a, c, weights):
    both = torch.cat([a, x], dim=1)
    update, forget, output = (
        torch.sigmoid(both @ weights[f"W_{gate}"].T + weights[f"b_{gate}"]) for gate in "ufo"
    )
    candidate = torch.tanh(both @ weights["W_c"].T + weights["b_c"])
    c = update * candidate + forget * c
    return output * torch.tanh(c), c
""",
    "lstm-2": """
def lstm_parameters(input_size, hidden_size):
    return 4 * hidden_size * (input_size + hidden_size + 2)
""",
    "lstm-3": """
import torch

def latch_weights():
    weights = {f"W_{gate}": torch.zeros(1, 3) for gate in "ufco"}
    weights |= {f"b_{gate}": torch.zeros(1) for gate in "ufco"}
    weights["W_u"][0, 2] = 40
    weights["b_u"][0] = -20
    weights["W_f"][0, 2] = -40
    weights["b_f"][0] = 20
    weights["W_c"][0, 1] = 1
    return weights
""",
    "gru-1": """
import torch

def gru_step(x, a, weights):
    both = torch.cat([a, x], dim=1)
    relevance = torch.sigmoid(both @ weights["W_r"].T + weights["b_r"])
    update = torch.sigmoid(both @ weights["W_u"].T + weights["b_u"])
    of_state = a @ weights["W_ca"].T + weights["b_ca"]
    candidate = torch.tanh(x @ weights["W_cx"].T + weights["b_cx"] + relevance * of_state)
    return update * candidate + (1 - update) * a
""",
    "gru-2": """
import math

def update_bias(steps):
    update = 1 - 0.5 ** (1 / steps)
    return math.log(update / (1 - update))
""",
    "gru-3": """
import torch

def torch_weights(weights):
    hidden = len(weights["b_r"])
    of_state = [weights["W_r"][:, :hidden], -weights["W_u"][:, :hidden], weights["W_ca"]]
    of_input = [weights["W_r"][:, hidden:], -weights["W_u"][:, hidden:], weights["W_cx"]]
    # Where a bias of r or z stands does not matter.
    bias_hh = torch.cat([weights["b_r"], -weights["b_u"], weights["b_ca"]])
    bias_ih = torch.cat([torch.zeros(2 * hidden), weights["b_cx"]])
    return torch.cat(of_input), torch.cat(of_state), bias_ih, bias_hh
""",
    "gradients-1": """
def jacobian(W_aa, a):
    return (1 - a ** 2)[:, None] * W_aa
""",
    "gradients-2": """
import math

def steps_to_fade(w, share):
    return math.floor(math.log(share) / math.log(abs(w))) + 1
""",
    "gradients-3": """
import torch

def clip(gradients, limit):
    norm = torch.sqrt(sum((one ** 2).sum() for one in gradients))
    return [one * min(1, limit / norm) for one in gradients]
""",
    "bidirectional-1": """
def flip_rows(x, lengths):
    y = x.clone()
    for row, length in enumerate(lengths):
        y[row, :length] = x[row, :length].flip(0)
    return y
""",
    "bidirectional-2": """
import torch

def read_both_ways(x, forward_step, backward_step, first):
    ahead, back = [], []
    a = first
    for t in range(len(x)):
        a = forward_step(x[t], a)
        ahead.append(a)
    a = first
    for t in reversed(range(len(x))):
        a = backward_step(x[t], a)
        back.insert(0, a)
    return torch.cat([torch.stack(ahead), torch.stack(back)], dim=1)
""",
    "bidirectional-3": """
def who_can_tell(first, second, place):
    readers = set()
    if first[: place + 1] != second[: place + 1]:
        readers |= {"forward", "both"}
    if first[place:] != second[place:]:
        readers |= {"backward", "both"}
    return readers
""",
    "deep-1": """
def deep(x, layers, residual):
    for number, layer in enumerate(layers):
        y = layer(x)
        x = x + y if residual and number else y
    return x
""",
    "deep-2": """
def size(input_size, hidden, layers):
    reads = [input_size] + [hidden] * (layers - 1)
    return sum(4 * hidden * (below + hidden + 2) for below in reads)

def equal_hidden(input_size, hidden_size, layers):
    hidden = hidden_size
    while size(input_size, hidden, layers) > size(input_size, hidden_size, 1):
        hidden -= 1
    return hidden
""",
    "deep-3": """
def path_length(lag, layers, residual):
    return lag + (1 if residual else layers)
""",
    "encoder_decoder-1": """
def reads_and_writes(symbols):
    return ["<s>"] + symbols, symbols + ["</s>"]
""",
    "encoder_decoder-2": """
import torch

def bridge(a_F, c_F, a_B, c_B, W, b):
    v = torch.cat([a_F, c_F, a_B, c_B], dim=1)
    s, m = (v @ W.T + b).chunk(2, dim=1)
    return torch.tanh(s), m
""",
    "encoder_decoder-3": """
def largest_length(numbers, levels, alphabet):
    states, length = levels ** numbers, 0
    while states >= alphabet:
        states //= alphabet
        length += 1
    return length
""",
    "sequence_to_sequence-1": """
def greedy(step, end, limit):
    symbols = []
    while len(symbols) < limit:
        best = step(symbols).argmax().item()
        if best == end:
            break
        symbols.append(best)
    return symbols
""",
    "sequence_to_sequence-2": """
def garden_path():
    return [0.6, 0.4], [[0.5, 0.5], [1.0, 0.0]]
""",
    "sequence_to_sequence-3": """
def lags(length, reverse):
    return [2 * t + 1 if reverse else length for t in range(length)]
""",
    "attention-1": """
import torch

def attend(s, annotations, W, U, v):
    energies = torch.tanh(W @ s + annotations @ U.T) @ v
    weights = torch.softmax(energies, dim=0)
    return weights @ annotations, weights
""",
    "attention-2": """
import torch

def masked_softmax(energies, lengths):
    real = torch.arange(energies.shape[1]) < torch.tensor(lengths)[:, None]
    return torch.softmax(energies.masked_fill(~real, float("-inf")), dim=1)
""",
    "attention-3": """
import torch

def pick(annotations, place):
    wanted = torch.zeros(len(annotations))
    wanted[place] = 20
    return torch.linalg.pinv(annotations) @ wanted
""",
}

# For each exercise: in its right answer the first text is replaced by the second, and the verdict
# then has the third in it.
WRONG = {
    "lstm-1": [
        ('for gate in "ufo"', 'for gate in "fuo"', "Γ_u and Γ_f are exchanged"),
        ("output * torch.tanh(c), c", "output * c, c", "without tanh"),
        ("torch.tanh(both", "(both", "a[0, 0] is "),
        ("return output * torch.tanh(c), c", "return c", "the 2 values (a, c) are expected"),
    ],
    "lstm-2": [
        ("+ 2)", "+ 1)", "with one bias"),
        ("+ 2)", ")", "without the biases"),
        ("4 *", "3 *", "the number is 150, and 200 is expected"),
    ],
    "lstm-3": [
        ('weights["b_f"][0] = 20', 'weights["b_f"][0] = 1', "c after step "),
        ('weights["W_u"][0, 2] = 40', 'del weights["W_u"]', "must be a dict of W_u"),
        ("return weights", "return weights | {'W_c': [1.0]}", "W_c has the shape [1], and [1, 3]"),
    ],
    "gru-1": [
        ("update * candidate + (1 - update) * a", "update * a + (1 - update) * candidate", "old"),
        ("a @ weights", "(relevance * a) @ weights", "a[0, 0] is "),
    ],
    "gru-2": [
        ("update / (1 - update)", "(1 - update) / update", "with the other sign it is right"),
        ("0.5 **", "0.6 **", "and 1 is expected"),
    ],
    "gru-3": [
        ('-weights["W_u"][:, hidden:]', 'weights["W_u"][:, hidden:]', "torch.nn.GRUCell with them"),
        ("torch.cat(of_input), torch", "torch.cat(of_input).T, torch", "weight_ih is "),
    ],
    "gradients-1": [
        ("[:, None] * W_aa", " * W_aa", "1 − a² belongs to the rows"),
        ("(1 - a ** 2)[:, None] * W_aa", "W_aa", "without the slope of tanh"),
        ("(1 - a ** 2)[:, None] * W_aa", "((1 - a ** 2)[:, None] * W_aa).T", "its transpose"),
    ],
    "gradients-2": [(" + 1", "", "the number of steps is 3, and 4 is expected")],
    "gradients-3": [
        ("min(1, limit / norm)", "limit / norm", "small gradients are scaled up"),
        (
            "limit / norm) for one",
            "limit / one.norm()) for one",
            "each tensor is clipped by its own norm",
        ),
    ],
    "bidirectional-1": [("x[row, :length].flip(0)", "x[row, :length]", "y[0, 0, 0] is ")],
    "bidirectional-2": [
        ("back.insert(0, a)", "back.append(a)", "in which they were read"),
        ("    a = first\n    for t in rev", "    for t in rev", "y[0, 3] is "),
    ],
    "bidirectional-3": [
        ('|= {"backward", "both"}', '|= {"backward"}', "{'backward'}, and {'backward', 'both'} is"),
        ('|= {"forward", "both"}', "|= {1.5}", "1.5}, and {"),
    ],
    "deep-1": [
        (" and number", "", "the first layer is residual as well"),
        ("x + y if residual and number else y", "y", "without residual connections"),
    ],
    "deep-2": [
        ("[input_size] + [hidden] * (layers - 1)", "[input_size] * layers", "reads input_size"),
    ],
    "deep-3": [
        ("(1 if residual else layers)", "layers", "across one no cell is passed"),
        ("lag + (1 if residual else layers)", "lag * layers", "the shortest way goes back in one"),
    ],
    "encoder_decoder-1": [
        (
            'return ["<s>"] + symbols, symbols',
            "return symbols, symbols",
            "reads is a list of 4 values",
        ),
    ],
    "encoder_decoder-2": [
        ("torch.tanh(s), m", "torch.tanh(s), torch.tanh(m)", "m⟨0⟩ has a tanh as well"),
        ("[a_F, c_F, a_B, c_B]", "[a_F, a_B, c_F, c_B]", "v is [a_F; a_B; c_F; c_B]"),
    ],
    "encoder_decoder-3": [("states >= alphabet", "states > alphabet", "is 0, and 1 is expected")],
    "sequence_to_sequence-1": [
        ("    return symbols", "    return symbols + [end]", "symbols is a list of 3 values"),
        ("argmax()", "argmin()", "symbols is a list of 0 values"),
    ],
    "sequence_to_sequence-2": [
        ("[1.0, 0.0]", "[0.5, 0.5]", "no output is likelier than that"),
        ("[0.6, 0.4]", "[0.6, 0.6]", "probabilities that add up to 1"),
    ],
    "sequence_to_sequence-3": [("2 * t + 1 if reverse else length", "length", "x⟨1⟩ is read last")],
    "attention-1": [
        (
            "torch.tanh(W @ s + annotations @ U.T)",
            "(W @ s + annotations @ U.T)",
            "without the tanh",
        ),
        (
            "return weights @ annotations, weights",
            "return weights, weights @ annotations",
            "the context comes first",
        ),
    ],
    "attention-2": [
        ('.masked_fill(~real, float("-inf"))', " * real", "an energy of 0 still has a weight"),
        ('.masked_fill(~real, float("-inf"))', "", "without regard to the lengths"),
        (
            'torch.softmax(energies.masked_fill(~real, float("-inf")), dim=1)',
            "torch.softmax(energies, dim=1) * real",
            "does not add up to 1",
        ),
    ],
    "attention-3": [("= 20", "= 1", "and at least 0.99 is expected")],
}
