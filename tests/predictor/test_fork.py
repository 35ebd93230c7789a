"""A process that is forked when a model is loaded and has been used answers, whatever the kind of
model: servers that load before they fork and `multiprocessing` pools do it.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.reversing import TINY_MODEL, reversals, write_tsv
from tests.training.runs import train

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")

# The child is given time enough for a slow machine, and ended when it hangs.
PROGRAM = """
import multiprocessing, sys
import torch
import pantoum

torch.set_num_threads(2)
models = [pantoum.load(folder) for folder in sys.argv[1:]]

def answers(model):
    inputs = ["abc" * 10, "cab" * 12]
    if model.task == "tagger":
        inputs = [["the", "dog", "saw"]] * 30
    return [repr(getattr(one, "text", one)) for one in model(inputs)]

def answer(model, connection):
    connection.send(answers(model))

for model in models:
    here = answers(model)
    receiving, sending = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=answer, args=(model, sending))
    child.start()
    if not receiving.poll(30):
        child.kill()
        sys.exit("no answer")
    print(receiving.recv() == here)
    child.join()
"""


def forked(*folders: Path) -> str:
    """What the program prints, on both streams, with two threads of PyTorch."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, folders)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "2"},
    )
    return done.stdout + done.stderr


def test_a_forked_process_gives_the_same_answers(reverser: Path) -> None:
    assert forked(reverser) == "True\n"


@pytest.mark.exhaustive
def test_a_process_forked_with_several_kinds_of_models_gives_the_same_answers(
    clause_tagger: Path, labeller: Path, writer: Path, name_tagger: Path
) -> None:
    assert forked(clause_tagger, labeller, writer, name_tagger) == "True\n" * 4


@pytest.mark.exhaustive
def test_byte_pairs_are_found_in_a_forked_process_without_a_word_of_their_library(
    tmp_path: Path,
) -> None:
    data = write_tsv(tmp_path / "data.tsv", reversals())
    settings = {
        "data.source_units": "bpe",
        "data.target_units": "bpe",
        "training.epochs": 1,
        "model.dropout": 0.0,
    }
    train(data, tmp_path / "model", settings, dev=data, base=TINY_MODEL)
    assert forked(tmp_path / "model") == "True\n"
