"""Where a process stands among those of its run, as torchrun and srun say it."""

import socket
from datetime import timedelta

import pytest
from tests.training.several import free_port, place

from pantoum.errors import PantoumError
from pantoum.ranks import ALONE
from pantoum.training.launched import Place, connected, first_node, place_of

TORCHRUN = {
    "RANK": "3",
    "WORLD_SIZE": "4",
    "LOCAL_RANK": "1",
    "LOCAL_WORLD_SIZE": "2",
    "MASTER_ADDR": "node1",
    "MASTER_PORT": "29500",
}
SRUN = {
    "SLURM_JOB_ID": "1234567",
    "SLURM_NTASKS": "5",
    "SLURM_STEP_NUM_TASKS": "5",
    "SLURM_STEP_NODELIST": "gpu[07-09]",
    "SLURM_STEP_TASKS_PER_NODE": "2(x2),1",
    "SLURM_PROCID": "3",
    "SLURM_LOCALID": "1",
    "SLURM_NODEID": "1",
}


def test_a_process_by_itself_is_alone() -> None:
    assert place_of({}) is None
    assert place_of({"RANK": "0", "WORLD_SIZE": "1"}) is None
    with connected({}) as ranks:
        assert ranks is ALONE


def test_the_script_of_a_job_is_no_task_of_a_step() -> None:
    """Without srun nobody else would come."""
    assert place_of({"SLURM_NTASKS": "4", "SLURM_PROCID": "0", "SLURM_JOB_ID": "7"}) is None


def test_torchrun() -> None:
    assert place_of(TORCHRUN) == Place(3, 4, 1, 2, "node1", 29500)
    assert place_of(TORCHRUN | {"LOCAL_WORLD_SIZE": "4", "LOCAL_RANK": "3"}) == Place(
        3, 4, 3, 4, "node1", 29500
    )


def test_srun() -> None:
    found = place_of(SRUN)
    assert found == Place(3, 5, 1, 2, "gpu07", 15_000 + 4567)
    assert place_of(SRUN | {"MASTER_ADDR": "10.0.0.1", "MASTER_PORT": "4000"}) == Place(
        3, 5, 1, 2, "10.0.0.1", 4000
    )
    last = {"SLURM_PROCID": "4", "SLURM_LOCALID": "0", "SLURM_NODEID": "2"}
    assert place_of(SRUN | last) == Place(4, 5, 0, 1, "gpu07", 15_000 + 4567)


@pytest.mark.parametrize(
    ("nodes", "first"),
    [
        ("", "127.0.0.1"),
        ("node7", "node7"),
        ("node7,node8", "node7"),
        ("node[07-09,12],other3", "node07"),
        ("node[12]-ib,node[14-15]-ib", "node12-ib"),
    ],
)
def test_the_first_of_a_list_of_nodes(nodes: str, first: str) -> None:
    assert first_node(nodes) == first


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"RANK": "x"}, "the variable RANK of the environment is 'x'"),
        ({"MASTER_PORT": ""}, "the variable MASTER_PORT of the environment is ''"),
        ({"RANK": "4"}, "do not fit together"),
        ({"LOCAL_RANK": "2"}, "do not fit together"),
    ],
)
def test_variables_that_cannot_be(changed: dict[str, str], words: str) -> None:
    with pytest.raises(PantoumError, match=words):
        place_of(TORCHRUN | changed)


@pytest.mark.parametrize(
    "changed", [{"SLURM_STEP_TASKS_PER_NODE": "many"}, {"SLURM_NODEID": "3"}, {"SLURM_PROCID": ""}]
)
def test_tasks_that_cannot_be(changed: dict[str, str]) -> None:
    (name,) = changed
    with pytest.raises(PantoumError, match=f"the variable {name} of the environment"):
        place_of(SRUN | changed)


def arrange(monkeypatch: pytest.MonkeyPatch, number: int, port: int) -> None:
    """This process is one of two."""
    for name, value in place(number, 2, port).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("pantoum.training.launched.ARRIVAL", timedelta(seconds=1))


@pytest.mark.parametrize("number", [0, 1])
def test_the_others_do_not_come(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    arrange(monkeypatch, number, port)
    found = f"process {number} of 2 does not find the others at 127.0.0.1:{port}"
    with pytest.raises(PantoumError, match=found), connected():
        pass


def test_a_port_that_another_program_has(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    arrange(monkeypatch, 0, port)
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", port))
        taken.listen()
        with (
            pytest.raises(PantoumError, match=f"does not find the others at 127.0.0.1:{port}"),
            connected(),
        ):
            pass
