"""The first Ctrl-C asks, the second one insists, and afterwards all is as before."""

import os
import signal

import pytest

from weft.cli.interrupt import Interrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_asks_and_the_second_insists(number: int, capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(number)
    with Interrupt() as interrupt:
        assert (interrupt.asked, interrupt.status) == (False, 0)
        os.kill(os.getpid(), number)
        assert (interrupt.asked, interrupt.status) == (True, 128 + number)
        assert capfd.readouterr().err == "\nweft: stopping after this step (once more: at once)\n"
        with pytest.raises(KeyboardInterrupt) as insisted:
            os.kill(os.getpid(), number)
        assert insisted.value.args == (128 + number,)
    assert signal.getsignal(number) is before


def test_it_asks_when_nobody_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(number: int, text: bytes) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(os, "write", gone)
    with Interrupt() as interrupt:
        signal.raise_signal(signal.SIGINT)
        assert interrupt.asked
