"""A trained model goes to the Hugging Face hub with its card and scores, and comes.

Reading one needs no more than its address: `pantoum.load("hf://user/name")`.
"""

from pantoum.sharing.card import hub_card
from pantoum.sharing.pull import Pulled, pull
from pantoum.sharing.push import Pushed, push

__all__ = ["Pulled", "Pushed", "hub_card", "pull", "push"]
