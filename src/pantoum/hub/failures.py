"""What goes wrong when the hub is asked, in one sentence."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from pantoum.errors import PantoumError
from pantoum.files import not_writable
from pantoum.hub.address import HubAddress

LOG_IN = "log in with `hf auth login`, or set HF_TOKEN"
# What the hub answers to whoever may not see a repository: it does not say that it is there.
HIDDEN = (401, 404)
# How long to wait in each phase of a request; the library would wait for ever for some answers. A
# commit takes the hub longer than a list of files.
PHASES = ("connect", "read", "write", "pool")
READING_SECONDS = 20.0
WRITING_SECONDS = 120.0


@contextmanager
def asking_hub(address: HubAddress, *, writing: bool = False) -> Iterator[ModuleType]:
    """While this context is open, the hub can be asked, with the library that it gives.

    The library says nothing on the terminal meanwhile. Whatever goes wrong becomes a PantoumError.

    Args:
        address: what is asked for.
        writing: whether something is to be changed there.
    Raises:
        PantoumError: the library is not installed, the hub refuses, or it cannot be reached.
    """
    try:
        import huggingface_hub.errors
        from huggingface_hub import utils
    except ImportError as error:
        raise PantoumError(
            "the hub needs huggingface_hub", remedy="pip install -e '.[hub]' in a clone of Pantoum"
        ) from error
    seconds = WRITING_SECONDS if writing else READING_SECONDS
    with _silence(utils), _patience(utils, seconds):
        try:
            yield huggingface_hub
        except PantoumError:
            raise
        except Exception as error:  # of several libraries, which name no common kind
            raise _in_words(address, writing, error) from error


@contextmanager
def _silence(utils: Any) -> Iterator[None]:
    """Neither bars nor warnings: what matters comes as an error."""
    logging = utils.logging
    verbosity = logging.get_verbosity()
    bars = not utils.are_progress_bars_disabled()
    logging.set_verbosity(logging.CRITICAL)
    if bars:
        utils.disable_progress_bars()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            utils.enable_progress_bars()


@contextmanager
def _patience(utils: Any, seconds: float) -> Iterator[None]:
    """Wait no longer than this for an answer, where the library would wait for ever."""

    def limit(request: Any) -> None:
        given = request.extensions.get("timeout", {})
        limited = {phase: given.get(phase) or seconds for phase in PHASES}
        request.extensions = {**request.extensions, "timeout": limited}

    session = utils.get_session()
    before = session.event_hooks
    session.event_hooks = {**before, "request": [*before.get("request", ()), limit]}
    try:
        yield
    finally:
        session.event_hooks = before


def _in_words(address: HubAddress, writing: bool, error: Exception) -> PantoumError:
    from huggingface_hub import constants, errors

    chain = _chain(error)
    if any(isinstance(one, errors.RevisionNotFoundError) for one in chain):
        return PantoumError(
            f"the repository has no revision {address.revision or 'main'}",
            where=str(address),
            remedy="give a branch, a tag or a commit that its page lists",
        )
    for one in chain:
        if isinstance(one, errors.HfHubHTTPError):
            return _answered(address, writing, one)
    if constants.is_offline_mode():
        return PantoumError(
            "HF_HUB_OFFLINE is set, and the cache does not have it"
            if not writing
            else "HF_HUB_OFFLINE is set, so nothing can be sent",
            where=str(address),
            remedy="unset HF_HUB_OFFLINE",
        )
    # The base of what its HTTP library raises, whichever that is.
    network = (errors.HfHubHTTPError.__mro__[1], ConnectionError, TimeoutError)
    for one in reversed(chain):
        if isinstance(one, network):
            cached = "" if writing else ", and the cache does not have it"
            return PantoumError(
                f"{constants.ENDPOINT} cannot be reached ({_reason(one)}){cached}",
                where=str(address),
                remedy="check the network, or try again later",
            )
    for one in chain:
        if isinstance(one, OSError) and one.errno is not None:
            return not_writable(str(one.filename or constants.HF_HUB_CACHE), one)
    return PantoumError(
        f"what {constants.ENDPOINT} answers cannot be used ({_reason(chain[-1])})",
        where=str(address),
        remedy="try again later",
    )


def _answered(address: HubAddress, writing: bool, error: Any) -> PantoumError:
    """What an answer with an error says.

    Args:
        error: with the response, and what the hub says in it, if it does.
    """
    status = error.response.status_code
    said = " ".join(str(error.server_message or "").split())[:200]
    answer = f"{status}: {said}" if said else str(status)
    if writing and status in (401, 403):
        problem = f"the hub does not let you write there ({answer})"
        remedy = f"{LOG_IN}, as a user who may write to {address.name}"
    elif status in HIDDEN:
        problem = f"the hub has no such model, or does not show it to you ({answer})"
        remedy = f"check the name; if it is private, {LOG_IN}"
    elif status == 403:
        problem = f"the hub does not let you read it ({answer})"
        remedy = f"ask for access on its page, and {LOG_IN}"
    elif status == 429 or status >= 500:
        problem = f"the hub answers with an error ({answer})"
        remedy = "try again later"
    else:
        problem = f"the hub refuses it ({answer})"
        remedy = "correct what it names"
    return PantoumError(problem, where=str(address), remedy=remedy)


def _chain(error: BaseException) -> list[BaseException]:
    """An error and those that it came of."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        if cause in chain:
            break
        chain.append(cause)
    return chain


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
