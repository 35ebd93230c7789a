"""``pantoum serve``: its flags, their variables, and what is refused before it serves."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum

from pantoum.cli import serve
from pantoum.cli.named_models import sources_of
from pantoum.cli.serve_environment import variables_of, with_environment
from pantoum.errors import PantoumError
from pantoum.serve.limits import Limits


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A folder with a directory and a file that could be models."""
    (tmp_path / "fre").mkdir()
    (tmp_path / "dut.onnx").write_bytes(b"")
    (tmp_path / "a=b").mkdir()
    (tmp_path / "two words").mkdir()
    return tmp_path


def test_models_have_names(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(places / "fre")
    given = [".", f"de-en={places}/fre", f"{places}/dut.onnx", "hf://anna/reverser@v1"]
    assert sources_of(given) == {
        "fre": Path("."),
        "de-en": places / "fre",
        "dut": places / "dut.onnx",
        "reverser": "hf://anna/reverser@v1",
    }
    assert sources_of(["x=hf://anna/reverser"]) == {"x": "hf://anna/reverser"}


@pytest.mark.parametrize(
    ("models", "error"),
    [
        (["fre", "x=fre", "./fre"], "two models are called 'fre': name one of them"),
        (["none"], "none: no such directory: check the path"),
        (["none.onnx"], "none.onnx: no such file: check the path"),
        (["a=b"], "a=b: a model cannot be called 'a=b': name it, as in NAME=DIR"),
        (["two words"], "two words: a model cannot be called 'two words'"),
        (["a/b=fre"], "a/b=fre: a model cannot be called 'a/b'"),
        (["=fre"], "=fre: a model cannot be called ''"),
    ],
)
def test_models_that_are_refused(
    places: Path, monkeypatch: pytest.MonkeyPatch, models: list[str], error: str
) -> None:
    monkeypatch.chdir(places)
    with pytest.raises(PantoumError) as caught:
        sources_of(models)
    assert error in str(caught.value)


def parsed(arguments: list[str], environment: dict[str, str]) -> dict[str, object]:
    """What the command makes of its arguments and its environment."""
    parser = serve._parser()
    return vars(parser.parse_intermixed_args(with_environment(parser, arguments, environment)))


def test_every_flag_has_a_variable() -> None:
    parser = serve._parser()
    flags = [action.dest for action in parser._actions if action.dest != "help"]
    assert [*variables_of(parser)] == [f"PANTOUM_SERVE_{flag.upper()}" for flag in flags]
    assert all(name in parser.format_help() for name in variables_of(parser))
    for limit in vars(Limits()):
        assert limit in flags or f"max_{limit}" in flags


def test_variables_count_where_their_flags_are_left_out() -> None:
    environment = {
        "PANTOUM_SERVE_MODELS": "fre 'two words=dut'",
        "PANTOUM_SERVE_HOST": "0.0.0.0",
        "PANTOUM_SERVE_PORT": "81",
        "PANTOUM_SERVE_CORS": "https://a.example https://b.example",
        "PANTOUM_SERVE_LOG_TEXTS": "yes",
        "PANTOUM_SERVE_MAX_BODY": "2000",
        "PANTOUM_SERVE_WINDOW": "",
    }
    found = parsed([], environment)
    assert found["models"] == ["fre", "two words=dut"]
    assert (found["host"], found["port"]) == ("0.0.0.0", 81)
    assert found["cors"] == ["https://a.example", "https://b.example"]
    assert (found["log_texts"], found["max_body"]) == (True, 2000)
    assert found["window"] == Limits().window
    given = ["other", "--port", "82", "--cors", "https://c.example", "--max-body=3"]
    found = parsed(given, {**environment, "PANTOUM_SERVE_LOG_TEXTS": "0"})
    assert (found["models"], found["port"], found["max_body"]) == (["other"], 82, 3)
    assert found["cors"] == ["https://c.example"]
    assert found["log_texts"] is False


def test_limits_come_from_their_flags(places: Path) -> None:
    parser = serve._parser()
    given = ["x", "--max-items", "5", "--deadline", "1.5", "--workers", "1", "--slow", "3"]
    options = parser.parse_intermixed_args(with_environment(parser, given, {}))
    settings = serve._settings(options, {"x": places})
    assert settings.limits == Limits(items=5, deadline=1.5)
    assert settings.slow == 3
    assert settings.hosts == ("localhost", "127.0.0.1", "[::1]")
    options.host = "127.0.0.1"
    options.workers = 64
    settings = serve._settings(options, {"x": places})
    assert settings.hosts is None
    assert settings.limits.threads == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "give a model: DIR, FILE.onnx or NAME=DIR, or set PANTOUM_SERVE_MODELS"),
        (["x", "--port", "65536"], "argument --port: must be a whole number from 0 to 65,535"),
        (["x", "--port", "http"], "argument --port: must be a whole number from 0 to 65,535"),
        (["x", "--workers", "0"], "argument --workers: must be a whole number of at least 1"),
        (["x", "--cors", "example.org"], "argument --cors: must be an origin as in https://exam"),
        (["x", "--deadline", "0"], "argument --deadline: must be a number of at least 0.01"),
        (["x", "--key-file", ""], "argument --key_file: must not be empty"),
        (["x", "--batch-size", "3"], "unrecognized arguments: --batch_size"),
    ],
)
def test_wrong_usage(pantoum: Pantoum, arguments: list[str], error: str) -> None:
    done = pantoum("serve", *arguments)
    assert (done.status, done.out) == (2, "")
    assert error in done.err


def test_a_variable_that_cannot_be_used_is_named(
    pantoum: Pantoum, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTOUM_SERVE_PORT", "x")
    done = pantoum("serve", "fre")
    assert done.status == 2
    assert "error: PANTOUM_SERVE_PORT must be a whole number from 0 to 65,535, but is x" in done.err
    monkeypatch.setenv("PANTOUM_SERVE_PORT", "")
    monkeypatch.setenv("PANTOUM_SERVE_LOG_TEXTS", "perhaps")
    assert "PANTOUM_SERVE_LOG_TEXTS must be 1 or 0" in pantoum("serve", "fre").err


def test_a_port_in_use(pantoum: Pantoum, places: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = pantoum("serve", places / "fre", "--port", port)
        assert (done.status, done.error) == (
            1,
            f"127.0.0.1:{port}: the port is in use: give another one to --port, or 0 for any that "
            "is free",
        )


def test_hosts_that_are_none(pantoum: Pantoum, places: Path) -> None:
    unknown = pantoum("serve", places / "fre", "--host", "nowhere.invalid", "--port", 0)
    assert unknown.status == 1
    assert unknown.error.startswith("nowhere.invalid:0: the host is not known (")
    other = pantoum("serve", places / "fre", "--host", "192.0.2.1", "--port", 0)
    assert other.error.startswith("192.0.2.1:0: the host is no address of this machine: give one")


def test_a_port_without_the_right_to_it(
    pantoum: Pantoum, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pantoum.serve.listening.socket.socket.bind", refuse, raising=False)
    done = pantoum("serve", places / "fre", "--port", 80)
    assert (done.status, done.error) == (
        1,
        "127.0.0.1:80: the port is not for this user: give one above 1023 to --port",
    )


def test_a_directory_that_is_no_model_and_a_file_that_is_none(
    pantoum: Pantoum, places: Path
) -> None:
    for place in ("fre", "dut.onnx"):
        done = pantoum("serve", places / place, "--port", 0)
        assert done.status == 1
        assert done.error.startswith(f"{places / place}")


def test_a_key_file_that_others_can_read(pantoum: Pantoum, places: Path) -> None:
    keys = places / "keys"
    keys.write_text("a-key-that-is-fine\n", encoding="utf-8")
    keys.chmod(0o644)
    done = pantoum("serve", places / "fre", "--port", 0, "--key-file", keys)
    assert (done.status, done.error) == (
        1,
        f"{keys}: others may use the key file (its mode is 644): run chmod 600 on it",
    )
