"""`import weft` is cheap, and gives all that a user of Python needs."""

import subprocess
import sys
from pathlib import Path

import pytest

import weft


def run_python(program: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, timeout=120
    ).stdout


def test_importing_weft_imports_nothing_large() -> None:
    large = "('torch', 'numpy', 'tokenizers', 'jsonargparse', 'rich', 'lightning_fabric', 'matplotlib', 'sacrebleu')"
    program = f"import sys, weft; print(weft.__version__, [name for name in {large} if name in sys.modules])"
    assert run_python(program) == f"{weft.__version__} []\n"


def test_settings_scores_and_files_do_without_torch() -> None:
    program = "import sys, weft.config, weft.data, weft.metrics; print('torch' in sys.modules)"
    assert run_python(program) == "False\n"


def test_prediction_needs_no_training_library(reverser: Path) -> None:
    program = (
        "import sys, weft; print(weft.load(sys.argv[1])('abc').text); "
        "print([name for name in ('jsonargparse', 'lightning_fabric', 'matplotlib', 'sacrebleu', 'rich', "
        "'rapidfuzz', 'weft.training', 'torch._dynamo') if name in sys.modules])"
    )
    assert run_python(program, str(reverser)) == "cba\n[]\n"


def test_every_public_name_is_there() -> None:
    from weft import predictor
    from weft.errors import WeftError

    assert set(weft.__all__) == {
        "Classification",
        "ClassifierPredictor",
        "Generated",
        "LanguageModelPredictor",
        "Prediction",
        "Predictor",
        "Sampling",
        "Scored",
        "TagPredictor",
        "Tagging",
        "WeftError",
        "__version__",
        "ensemble",
        "load",
    }
    for name in weft.__all__:
        assert getattr(weft, name) is not None
    assert weft.load is predictor.load
    assert weft.Predictor is predictor.Predictor
    assert weft.Prediction is predictor.Prediction
    assert weft.WeftError is WeftError


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="module 'weft' has no attribute 'lode'"):
        _ = weft.lode  # pyright: ignore[reportAttributeAccessIssue]
