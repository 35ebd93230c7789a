"""The first Ctrl-C requests a stop, the second one insists, and afterwards all is as before."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tiers import tiered

from pantoum.api.interrupt import Interrupt
from pantoum.cli.interrupt import interrupt_status


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1])
def test_the_first_requests_and_the_second_insists(
    number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)
    with Interrupt() as interrupt:
        assert (interrupt.requested, interrupt.status) == (False, 0)
        os.kill(os.getpid(), number)
        assert (interrupt.requested, interrupt.status) == (True, 128 + number)
        assert (
            capfd.readouterr().err
            == "\npantoum: stopping after this step; Ctrl-C again stops at once\n"
        )
        with pytest.raises(KeyboardInterrupt) as insisted:
            os.kill(os.getpid(), number)
        assert insisted.value.args == (128 + number,)
    assert signal.getsignal(number) is before


def test_one_that_does_not_speak(capfd: pytest.CaptureFixture[str]) -> None:
    with Interrupt(speaks=False) as interrupt:
        signal.raise_signal(signal.SIGUSR1)
        assert (interrupt.requested, interrupt.status) == (True, 128 + signal.SIGUSR1)
    assert capfd.readouterr().err == ""


def test_it_requests_when_no_message_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(number: int, text: bytes) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(os, "write", gone)
    with Interrupt() as interrupt:
        signal.raise_signal(signal.SIGINT)
        assert interrupt.requested


@pytest.mark.parametrize("number", tiered([signal.SIGINT, signal.SIGTERM], [signal.SIGINT]))
def test_a_command_that_is_ended_leaves_no_half_output(
    number: int, reverser: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.txt"
    output.write_text("before")
    command = [
        sys.executable,
        "-m",
        "pantoum",
        "predict",
        str(reverser),
        "-o",
        str(output),
        "--beam",
        "1",
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdin is not None
    process.stdin.write(b"abca\n" * 2_000)
    process.stdin.flush()
    while not list(tmp_path.glob("out.txt.*.partial")):
        assert process.poll() is None
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert errors.decode().endswith("pantoum: interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
    assert output.read_text() == "before"


def test_a_signal_in_the_middle_of_decoding_keeps_its_number() -> None:
    wrapped = KeyboardInterrupt("decoding with 'utf-8-sig' codec failed (KeyboardInterrupt: 143)")
    wrapped.__cause__ = KeyboardInterrupt(143)
    assert interrupt_status(wrapped) == 143
    assert interrupt_status(KeyboardInterrupt(143)) == 143
    assert interrupt_status(KeyboardInterrupt()) == 130
