"""Settings of training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pantoum.config.rules import setting


@dataclass(frozen=True)
class TrainingConfig:
    """How a model is trained.

    Args:
        epochs: passes over the training data; the learning rate decays to zero over all of them.
        batch_tokens: most padded symbols, input and output together, in one batch.
        learning_rate: highest learning rate of AdamW; by default 0.004, for a tagger 0.003, for a
            classifier 0.002, and half of these for a model that starts from a trained one.
        freeze: weights that training leaves as they are; embeddings: all embeddings and what is
            tied to them; encoder: all that reads the input, its embeddings too; none: nothing is
            left as it is.
        warmup_steps: steps over which the learning rate rises linearly from zero.
        weight_decay: AdamW's decoupled weight decay.
        max_grad_norm: largest norm of the gradient; larger ones are scaled down. 0: no limit.
        label_smoothing: share of the probability spread evenly over all symbols; by default 0.1 for
            an encoder-decoder, 0 for all others.
        ema_decay: the weights that are evaluated and kept are an exponential moving average over
            the steps, and this is the largest share of the old average that is kept at a step. 0:
            no average, the weights are those of the last step.
        average_last: checkpoint averaging: at the end, also try the mean of the weights of this
            many last evaluations. It is kept if its dev score is the best one.
        average_best: also try the mean of the weights of this many best evaluations.
        patience: stop after this many epochs without a better dev score; 0 never stops early.
        evaluate_every: steps between evaluations; 0: once an epoch, or several times in a very long
            one.
        device: where the model is trained; auto: on a GPU if there is one.
        precision: of the numbers: 32 bits, or 16 where it does little harm; tf32: as 32-true, but
            with factors of products cut to 19 bits, as NVIDIA's GPUs have it from Ampere on.
        threads: CPU threads; 0: chosen by the size of the work.
        tensorboard: also write TensorBoard event files under the output directory.
    """

    epochs: int | None = setting(None, minimum=1)
    batch_tokens: int | None = setting(None, minimum=1)
    learning_rate: float | None = setting(None, above=0)
    freeze: Literal["none", "embeddings", "encoder"] = "none"
    warmup_steps: int = setting(200, minimum=0)
    weight_decay: float = setting(0.01, minimum=0)
    max_grad_norm: float = setting(1.0, minimum=0)
    label_smoothing: float | None = setting(None, minimum=0, below=1)
    ema_decay: float = setting(0.999, minimum=0, below=1)
    # Of one there is no mean.
    average_last: int = setting(0, minimum=0, excluded=(1,))
    average_best: int = setting(0, minimum=0, excluded=(1,))
    patience: int | None = setting(None, minimum=0)
    evaluate_every: int = setting(0, minimum=0)
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    precision: Literal["32-true", "tf32", "bf16-mixed", "16-mixed"] = "32-true"
    threads: int = setting(0, minimum=0, maximum=1024)
    tensorboard: bool = False


@dataclass(frozen=True, kw_only=True)
class ResolvedTrainingConfig(TrainingConfig):
    """The settings of `TrainingConfig` with nothing left open."""

    epochs: int = field()
    batch_tokens: int = field()
    learning_rate: float = field()
    label_smoothing: float = field()
    patience: int = field()
