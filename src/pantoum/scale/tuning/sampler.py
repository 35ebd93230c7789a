"""The sampler of a study, whose choice depends on the trials before and on nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, TPESampler
from optuna.study import Study
from optuna.trial import FrozenTrial

RETRY_OF = "retry_of"


class SeededSampler(BaseSampler):
    """Tree-structured Parzen estimators (Optuna's `TPESampler`) with a seed of its own for each
    trial.

    Optuna's sampler draws its numbers one after the other, so that a study that is gone on with
    begins with the same ones again. Here the numbers of a trial come from the seed of the study and
    the number of the trial, without those that only repeat an interrupted one: a study that was
    stopped and gone on with is the study that was not, if its trials come one at a time.

    Source: Bergstra et al. (2011), Algorithms for hyper-parameter optimization, NeurIPS 24.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._of_trial: tuple[int, TPESampler] | None = None

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """As `TPESampler`."""
        return self._sampler(study, trial).infer_relative_search_space(study, trial)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """As `TPESampler`."""
        return self._sampler(study, trial).sample_relative(study, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """As `TPESampler`."""
        return self._sampler(study, trial).sample_independent(
            study, trial, param_name, param_distribution
        )

    def _sampler(self, study: Study, trial: FrozenTrial) -> TPESampler:
        if self._of_trial is None or self._of_trial[0] != trial.number:
            entropy = np.random.SeedSequence([self._seed, index_of(study, trial.number)])
            seed = int(entropy.generate_state(1)[0])
            self._of_trial = (trial.number, TPESampler(seed=seed))
        return self._of_trial[1]


def index_of(study: Study, number: int) -> int:
    """The place of a trial among those that do not only repeat an interrupted one, from 0; no other
    trial ever has it.

    Args:
        number: of the trial.
    """
    trials = study.get_trials(deepcopy=False)
    return number - sum(RETRY_OF in one.user_attrs for one in trials[:number])
