"""Models that are loaded anew when their files change, beside those that answer meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from pantoum.errors import PantoumError
from pantoum.hub import is_address
from pantoum.serve.memory import give_back
from pantoum.serve.model_files import Watch, digest, folder_of, look, unreadable
from pantoum.serve.one_line import one_line
from pantoum.serve.served_model import ServedModel

log = logging.getLogger(__name__)

# Makes a model of its name and its place.
Loader = Callable[[str, str], ServedModel]


class Reloaded(NamedTuple):
    """Whether a model was loaded anew, and the sentence that says why it could not be."""

    name: str
    changed: bool
    error: str | None


class Reloading:
    """Replaces models by what their files hold now.

    Args:
        models: by name; a model that is loaded anew is put in place of the old one.
        load: loads a model.
    """

    def __init__(self, models: dict[str, ServedModel], load: Loader) -> None:
        self._models = models
        self._load = load
        self._one_at_a_time = asyncio.Lock()
        self._watches = {name: Watch(model.seen) for name, model in models.items()}

    async def look(self) -> list[Reloaded]:
        """Look at the files of the models once, and load those anew whose files have changed and
        have come to rest.

        Models on the hub are not looked at.
        """
        places = {
            name: Path(model.place)
            for name, model in self._models.items()
            if not is_address(model.place)
        }
        seen = await asyncio.to_thread(lambda: {name: look(one) for name, one in places.items()})
        return await self.reload(
            [name for name, now in seen.items() if self._watches[name].settled(now)]
        )

    async def reload(self, names: Iterable[str]) -> list[Reloaded]:
        """Load models anew if the digest of their files is another one."""
        async with self._one_at_a_time:
            reloaded = [await self._reload(self._models[name]) for name in names]
            # Also after one that failed, which may have been read in part.
            if any(one.changed or one.error is not None for one in reloaded):
                await asyncio.to_thread(give_back)
            return reloaded

    async def _reload(self, old: ServedModel) -> Reloaded:
        try:
            new = await asyncio.to_thread(self._anew, old)
        except PantoumError as error:
            old.last_error = str(error)
            log.error("model %s was not loaded anew: %s", old.name, error)
            return Reloaded(old.name, False, old.last_error)
        if new is None:
            old.last_error = None
            return Reloaded(old.name, False, None)
        self._models[old.name] = new
        log.info("model %s was loaded anew", old.name)
        return Reloaded(old.name, True, None)

    def _anew(self, old: ServedModel) -> ServedModel | None:
        """What the files of a model hold now; None if that is the same.

        Raises: PantoumError for a model that cannot be loaded.
        """
        try:
            folder = folder_of(old.place)
            seen = look(folder)
            self._watches[old.name].tried(seen)
            if seen and digest(folder) == old.digest:
                return None
            return self._load(old.name, old.place)
        except PantoumError:
            raise
        except Exception as error:
            log.error("model %s: %s", old.name, one_line(error))
            raise unreadable(old.place, error) from error
