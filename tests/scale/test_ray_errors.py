"""What Ray raises, as one sentence."""

import pytest

from pantoum.errors import PantoumError

pytest.importorskip("ray")

from ray.exceptions import RayError, RayTaskError

from pantoum.scale.ray_engine import ray_errors, tables_of

OWN = PantoumError("no such directory", where="/model", remedy="check the path")


def test_an_error_of_a_task_is_the_one_that_it_raised() -> None:
    raised_there = RayTaskError("read", "Traceback ...", OWN, pid=1, ip="127.0.0.1")
    for error in (raised_there, raised_there.as_instanceof_cause()):
        with pytest.raises(PantoumError) as raised, ray_errors():
            raise error
        assert str(raised.value) == "/model: no such directory: check the path"


def test_any_other_is_its_last_line() -> None:
    error = RayError("an actor died:\n  File x\npantoum.errors.PantoumError: gone: look\n")
    with pytest.raises(PantoumError) as raised, ray_errors():
        raise error
    assert str(raised.value) == (
        "Ray has failed: gone: look: check the cluster, or give fewer --workers if memory ran out"
    )


def test_files_without_lines_have_no_tables() -> None:
    assert list(tables_of(None)) == []
