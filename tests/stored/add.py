"""Add the small models of today's format to the stored ones: `python -m tests.stored.add`."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.reversing import with_settings
from tests.stored.making import ANSWERS, FOLDER, MODELS, SHORTLIST_ANSWERS, answers_of

import pantoum
from pantoum.config import Config
from pantoum.inference.shortlist import learn_shortlist
from pantoum.model_dir import FORMAT, load_model, save_shortlist
from pantoum.tasks import prepare
from pantoum.training.run import train_model

# Of what a run writes: neither the state of training nor what is measured in seconds.
LEFT_OUT = shutil.ignore_patterns("checkpoints", "metrics.jsonl")


def main() -> None:
    target = FOLDER / f"format{FORMAT}"
    if target.exists():
        sys.exit(f"{target} is there already; stored models are never written again")
    with tempfile.TemporaryDirectory() as folder:
        for name in MODELS:
            _train(name, Path(folder))
            shutil.copytree(Path(folder) / name, target / name, ignore=LEFT_OUT)
            write_answers(target / name, ANSWERS, shortlist=False)
            if (target / name / "shortlist.safetensors").exists():
                write_answers(target / name, SHORTLIST_ANSWERS, shortlist=True)


def write_answers(folder: Path, file: str, *, shortlist: bool) -> None:
    answers = answers_of(folder.name, pantoum.load(folder, shortlist=shortlist))
    (folder / file).write_text(
        json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _train(name: str, folder: Path) -> None:
    """One model, and for the one with most kinds of files a shortlist, which else only large
    vocabularies have.
    """
    data = MODELS[name].write(folder)
    prepared = prepare([data], [data], with_settings(Config(), MODELS[name].settings))
    train_model(prepared, folder / name)
    if name == "additive_lstm":
        model = load_model(folder / name).model
        save_shortlist(
            folder / name, learn_shortlist(model, prepared.train.source, prepared.train.target)
        )


if __name__ == "__main__":
    main()
