"""Addresses where no cluster is: one sentence, in seconds."""

import socket
import sys
import time

import pytest

from pantoum.errors import PantoumError
from pantoum.scale import ray_cluster
from pantoum.scale.ray_cluster import cluster

pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("ignore")  # of Ray's own


@pytest.mark.parametrize("address", ["nowhere", "host:", ":1", "host:port"])
def test_what_is_no_address(address: str) -> None:
    with (
        pytest.raises(PantoumError, match=r"^address must be HOST:PORT, ray://HOST:PORT or auto"),
        cluster(address, 2),
    ):
        pass


@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://127.0.0.1:9"])
def test_nothing_listens(address: str) -> None:
    start = time.perf_counter()
    with pytest.raises(PantoumError) as raised, cluster(address, 2):
        pass
    assert str(raised.value) == (
        f"{address}: no Ray cluster answers: Connection refused: check --address, or leave it out "
        "to compute on this machine"
    )
    assert time.perf_counter() - start < 30


def test_something_else_listens_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_cluster, "TO_ANSWER", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(PantoumError, match="no Ray cluster answers: "), cluster(address, 2):
            pass


def test_without_ray_it_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(PantoumError) as raised, cluster(None, 1):
        pass
    assert str(raised.value) == (
        "the engine ray needs Ray Data: pip install -e '.[ray]' in a clone of Pantoum"
    )
