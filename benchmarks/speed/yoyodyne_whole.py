"""A whole training run of Yoyodyne's attentive LSTM; runs in a virtual environment that has it.

python yoyodyne_whole.py g2p DATA THREADS TEST EPOCHS SEED prints {"seconds": ...,
"word_error_rate": ...} of the test file: the seconds of its trainer with evaluation on the dev set
after each epoch, without start-up and the test.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import lightning
import torch
from worker import answer, options
from yoyodyne import callbacks, data, trainers
from yoyodyne_worker import CLIP, model_of


def main() -> None:
    """Train for the epochs asked for, then answer the test set with the last weights."""
    given = options()
    test = Path(given.flags[0])
    epochs = int(given.flags[1])
    seed = int(given.flags[2])
    torch.set_num_threads(given.threads)
    lightning.seed_everything(seed)
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs.txt"
        module = data.DataModule(
            model_dir=folder,
            train=str(given.data / given.case.train[0]),
            val=str(given.data / given.case.dev[0]),
            predict=str(test),
            target_sep=" ",
            batch_size=given.case.rows,
        )
        trainer = trainers.Trainer(
            accelerator="cpu",
            max_epochs=epochs,
            gradient_clip_val=CLIP,
            callbacks=[callbacks.PredictionWriter(str(outputs), target_sep=" ")],
            default_root_dir=folder,
            enable_progress_bar=False,
            enable_checkpointing=False,
            enable_model_summary=False,
            logger=False,
        )
        model = model_of(given.case, module)
        began = time.perf_counter()
        trainer.fit(model, module)
        seconds = time.perf_counter() - began
        trainer.predict(model, module)
        answer({"seconds": seconds, "word_error_rate": _word_error_rate(outputs, test)})


def _word_error_rate(outputs: Path, test: Path) -> float:
    """Per cent of the outputs that are not what the test file has in its second column."""
    found = outputs.read_text(encoding="utf-8").splitlines()
    wanted = [line.split("\t")[1] for line in test.read_text(encoding="utf-8").splitlines()]
    return 100 * sum(one != other for one, other in zip(found, wanted, strict=True)) / len(wanted)


if __name__ == "__main__":
    main()
