"""`import pantoum` is cheap, and gives all that a user of Python needs."""

import subprocess
import sys
from pathlib import Path

import pytest

import pantoum


def run_python(program: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout


def test_importing_pantoum_imports_nothing_large() -> None:
    large = (
        "('torch', 'numpy', 'tokenizers', 'jsonargparse', 'rich', 'lightning_fabric', "
        "'matplotlib', 'sacrebleu', 'huggingface_hub')"
    )
    program = (
        f"import sys, pantoum; print(pantoum.__version__, [name for name in {large} if name "
        "in sys.modules])"
    )
    assert run_python(program) == f"{pantoum.__version__} []\n"


def test_idle_threads_sleep_unless_somebody_chose_else() -> None:
    program = (
        "import os, sys; os.environ.pop('GOMP_SPINCOUNT', None); os.environ['OMP_WAIT_POLICY'] = "
        "'ACTIVE'; import pantoum; print(os.environ['OMP_WAIT_POLICY'], "
        "os.environ['GOMP_SPINCOUNT'], 'torch' in sys.modules)"
    )
    assert run_python(program) == "ACTIVE 1000 False\n"


def test_settings_scores_and_files_do_without_torch() -> None:
    program = (
        "import sys, pantoum.config, pantoum.data, pantoum.metrics; print('torch' in sys.modules)"
    )
    assert run_python(program) == "False\n"


def test_the_help_of_the_server_imports_nothing_large() -> None:
    program = (
        "import sys\nfrom pantoum.cli import main\n"
        "try: main(['serve', '--help'])\nexcept SystemExit: pass\n"
        "large = ('torch', 'numpy', 'fastapi', 'uvicorn', 'pydantic', 'prometheus_client')\n"
        "print([name for name in large if name in sys.modules])"
    )
    assert run_python(program).endswith("\n[]\n")


def test_prediction_needs_no_training_library(reverser: Path) -> None:
    program = (
        "import sys, pantoum; print(pantoum.load(sys.argv[1])('abc').text); "
        "print([name for name in ('jsonargparse', 'lightning_fabric', 'matplotlib', 'sacrebleu', "
        "'rich', "
        "'rapidfuzz', 'pantoum.training', 'torch._dynamo', 'huggingface_hub') "
        "if name in sys.modules])"
    )
    assert run_python(program, str(reverser)) == "cba\n[]\n"


def test_every_public_name_is_there() -> None:
    from pantoum import exported, predictor
    from pantoum.errors import PantoumError

    assert set(pantoum.__all__) == {
        "Classification",
        "ClassifierPredictor",
        "Config",
        "Evaluation",
        "Explanation",
        "Exported",
        "Generated",
        "LanguageModelPredictor",
        "Lexicon",
        "Prediction",
        "Predictor",
        "Reporter",
        "Sampling",
        "Scored",
        "TagPredictor",
        "Tagging",
        "PantoumError",
        "__version__",
        "compare",
        "ensemble",
        "explain",
        "export",
        "info",
        "load",
        "resume",
        "train",
        "udf",
    }
    for name in pantoum.__all__:
        assert getattr(pantoum, name) is not None
    assert pantoum.load is exported.load
    assert set(pantoum.__all__) <= set(dir(pantoum))
    assert pantoum.Predictor is predictor.Predictor
    assert pantoum.Prediction is predictor.Prediction
    assert pantoum.PantoumError is PantoumError


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="module 'pantoum' has no attribute 'lode'"):
        _ = pantoum.lode  # pyright: ignore[reportAttributeAccessIssue]
