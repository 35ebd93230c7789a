"""The Hugging Face hub: addresses of models, and their files, both ways.

The only layer that knows huggingface_hub, which is imported when the hub is first asked. It knows
nothing of what is in the files.
"""

from pantoum.hub.address import HubAddress, address_of, is_address
from pantoum.hub.repository import Listing, commit, fetch, look_up, make_repository

__all__ = [
    "HubAddress",
    "Listing",
    "address_of",
    "commit",
    "fetch",
    "is_address",
    "look_up",
    "make_repository",
]
