"""Settings of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TrainingConfig:
    """How a model is trained.

    Args:
        epochs: passes over the training data; the learning rate decays to zero over all of them.
        batch_tokens: most padded symbols, input and output together, in one batch.
        learning_rate: highest learning rate of AdamW; by default 0.004, for a tagger 0.003, for a
            classifier 0.002.
        warmup_steps: steps over which the learning rate rises linearly from zero.
        weight_decay: AdamW's decoupled weight decay.
        max_grad_norm: largest norm of the gradient; larger ones are scaled down. 0 never clips.
        label_smoothing: share of the probability spread evenly over all symbols; by default 0.1 for
            an encoder-decoder, 0 for all others.
        ema_decay: the weights that are evaluated and kept are an exponential moving average over
            the steps; the largest share of the old average that is kept at a step. 0 keeps the
            weights of the last step.
        average_last: checkpoint averaging: at the end, also try the mean of the weights of this
            many last evaluations. It is kept if its dev score is the best one.
        average_best: the same with this many best evaluations.
        patience: stop after this many epochs without a better dev score; 0 never stops early.
        evaluate_every: steps between evaluations; by default an epoch, or a part of a very long
            one.
        device: cpu, cuda, mps or auto.
        precision: 32-true, bf16-mixed or 16-mixed; tf32: as 32-true, but with factors of products
            cut to 19 bits, as NVIDIA's GPUs have it from Ampere on.
        threads: CPU threads; by default chosen by the size of the work.
        tensorboard: also write TensorBoard event files under the output directory.
    """

    epochs: int | None = None
    batch_tokens: int | None = None
    learning_rate: float | None = None
    warmup_steps: int = 200
    weight_decay: float = 0.01
    max_grad_norm: float = 1.0
    label_smoothing: float | None = None
    ema_decay: float = 0.999
    average_last: int = 0
    average_best: int = 0
    patience: int | None = None
    evaluate_every: int | None = None
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    precision: Literal["32-true", "tf32", "bf16-mixed", "16-mixed"] = "32-true"
    threads: int | None = None
    tensorboard: bool = False
