"""Every ready-made configuration trains, on a few lines of data of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

import pantoum
from pantoum.cli import main

EXHAUSTIVE = pytest.mark.exhaustive
CONFIGS = Path(__file__).parent.parent / "configs"
LINES = {
    "multi30k.yaml": [
        "ein hund läuft durch den schnee .\ta dog runs through the snow .",
        "zwei männer stehen am herd .\ttwo men stand at the stove .",
        "eine frau läuft .\ta woman runs .",
    ],
    "scan.yaml": [
        "jump twice\tI_JUMP I_JUMP",
        "walk left\tI_TURN_LEFT I_WALK",
        "run\tI_RUN",
        "look twice\tI_LOOK I_LOOK",
    ],
}


# Sizes decide over nothing but time here; with its own, one takes twenty seconds.
SMALL = ["--model.embedding=16", "--model.hidden=24", "--model.decoder_hidden=48"]
SIZES = [pytest.param(SMALL, id="small"), pytest.param([], id="its own", marks=EXHAUSTIVE)]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("config", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.name)
def test_a_ready_configuration_trains_and_its_model_predicts(
    config: Path, sizes: list[str], tmp_path: Path
) -> None:
    lines = LINES[config.name]
    (tmp_path / "train.tsv").write_text("".join(f"{line}\n" for line in lines * 3))
    arguments = [
        "train",
        str(tmp_path / "train.tsv"),
        "--config",
        str(config),
        "--output",
        str(tmp_path / "model"),
    ]
    assert main([*arguments, "--training.epochs", "1", *sizes]) == 0
    model = pantoum.load(tmp_path / "model", task="seq2seq")
    found = model(lines[0].split("\t")[0])
    if (
        model.config.data.target_units == "bpe"
    ):  # of bytes, too, which may come in any order after one epoch
        assert set(found.tokens) <= set(model.output_symbols)
    else:
        assert set(found.text.split()) <= {
            word for line in lines for word in line.split("\t")[1].split()
        }
