"""A trained model on the Hugging Face hub: pushed with its card and scores, and pulled.

Reading one needs no more than its address: `pantoum.load("hf://user/name")`.
"""

from pantoum.sharing.card import hub_card
from pantoum.sharing.pull import Pulled, pull
from pantoum.sharing.push import Pushed, push

__all__ = ["Pulled", "Pushed", "hub_card", "pull", "push"]
